/* Choosing to be told how the photo fares. The guide's sentences are the guide's. */
export const messagesTexts = {
  title: ["选择接收通知", "Photo messages"],
  lead: [
    "学生需选择接收照片状态通知，以便及时了解自己的审核状态和进度。",
    "Choose to receive messages, so that you know in time how the review of your photo goes.",
  ],
  what: ["您会收到", "You will be told when"],
  reviewed: ["学校审核通过", "the school has approved the photo"],
  returned: ["照片被退回或重置，需要重新拍摄", "the photo is returned or reset, and another one is needed"],
  ready: ["样片、成片制作完成", "the sample and the final photo are ready"],
  inbox: [
    "所有消息都保存在“消息”中，随时可以查看。",
    "Every message is also kept in “Messages”, to be read at any time.",
  ],
  web: [
    "您正在使用浏览器：消息会出现在本页面的“消息”中，请经常回来查看。",
    "You are using a browser: messages appear in “Messages” here. Please come back to look from time to time.",
  ],
  switchTitle: ["收不到通知时", "If no message arrives"],
  switchWay: [
    "在小程序右上角“三个点”那里，点开，有个“设置”，里面“接受通知”这个要打开。",
    "Tap the three dots at the top right of the mini program, then “Settings” (设置), and switch on “Accept notifications” (接受通知).",
  ],
  isOff: ["微信的通知开关没有打开", "The switch for messages is off in WeChat"],
  isOffTip: [
    "请按下面的方法打开，再点“接收通知”；也可以先继续，消息会保存在“消息”中。",
    "Please switch it on as described below and choose again, or continue: the messages are kept in “Messages”.",
  ],
  receive: ["接收通知", "Receive messages"],
  goOn: ["先继续，以后再打开", "Continue without for now"],
  decline: ["暂不接收", "Not now"],
} as const;
