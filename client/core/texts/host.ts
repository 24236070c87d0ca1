/* What the web host itself says: it is the browser's part of the client (client/webhost). */
export const hostTexts = {
  back: ["返回", "Back"],
  home: ["首页", "Home"],
  opening: ["正在打开", "Opening"],
  noPage: ["页面没有加载出来", "The page could not be loaded"],
  checkNetwork: [
    "请检查网络后再试，已提交和已拍摄的内容都在。",
    "Please check the network and try again. What you have sent and taken is kept.",
  ],
  retry: ["重新加载", "Load again"],
  wentWrong: ["页面出了问题", "Something went wrong on this page"],
  openAgain: [
    "请重新打开此页；如果还是这样，请联系学校。",
    "Please open this page again. If it stays like this, please ask your school.",
  ],
  noNetwork: ["网络没有连上", "There is no network connection"],
  toHome: ["回到首页", "To the first page"],
  confirm: ["确定", "OK"],
  cancel: ["取消", "Cancel"],
  close: ["关闭", "Close"],
  play: ["播放", "Play"],
  pause: ["暂停", "Pause"],
  scanHint: ["将采集码放入框内", "Hold the code in the frame"],
  scanNoCamera: [
    "没有可用的相机，请选取采集码的图片。",
    "There is no camera. Please choose a picture of the code.",
  ],
  scanNothing: [
    "这张图片里没有找到采集码，请换一张清楚的。",
    "No code was found in this picture. Please choose a clear one.",
  ],
  choosePicture: ["选取图片", "Choose a picture"],
  picture: ["图片", "Picture"],
} as const;
