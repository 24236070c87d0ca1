Page({
  open() {
    wx.navigateTo({ url: "/pages/controls/index?kind=a%20b" });
  },
});
