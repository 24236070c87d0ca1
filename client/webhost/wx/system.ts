/* What the phone is, tells and can do. */
import { settle, WxFault } from "./answer";

const getTheme = () => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

interface Connection {
  type?: string;
  effectiveType?: string;
}

function getNetwork() {
  const { type, effectiveType } = (navigator as { connection?: Connection }).connection ?? {};
  const networkType = !navigator.onLine
    ? "none"
    : type === "wifi"
      ? "wifi"
      : (effectiveType ?? "unknown").replace("slow-2g", "2g");

  return { networkType, isConnected: navigator.onLine };
}

type NetworkListener = (network: ReturnType<typeof getNetwork>) => void;
const networkListeners = new Set<NetworkListener>();

for (const type of ["online", "offline"])
  addEventListener(type, () => {
    for (const listener of networkListeners) listener(getNetwork());
  });

async function copy(text: string): Promise<void> {
  // an older way where the clipboard is not for scripts
  await navigator.clipboard?.writeText(text).catch(() => {
    throw new WxFault("no permission");
  });
}

/* An address of its own: the page stays where it is. */
function call(phoneNumber: string): void {
  const link = document.createElement("a");

  link.href = `tel:${phoneNumber.replace(/[^\d+*#,;-]/g, "")}`;
  link.click();
}

let wakeLock: { release(): Promise<void> } | null = null;

async function keepScreenOn(isOn: boolean): Promise<void> {
  await wakeLock?.release();
  wakeLock = isOn ? ((await navigator.wakeLock?.request("screen").catch(() => null)) ?? null) : null;
}

export const system = {
  getAppBaseInfo: () => ({ language: navigator.language.replace("-", "_"), theme: getTheme() }),
  getDeviceInfo: () => ({ platform: "web", system: navigator.platform, model: "", brand: "" }),
  getWindowInfo: () => ({
    pixelRatio: devicePixelRatio,
    windowWidth: innerWidth,
    windowHeight: innerHeight,
    screenWidth: screen.width,
    screenHeight: screen.height,
    statusBarHeight: 0,
  }),
  getNetworkType: (option?: object) => settle("getNetworkType", option, getNetwork),
  onNetworkStatusChange: (listener: NetworkListener) => void networkListeners.add(listener),
  offNetworkStatusChange: (listener?: NetworkListener) =>
    listener ? void networkListeners.delete(listener) : networkListeners.clear(),
  makePhoneCall: (option: { phoneNumber: string }) =>
    settle("makePhoneCall", option, () => call(option.phoneNumber)),
  setClipboardData: (option: { data: string }) => settle("setClipboardData", option, () => copy(option.data)),
  setKeepScreenOn: (option: { keepScreenOn: boolean }) =>
    settle("setKeepScreenOn", option, () => keepScreenOn(option.keepScreenOn)),
  vibrateShort: (option?: object) => settle("vibrateShort", option, () => {}),
};
