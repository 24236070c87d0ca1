/* The video that must be watched. */
export const videoTexts = {
  title: ["观看拍摄要求视频", "Watch the film"],
  lead: ["完整观看完视频后才可以点击下一步", "“Next” opens once the whole film has been watched"],
  name: ["拍摄要求视频", "Film: how to take the photo"],
  start: ["开始观看", "Begin"],
  goOn: ["继续观看", "Go on watching"],
  pause: ["暂停", "Pause"],
  next: ["下一步", "Next"],
  progress: ["已观看 {seen}，共 {total}", "{seen} of {total} watched"],
  isFinished: ["已完整观看，可以点击下一步", "The whole film is watched. You can go on"],
  noJump: [
    "视频不能快进；离开后回来，从看到的地方继续。",
    "It cannot be wound forward. If you leave, it goes on where you were.",
  ],
  buffering: ["正在缓冲", "Loading more"],
  confirming: ["正在确认观看进度", "Confirming what you have watched"],
  held: [
    "网络不稳定，视频已暂停，恢复后自动继续",
    "The network is unsteady. The film is paused and goes on by itself",
  ],
  unheard: [
    "网络较慢，观看进度稍后会自动补上",
    "The network is slow; your progress is made up for a little later",
  ],
  broken: ["视频没有加载出来", "The film could not be loaded"],
  brokenTip: [
    "请检查网络后重试，已观看的部分不用重看。",
    "Please check the network and try again; what you have watched counts.",
  ],
  missing: ["视频暂时无法观看", "There is no film yet"],
  missingTip: ["请稍后再试，或联系学校图采工作部门。", "Please try again later, or ask your school."],
} as const;
