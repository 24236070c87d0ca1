/*
 * Where a phone in WeChat and a browser differ. Everything else is one source: pages call wx, which
 * the web host offers too (webhost/wx). The build puts mp.ts or web.ts in the place of chosen.ts.
 */
import type { SessionStore } from "../../core/api";

export interface Platform {
  /** "mp": in WeChat. "web": the same pages in a browser. */
  readonly kind: "mp" | "web";
  /** In front of every path; "" where the pages come from the server itself. */
  readonly origin: string;
  newSession(): SessionStore;
}
