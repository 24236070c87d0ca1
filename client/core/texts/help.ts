/*
 * Help: the guide's second part step by step, in its own words (a test compares them), and what students
 * ask most. A question's answer is the entry of its name with "Answer".
 */
export const helpTexts = {
  title: ["帮助", "Help"],
  lead: [
    "实名验证通过后，按步骤操作（如报错，可根据提示联系学校图采工作部门）",
    "After the verification follow the steps. If something is refused, the hint says whom to ask at your school.",
  ],
  steps: ["操作步骤", "Step by step"],
  step1: ["录入手机号", "Give your phone number."],
  step2: ["阅读本校图像采集通知", "Read your school's notice."],
  step3: ["阅读注意事项", "Read the precautions."],
  step4: [
    "学生需选择接收照片状态通知，以便及时了解自己的审核状态和进度。",
    "Choose to receive messages, so that you know in time how the review of your photo goes.",
  ],
  step5: [
    "选择现场拍摄的需要浏览拍摄要求, 点击下一步可以进入拍摄, 此处只允许使用后置摄像头拍摄 (每个微信号都需要在完整观看完视频后才可以点击下一步)",
    "Choose on-site shooting and read its requirements. Only the rear camera is used; “Next” opens once the whole film has been watched.",
  ],
  step6: [
    "点击下一步进入拍摄界面。尽量将人像放在取景框内。",
    "“Next” opens the camera. Keep head and shoulders inside the outline.",
  ],
  step7: [
    "点击开始拍摄后，会显示照片预览，如无问题，可点击确定进行照片制作",
    "After the shot you see it once more; if it is fine, confirm, and the photo is made.",
  ],
  step8: [
    "制作完成后，系统会自动进行检测，检测通过的自动存入草稿箱，检测不通过的，会进行相应提示。同时返回重拍按钮自动进入一定时间的冷静期。",
    "It is then checked: if it passes it goes to your draft box, if not you are told why, and can shoot again after a short wait.",
  ],
  step9: [
    "通过检测后点击下一步，进入确认上传界面，此处也可以选择回到草稿箱，选择草稿箱的其他照片。",
    "After a pass “Next” opens the page that confirms; you can also go back to the draft box and choose another photo.",
  ],
  step10: [
    "选择“确认上传”后，将根据学校在系统中设置的“是否学校统一缴费”，进入最后页或支付页。",
    "After “Confirm” comes the last page, or the payment, if your school does not pay for all.",
  ],
  step11: [
    "照片下载页，如系统已经制作完成，点击“成片下载”即可下载照片。“样片”二字是为了提示学生，这不是最终成片，后期制作完成后，会将合格照片上传回系统，学生登录系统校对下载成片",
    "The finished photo is on the download page. “样片” marks a sample, which is not the final photo; come back later, check the final one and download it.",
  ],
  read: ["再看一遍", "Read again"],
  readNotice: ["本校图像采集通知", "The school's notice"],
  readPrecautions: ["拍照注意事项", "Precautions"],
  questions: ["常见问题", "Questions"],
  reasons: ["照片没有通过检测", "My photo did not pass"],
  reasonsAnswer: [
    "结果页会写明每个原因、标出照片中的位置，并给出马上可以做的提示。按提示调整后再拍；如果因宗教、医疗等原因无法调整，可以在结果页申请例外，由学校决定。",
    "The page of the result names each reason, marks the place and says what to do now. If religion, medicine or the like stands in the way, ask for an exception there; the school decides.",
  ],
  wait: ["为什么要等一会儿才能重拍", "Why must I wait before the next photo"],
  waitAnswer: [
    "检测不通过后，重拍按钮会等待 10 秒到 3 分钟，请用这段时间调整光线和姿势。通过一次后重新从短的等待开始。",
    "After a failure the button rests for 10 seconds to 3 minutes: time for light and posture. A pass makes it short again.",
  ],
  locked: ["账号被锁定了", "My account is locked"],
  lockedAnswer: [
    "如遇多次活体检测失败的, 则会对账户进行锁定, 需学校老师后台解锁后才可以重新拍摄。",
    "After several failures of authenticity the account is locked until your school unlocks it.",
  ],
  lockedTimeAnswer: [
    "如遇多次其他指标检测失败的, 则会对账户进行锁定, 在一定冷静期后可以重新拍摄。",
    "After several failures of another kind it is locked for some time; the page shows until when.",
  ],
  lockedDraftsAnswer: [
    "锁定期间，草稿箱里的照片仍可以选择上传。",
    "Meanwhile the photos of your draft box can still be handed in.",
  ],
  drafts: ["草稿箱满了", "The draft box is full"],
  draftsAnswer: [
    "草稿箱照片在存入草稿箱后的一定时间（24 小时）后可删。草稿箱已满时，无法进行拍摄操作。",
    "A photo can be deleted some time (24 hours) after it was saved. While the box is full no photo can be taken.",
  ],
  silent: ["重置后没有收到通知", "No message came after a reset"],
  silentAnswer: [
    "针对有学校反映个别学生重置后无法收到通知的，这个是因为学生在系统里屏蔽了消息通知。在小程序右上角“三个点”那里，点开，有个“设置”，里面“接受通知”这个要打开。",
    "Then messages are switched off. Tap the three dots at the top right of the mini program, then “Settings” (设置), and switch on “Accept notifications” (接受通知).",
  ],
  silentInboxAnswer: [
    "没有推送也没关系：所有消息都在“消息”里。",
    "Nothing is lost meanwhile: every message is in “Messages”.",
  ],
  closed: ["错过了开放时间", "I missed the days or hours"],
  closedAnswer: [
    "每天的开放时间显示在拍摄页。当天关闭后第二天再来；学校的日期已经结束时，请联系学校图采工作部门。",
    "The hours are shown on the page of shooting. After closing time come back the next day; when the school's days are over, ask your school.",
  ],
  rules: ["学校的要求和这里不一样", "My school says otherwise"],
  rulesAnswer: [
    "以本校通知为准；蓝色上衣在任何学校都不能穿。",
    "What your school's notice says counts. Blue tops are not accepted anywhere.",
  ],
  identity: ["实名验证不通过", "The verification fails"],
  identityAnswer: [
    "请按学校名单填写姓名、学号和证件号码；持护照的同学，姓名的拼写、空格和大小写要与登记一致。有多个采集码时，请使用本次毕业学籍的那一个。仍不通过时，请联系学校。",
    "Enter name and numbers as the school has them; with a passport, spelled exactly as registered. With several capture codes, use the one of this graduation. If it still fails, ask your school.",
  ],
  fee: ["需要再次缴费吗", "Do I pay again"],
  feeAnswer: [
    "不需要。照片被退回或重置后重新拍摄，都不会再次收费。",
    "No. After a return or a reset nothing is charged again.",
  ],
  camera: ["怎样允许使用相机", "How to allow the camera"],
  cameraAnswer: [
    "微信：点右上角“三个点”，进入“设置”，打开“相机”。浏览器：点地址栏旁的网站设置，允许相机。仍打不开时，在手机系统设置中允许微信或浏览器使用相机。",
    "WeChat: three dots at the top right, “Settings” (设置), camera. Browser: the settings of the site beside its address. If it stays closed, allow the camera in the phone's own settings.",
  ],
  browser: ["可以用哪些浏览器", "Which browsers can be used"],
  browserAnswer: [
    "推荐在微信中打开。也可以使用近三年内更新过的手机浏览器：安卓的 Chrome、Edge 或系统浏览器，苹果的 Safari。取景打不开时，页面会提供用手机自带相机拍摄的办法。",
    "WeChat is best. Chrome, Edge or the phone's own browser on Android, Safari on iPhone, updated within three years, will do. If there is no viewfinder, the page offers the phone's own camera.",
  ],
  data: ["我的照片给谁看", "Who sees my photo"],
  dataAnswer: [
    "只有学校和省级中心的工作人员在审核、制作和校对时查看，每次查看都有记录。您可以在“设置”中随时撤回同意并删除数据。",
    "Only staff of your school and of the centre, to review and finish it, and every look is recorded. You can withdraw your consent and delete your data in “Settings”.",
  ],
  contact: ["学校图采工作部门", "Your school's photo office"],
  contactLater: [
    "在实名验证页选择学校后，这里会显示学校的联系方式。",
    "Once you have chosen your school at the verification, its contact is shown here.",
  ],
  goOn: ["返回", "Back"],
} as const;
