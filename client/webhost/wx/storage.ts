/* wx.getStorage and the like: localStorage, each value as JSON under a prefix of ours. */
import { settle, WxFault } from "./answer";

const PREFIX = "mp:";

export function readItem(key: string): unknown {
  const text = localStorage.getItem(PREFIX + key);

  return text === null ? "" : (JSON.parse(text) as unknown);
}

function writeItem(key: string, data: unknown): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(data));
  } catch {
    // full, or forbidden in a private window
    throw new WxFault("exceed storage max size");
  }
}

interface Key {
  key: string;
}

export const storage = {
  getStorageSync: readItem,
  setStorageSync: writeItem,
  removeStorageSync: (key: string) => localStorage.removeItem(PREFIX + key),
  clearStorageSync: () => {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  },
  getStorage: (option: Key) =>
    settle("getStorage", option, () => {
      if (localStorage.getItem(PREFIX + option.key) === null) throw new WxFault("data not found");
      return { data: readItem(option.key) };
    }),
  setStorage: (option: Key & { data: unknown }) =>
    settle("setStorage", option, () => writeItem(option.key, option.data)),
  removeStorage: (option: Key) =>
    settle("removeStorage", option, () => localStorage.removeItem(PREFIX + option.key)),
  clearStorage: (option?: object) => settle("clearStorage", option, () => storage.clearStorageSync()),
};
