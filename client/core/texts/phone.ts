export const phoneTexts = {
  barTitle: ["手机号", "Phone number"],
  verified: ["实名验证已通过", "You are verified"],
  title: ["请填写手机号", "Your phone number"],
  label: ["手机号", "Mobile number"],
  hint: ["学校需要时用它联系您", "So that your school can reach you"],
  useWechat: ["使用微信绑定的手机号", "Use the number of my WeChat account"],
  next: ["下一步", "Next"],
  phoneMissing: ["请填写手机号", "Please enter your mobile number"],
  phoneForm: ["手机号为 11 位数字，请核对", "A mobile number has 11 digits; please check"],
} as const;
