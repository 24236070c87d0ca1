export const entryTexts = {
  title: ["毕业生图像采集", "Graduation photo"],
  start: ["开始", "Begin"],
} as const;
