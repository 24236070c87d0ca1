/* Long texts: whether their end was seen, and a button that turns to the next screenful. */

/* The page's one decision covers the lower end of the screen: at least this, with what is above it that. */
const BUTTON_PX = 72;
const ACTIONS_PX = 96;

/** Calls onSeen when the element comes into sight above the page's buttons. */
export function watchEnd(page: object, selector: string, onSeen: () => void): { disconnect(): void } {
  const observer = wx.createIntersectionObserver(page as WechatMiniprogram.Component.TrivialInstance);

  observer
    .relativeToViewport({ bottom: -BUTTON_PX })
    .observe(selector, ({ intersectionRatio, intersectionRect }) => {
      if (intersectionRatio <= 0 && intersectionRect.height <= 0) return;
      observer.disconnect();
      onSeen();
    });
  return observer;
}

/** One screen further, less the line that was last, so that the eye finds it again. */
export function scrollOn(page: object): void {
  wx.createSelectorQuery()
    .in(page as WechatMiniprogram.Component.TrivialInstance)
    .selectViewport()
    .scrollOffset(({ scrollTop }) => {
      const { windowHeight } = wx.getWindowInfo();

      wx.pageScrollTo({ scrollTop: scrollTop + Math.max(120, windowHeight - 2 * ACTIONS_PX), duration: 200 });
    })
    .exec();
}
