/* The words in dates, spans of time and sums of money (core/format.ts). */
export const formatTexts = {
  date: ["{year}年{month}月{day}日", "{day} {monthName} {year}"],
  shortDate: ["{month}月{day}日", "{day} {monthName}"],
  dateAndTime: ["{date} {time}", "{date}, {time}"],
  monthNames: [
    "1 2 3 4 5 6 7 8 9 10 11 12",
    "January February March April May June July August September October November December",
  ],
  yuan: ["{amount} 元", "{amount} yuan"],
  now: ["刚刚", "just now"],
  minutesAgo: ["{n} 分钟前", "{n} minutes ago"],
  minuteAgo: ["1 分钟前", "1 minute ago"],
  hoursAgo: ["{n} 小时前", "{n} hours ago"],
  hourAgo: ["1 小时前", "1 hour ago"],
  daysAgo: ["{n} 天前", "{n} days ago"],
  dayAgo: ["1 天前", "1 day ago"],
} as const;
