export const consentTexts = {
  barTitle: ["单独同意书", "Consent"],
  version: ["第 {version} 版，{date} 发布", "Version {version}, published {date}"],
  onlyOther: ["这份文本只有另一种语言。", "This text is there in Chinese only."],
  agree: ["同意", "I agree"],
  refuse: ["不同意", "I do not agree"],
  refusedTitle: ["不同意也可以完成采集", "There is another way"],
  refused: [
    "没有您的同意，系统不会采集您的人脸图像，也不会保存任何照片。",
    "Without your consent nothing of your face is taken, and no photo is kept.",
  ],
  refusedWay: [
    "您可以联系学校图采工作部门，以现场拍摄等其他方式采集，不影响您的毕业资格。",
    "Please ask your school for another way, for instance on site. Your graduation does not depend on it.",
  ],
  refusedLater: ["改变主意后，可随时回到本页。", "You can come back to this page at any time."],
  backToEntry: ["返回首页", "Back to the first page"],
} as const;
