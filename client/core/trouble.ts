/* What the page trouble?kind=... says of each kind, and what its one button does. */
import { troubleTexts } from "./texts/trouble";

type TextKey = keyof typeof troubleTexts;
type PlatformKind = "mp" | "web";

export interface Trouble {
  title: TextKey;
  tips: readonly TextKey[];
  button: TextKey;
  /** "settings": WeChat's own; "station": where the student is, by the server; "entry": the first page. */
  action: "settings" | "station" | "entry";
}

const UNKNOWN: Trouble = { title: "unknown", tips: ["unknownTip"], button: "goOn", action: "station" };

const TROUBLES: ReadonlyMap<string, Trouble> = new Map(
  Object.entries<Trouble>({
    "no-camera": { title: "noCamera", tips: ["noCameraTip"], button: "goOn", action: "station" },
    "old-browser": { title: "oldBrowser", tips: ["oldBrowserTip"], button: "tryAgain", action: "station" },
    offline: { title: "offline", tips: ["offlineTip"], button: "tryAgain", action: "station" },
    session: { title: "session", tips: ["sessionTip"], button: "enter", action: "station" },
    closed: { title: "closed", tips: ["closedTip"], button: "goOn", action: "station" },
    busy: { title: "busy", tips: ["busyTip"], button: "tryAgain", action: "station" },
    withdrawn: { title: "withdrawn", tips: ["withdrawnTip"], button: "toEntry", action: "entry" },
    "logged-out": { title: "loggedOut", tips: ["loggedOutTip"], button: "toEntry", action: "entry" },
  }),
);

export function getTrouble(kind: string, platform: PlatformKind): Trouble {
  if (kind === "camera-denied")
    return platform === "mp"
      ? {
          title: "cameraDenied",
          tips: ["cameraDeniedMp", "cameraDeniedPhone"],
          button: "openSettings",
          action: "settings",
        }
      : {
          title: "cameraDenied",
          tips: ["cameraDeniedWeb", "cameraDeniedPhone"],
          button: "tryAgain",
          action: "station",
        };
  return TROUBLES.get(kind) ?? UNKNOWN;
}
