export const timelineTexts = {
  way: ["照片进度", "What happens to the photo"],
  submitted: ["提交照片", "Handed in"],
  review: ["学校审核", "Review by the school"],
  production: ["后期制作", "Production"],
  sample: ["样片", "Sample"],
  final: ["成片", "Final photo"],
  proofread: ["校对", "Proofreading"],
  delivered: ["交付", "Delivery"],
  now: ["进行中", "In progress"],
  begun: ["{time} 开始", "Begun {time}"],
  proofreadNow: ["等待您校对", "Waits for you"],
  ahead: ["未开始", "Not yet"],
} as const;
