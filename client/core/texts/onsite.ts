/* Choosing on-site shooting, and its requirements. */
export const onsiteTexts = {
  title: ["选择现场拍摄", "How to take the photo"],
  lead: [
    "请一位同学用手机后置摄像头为您拍摄，拍完当场检测。",
    "Somebody takes your photo with the rear camera of a phone, and it is checked at once.",
  ],
  onsite: ["现场拍摄", "On the spot, by phone"],
  onsiteNote: ["用后置摄像头拍摄，约 5 分钟", "With the rear camera, about 5 minutes"],
  next: ["下一步", "Next"],
  other: ["不方便用手机拍摄", "A phone does not suit me"],
  otherTitle: ["其他采集方式", "Another way"],
  otherTip: [
    "您可以联系学校图采工作部门，以其他方式采集。",
    "Please ask your school for another way to take the photo.",
  ],
  requirements: ["拍摄要求", "Shooting requirements"],
  read: ["我已阅读，下一步", "I have read this. Next"],
  readOn: ["继续阅读", "Read on"],
  readToEnd: ["读到最后，“下一步”就会出现", "At the end of the text, “Next” appears"],
  chineseOnly: ["这段文字只有中文", "This text is there in Chinese only"],
} as const;
