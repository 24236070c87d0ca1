export const zoomTexts = {
  larger: ["放大", "Larger"],
  smaller: ["缩小", "Smaller"],
  whole: ["完整显示", "Show all"],
  hint: ["双指放大，双击还原", "Pinch to enlarge, tap twice for the whole"],
  scale: ["已放大 {percent}%", "Enlarged to {percent}%"],
} as const;
