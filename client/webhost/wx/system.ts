/* What the phone is. */

const getTheme = () => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

export const system = {
  getAppBaseInfo: () => ({ language: navigator.language.replace("-", "_"), theme: getTheme() }),
  getDeviceInfo: () => ({ platform: "web", system: navigator.platform, model: "", brand: "" }),
  getWindowInfo: () => ({
    pixelRatio: devicePixelRatio,
    windowWidth: innerWidth,
    windowHeight: innerHeight,
    screenWidth: screen.width,
    screenHeight: screen.height,
    statusBarHeight: 0,
  }),
};
