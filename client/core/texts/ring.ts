export const ringTexts = {
  remaining: ["剩余时间", "Time left"],
} as const;
