/* Long texts: whether their end was seen, and a button that turns to the next screenful. */

/* The page's one decision covers the lower end of the screen: at least this, with what is above it that. */
const BUTTON_PX = 72;
const ACTIONS_PX = 96;
/* A second tap on "read on", meant as one more, must not fall on what the button says at the end. */
const REST_MS = 600;

let scrolledMs = 0;

/** Calls onSeen when the element comes into sight above the page's buttons. */
export function watchEnd(page: object, selector: string, onSeen: () => void): { disconnect(): void } {
  let rest: ReturnType<typeof setTimeout> | undefined;
  const observer = wx.createIntersectionObserver(page as WechatMiniprogram.Component.TrivialInstance);

  observer
    .relativeToViewport({ bottom: -BUTTON_PX })
    .observe(selector, ({ intersectionRatio, intersectionRect }) => {
      if (intersectionRatio <= 0 && intersectionRect.height <= 0) return;
      observer.disconnect();
      if (Date.now() - scrolledMs < REST_MS) rest = setTimeout(onSeen, REST_MS);
      else onSeen();
    });
  return {
    disconnect() {
      clearTimeout(rest);
      observer.disconnect();
    },
  };
}

/** One screen further, less the line that was last, so that the eye finds it again. */
export function scrollOn(page: object): void {
  scrolledMs = Date.now();
  wx.createSelectorQuery()
    .in(page as WechatMiniprogram.Component.TrivialInstance)
    .selectViewport()
    .scrollOffset(({ scrollTop }) => {
      const { windowHeight } = wx.getWindowInfo();

      wx.pageScrollTo({ scrollTop: scrollTop + Math.max(120, windowHeight - 2 * ACTIONS_PX), duration: 200 });
    })
    .exec();
}
