/* The ways from page to page, and the bar above them. */
import * as stack from "../stack";
import { settle } from "./answer";

interface To {
  url: string;
}

export const navigation = {
  navigateTo: (option: To) => settle("navigateTo", option, () => stack.navigateTo(option.url)),
  redirectTo: (option: To) => settle("redirectTo", option, () => stack.redirectTo(option.url)),
  reLaunch: (option: To) => settle("reLaunch", option, () => stack.reLaunch(option.url)),
  navigateBack: (option: { delta?: number } = {}) =>
    settle("navigateBack", option, () => stack.navigateBack(option.delta ?? 1)),
  setNavigationBarTitle: (option: { title: string }) =>
    settle("setNavigationBarTitle", option, () => stack.setTitle(option.title)),
};
