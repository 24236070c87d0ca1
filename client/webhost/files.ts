/* Where the files of the program are: beside the scripts, whatever the page's own address is. */

const BASE = new URL(".", import.meta.url).href;

/** "/images/x.svg" of a mini program as an address; "blob:…" and "/api/…" stay what they are. */
export function resolveFile(path: string): string {
  return /^([a-z]+:|\/api\/)/.test(path) ? path : new URL(path.replace(/^\/+/, ""), BASE).href;
}
