/* Sentences that more than one page needs. */
export const commonTexts = {
  parts: ["验证 须知 拍摄 确认 成片", "Verify Read Shoot Confirm Photo"],
  noNetwork: ["网络连接不上", "There is no connection"],
  checkNetwork: ["请检查网络后重试", "Please check the network and try again"],
  ourFault: ["页面没有正常工作", "This page does not work as it should"],
  ourFaultTip: [
    "请返回后重试；如果还是这样，请联系学校图采工作部门",
    "Please go back and try again; if it stays so, ask your school",
  ],
  tryLater: ["请稍后再试", "Please try again a little later"],
  retry: ["重试", "Try again"],
  close: ["关闭", "Close"],
  back: ["返回", "Back"],
  loading: ["正在加载", "Loading"],
  call: ["拨打 {phone}", "Call {phone}"],
} as const;
