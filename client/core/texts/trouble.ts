/* What to do when something stands in the way: a title, what to do now, and the one button. */
export const troubleTexts = {
  bar: ["提示", "What to do"],
  cameraDenied: ["没有相机权限", "The camera is not allowed"],
  cameraDeniedMp: [
    "点击下面的按钮，打开“相机”开关，然后回到这里。",
    "Tap the button below, switch on the camera, and come back here.",
  ],
  cameraDeniedWeb: [
    "请在浏览器地址栏旁的网站设置中允许使用相机，再点击下面的按钮。",
    "Allow the camera in the browser's settings of this site, beside its address; then tap the button below.",
  ],
  cameraDeniedPhone: [
    "如果开关已经打开，请在手机的系统设置中允许微信或浏览器使用相机。",
    "If it is on already, allow the camera for WeChat or the browser in the phone's own settings.",
  ],
  noCamera: ["没有找到可用的相机", "No camera was found"],
  noCameraTip: [
    "请换一部有后置摄像头的手机，或关闭正在使用相机的其他程序。",
    "Use a phone with a rear camera, or close other programs that use the camera.",
  ],
  oldBrowser: ["此浏览器版本较旧", "This browser is too old"],
  oldBrowserTip: [
    "请在微信中打开，或把系统自带的浏览器更新到最新版本。",
    "Open this page in WeChat, or bring the phone's browser up to date.",
  ],
  offline: ["网络没有连上", "There is no network connection"],
  offlineTip: [
    "请检查无线网络或移动数据。已完成的步骤和拍好的照片都在。",
    "Check the wireless network or mobile data. What you have done and taken is kept.",
  ],
  session: ["需要重新登录", "Please begin again"],
  sessionTip: [
    "登录已经过期。重新进入后按提示操作，已完成的内容都在。",
    "The session has ended. Enter again and follow the steps; what you have done is kept.",
  ],
  closed: ["现在不在开放时间", "It is closed at this time"],
  closedTip: [
    "请在学校通知的日期和时间内完成；错过时请联系学校图采工作部门。",
    "Please come within the days and hours of the school's notice. If they are over, ask your school.",
  ],
  busy: ["现在人数较多", "Many people are here now"],
  busyTip: ["请稍候一两分钟再试，进度不会丢失。", "Please try again in a minute or two; nothing is lost."],
  withdrawn: ["已撤回同意", "Your consent is withdrawn"],
  withdrawnTip: [
    "可以删除的照片和数据已经删除，登录已结束。如需采集，可重新开始，或联系学校以其他方式采集。",
    "What may be deleted is deleted, and you are logged out. You can begin anew, or ask your school for another way.",
  ],
  loggedOut: ["已退出登录", "You are logged out"],
  loggedOutTip: [
    "本设备不再保存您的登录。再次使用时请重新实名验证。",
    "This device has forgotten you. To come back, please verify again.",
  ],
  unknown: ["遇到一点问题", "Something is in the way"],
  unknownTip: [
    "请回到当前步骤再试；如果还是这样，请联系学校图采工作部门。",
    "Go back to your step and try again. If it stays so, please ask your school.",
  ],
  openSettings: ["去设置中允许", "Open the settings"],
  tryAgain: ["重试", "Try again"],
  enter: ["重新进入", "Enter again"],
  goOn: ["回到当前步骤", "To the step I am at"],
  toEntry: ["回到首页", "To the first page"],
  help: ["查看帮助", "Help"],
} as const;
