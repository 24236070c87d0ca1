export const payTexts = {
  title: ["缴费", "Payment"],
  heading: ["应缴金额", "To be paid"],
  order: ["订单号", "Order"],
  why: [
    "毕业证书电子图像采集费用。只缴一次：照片退回重拍或学校重置后，不再收费。",
    "For the photo of your graduation certificate. It is paid once: a photo that is returned or reset costs nothing more.",
  ],
  waiting: ["缴费后，您选择的照片即提交成功。", "The photo that you chose is handed in when it is paid."],
  how: ["怎样缴费", "How to pay"],
  howPlace: ["到本校图采工作部门缴费", "Go to your school's office and pay there"],
  howNumber: [
    "告诉老师学号 {student} 和订单号 {order}",
    "Tell them student number {student} and order {order}",
  ],
  howThen: ["学校登记后，本页自动进入下一步", "When the school has recorded it, this page goes on by itself"],
  wechat: ["微信支付 {amount}", "Pay {amount} by WeChat"],
  refresh: ["已支付，刷新", "I have paid, look again"],
  looking: ["正在查询", "Looking"],
  unpaid: [
    "暂未查到缴费记录（{time}）。学校登记后，本页会自动刷新。",
    "No payment is recorded yet ({time}). This page looks again by itself.",
  ],
  cancelled: [
    "支付已取消。订单仍然有效，可以随时继续支付。",
    "The payment was cancelled. The order stays open.",
  ],
  failed: [
    "支付没有完成。如已扣款，请点“已支付，刷新”；没有扣款，可以再次支付。",
    "The payment was not completed. If the money is gone, look again; if not, you can pay once more.",
  ],
  elsewhere: ["请在微信小程序中打开本页支付。", "Please open this page in the WeChat mini program to pay."],
  change: ["换一张照片", "Choose another photo"],
  changeTitle: ["换一张照片？", "Choose another photo?"],
  changeText: [
    "这张照片会回到草稿箱，订单保留，不会重复收费。",
    "This one goes back to the box. The order stays; nothing is charged twice.",
  ],
  changeNow: ["换一张", "Change"],
  keep: ["取消", "Cancel"],
} as const;
