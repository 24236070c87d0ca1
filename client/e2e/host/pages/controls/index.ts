/* Everything that is heard goes to `told`, where the test reads it. */
const told: unknown[] = ((globalThis as { told?: unknown[] }).told ??= []);

Page({
  data: { text: "12", colleges: [{ name: "文学院" }, { name: "理学院" }] },

  onLoad(query: Record<string, string>) {
    told.push(["onLoad", query]);
  },
  onShow: () => void told.push(["onShow"]),
  onReady: () => void told.push(["onReady"]),
  onHide: () => void told.push(["onHide"]),
  onUnload: () => void told.push(["onUnload"]),

  tell(event: WechatMiniprogram.CustomEvent) {
    const { type, currentTarget, detail } = event;

    told.push([type, currentTarget.id, detail, currentTarget.dataset]);
  },

  clear() {
    this.setData({ text: "" });
  },

  async ask() {
    const { confirm } = await wx.showModal({ title: "真的吗", content: "再想一想", confirmText: "真的" });

    told.push(["answered", confirm]);
  },

  async fail() {
    await Promise.resolve();
    throw new Error("meant to fail");
  },

  open() {
    wx.navigateTo({ url: "../places/index" });
  },
});
