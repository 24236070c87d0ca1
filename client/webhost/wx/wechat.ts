/*
 * What is WeChat's own and no browser has: its payment sheet and its subscriptions. Only the
 * platform of the mini program asks for them, in tests that run its package here.
 */
import { settle, WxFault } from "./answer";

const refuse = (name: string) => (option?: object) =>
  settle(name, option, () => {
    throw new WxFault("not supported outside of WeChat");
  });

export const wechat = {
  requestPayment: refuse("requestPayment"),
  requestSubscribeMessage: refuse("requestSubscribeMessage"),
};
