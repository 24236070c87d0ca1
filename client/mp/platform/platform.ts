/*
 * Where a phone in WeChat and a browser differ. Everything else is one source: pages call wx, which
 * the web host offers too (webhost/wx). The build puts mp.ts or web.ts in the place of chosen.ts.
 */
import type { SessionStore } from "../../core/api";

export type PayResult = "done" | "cancelled" | "failed" | "elsewhere";
export type SaveResult = "saved" | "cancelled" | "denied" | "failed";

/** "switched-off": WeChat's own switch for messages is off; "inbox-only": it sends none for this site. */
export type MessagesAnswer = "accepted" | "declined" | "switched-off" | "inbox-only";

export interface Platform {
  /** "mp": in WeChat. "web": the same pages in a browser. */
  readonly kind: "mp" | "web";
  /** In front of every path; "" where the pages come from the server itself. */
  readonly origin: string;
  newSession(): SessionStore;
  /** The payment service's own sheet, with what the server gave for it; "elsewhere": it has none. */
  pay(ticket: Readonly<Record<string, unknown>>): Promise<PayResult>;
  /** Keeps a picture for the student: in the album, or as a file of that name. */
  savePicture(filePath: string, name: string): Promise<SaveResult>;
  /** Asks whether WeChat may send status messages. Where this is not, they come to the inbox alone. */
  readonly askForMessages?: () => Promise<MessagesAnswer>;
  /**
   * Reads the QR code in a picture; null when there is none. Not in WeChat, whose scanner opens
   * pictures by itself.
   */
  readonly readCode?: (filePath: string) => Promise<string | null>;
  /**
   * The number behind the code of WeChat's phone button. Nowhere yet: the server has no route for
   * it, and the button is shown only where this is.
   */
  readonly redeemPhone?: (code: string) => Promise<string>;
}
