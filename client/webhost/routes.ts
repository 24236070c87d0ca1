/*
 * Addresses: what wx.navigateTo is given ("/pages/reading/index?kind=notice"), what a page is known
 * by ("pages/reading/index") and what the browser shows ("#/reading?kind=notice"). The values of a
 * query stay as they are written, as in WeChat: who puts a value in encodes it, who reads it decodes.
 */

export type Query = Record<string, string>;

export interface Route {
  path: string;
  query: Query;
}

function splitQuery(text: string): Query {
  const query: Query = {};

  for (const part of text.split("&")) {
    const [name = "", ...value] = part.split("=");

    if (name) query[name] = value.join("=");
  }
  return query;
}

function joinQuery(query: Query): string {
  const parts = Object.entries(query).map(([name, value]) => `${name}=${value}`);

  return parts.length ? `?${parts.join("&")}` : "";
}

/** What `url` means on the page `from`; relative addresses as in WeChat. */
export function parseUrl(url: string, from: string): Route {
  const [address = "", ...query] = url.split("?");
  const steps = address.startsWith("/") ? [] : from.split("/").slice(0, -1);

  for (const step of address.split("/")) {
    if (step === "..") steps.pop();
    else if (step && step !== ".") steps.push(step);
  }
  return { path: steps.join("/"), query: splitQuery(query.join("?")) };
}

/** `entry` is the page of the plain address. */
export function formatHash({ path, query }: Route, entry: string): string {
  if (path === entry) return `#/${joinQuery(query)}`;
  return `#/${path.replace(/^pages\/([^/]+)\/index$/, "$1")}${joinQuery(query)}`;
}

/** The route of an address; an unknown one is the entry's. */
export function parseHash(hash: string, pages: readonly string[]): Route {
  const { path, query } = parseUrl(hash.replace(/^#?\/?/, "/"), "");
  const found = [path, `pages/${path}/index`].find((name) => pages.includes(name));

  return found ? { path: found, query } : { path: pages[0]!, query: path ? {} : query };
}
