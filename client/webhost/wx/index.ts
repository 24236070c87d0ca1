/*
 * wx in a browser: exactly what the pages use, with WeChat's forms. What is not in the table throws
 * by its name, so that a page that needs more fails in the first test that comes by.
 */
import { USER_DATA_PATH } from "../filestore";
import { files } from "./files";
import { interaction } from "./interaction";
import { media } from "./media";
import { navigation } from "./navigation";
import { network } from "./network";
import { queries } from "./queries";
import { scanning } from "./scan";
import { storage } from "./storage";
import { system } from "./system";
import { wechat } from "./wechat";

const table = {
  env: { USER_DATA_PATH },
  ...files,
  ...interaction,
  ...media,
  ...navigation,
  ...network,
  ...queries,
  ...scanning,
  ...storage,
  ...system,
  ...wechat,
} satisfies Partial<Record<keyof WechatMiniprogram.Wx, unknown>>;

export const wxApi = new Proxy(table as Record<string, unknown>, {
  get(target, name) {
    if (typeof name === "symbol" || name in target) return target[name as string];
    throw new Error(`wx.${name} is not known to the web host`);
  },
});
