/* The inbox. The messages themselves are the server's. */
export const inboxTexts = {
  title: ["消息", "Messages"],
  unreadCount: ["{n} 条未读", "{n} not read"],
  allRead: ["全部已读", "All are read"],
  unread: ["未读", "not read"],
  open: ["点击查看并前往当前步骤", "Opens the step you are at"],
  empty: ["还没有消息", "There are no messages yet"],
  emptyTip: [
    "审核、退回、制作完成等消息会出现在这里。",
    "Here you are told of the review, of a return, and when the photo is ready.",
  ],
  reasons: ["原因", "Reasons"],
  older: ["更早的消息", "Earlier messages"],
  noMore: ["没有更早的消息", "There are no earlier messages"],
  goOn: ["回到当前步骤", "To the step I am at"],
} as const;
