/*
 * The web host begins: it stands in for WeChat around the pages of client/mp. The build gives the
 * program: app.json's pages, each with its configuration and a function that loads its script.
 */
import * as glassEasel from "glass-easel";
import { h } from "./dom";
import { resolveFile } from "./files";
import { isTooOld, takeTap } from "./first";
import type { PageEntry } from "./screen";
import { define } from "./space";
import { followModals } from "./modal";
import { begin as beginStack, getScreens, showFault } from "./stack";
import { wxApi } from "./wx";

export interface Program {
  pages: Record<string, PageEntry>;
  app: () => Promise<unknown>;
  /** The style sheet of all but the first page. */
  style: string;
}

let style: Promise<unknown> | null = null;

/* A page without its style is still a page: it is not waited for when it does not come. */
function loadStyle(name: string): Promise<unknown> {
  style ??= new Promise((resolve) => {
    document.head.append(
      h("link", { rel: "stylesheet", href: resolveFile(`/${name}`), onload: resolve, onerror: resolve }),
    );
  });
  return style;
}

function withStyle(pages: Program["pages"], name: string): Program["pages"] {
  const [first, ...others] = Object.entries(pages);
  const load = (entry: PageEntry) => () => Promise.all([entry.load(), loadStyle(name)]);

  return Object.fromEntries([
    first!,
    ...others.map(([path, entry]) => [path, { ...entry, load: load(entry) }] as const),
  ]);
}

/** WXWebAssembly takes a file of the package, WebAssembly bytes. */
async function instantiateFile(path: string, imports: WebAssembly.Imports = {}) {
  const answer = await fetch(resolveFile(path));

  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return WebAssembly.instantiate(await answer.arrayBuffer(), imports);
}

function beginApp(app: Record<string, unknown>): void {
  Object.assign(globalThis, { getApp: () => app });
  if (typeof app["onLaunch"] === "function") app["onLaunch"]({ query: {} });
}

export async function begin({ pages, app, style: styleName }: Program): Promise<void> {
  if (isTooOld()) return;
  Object.assign(globalThis, {
    __host: { define },
    wx: wxApi,
    App: beginApp,
    getApp: () => ({}),
    WXWebAssembly: { instantiate: instantiateFile },
    getCurrentPages: () => getScreens().map((screen) => screen.page),
  });
  glassEasel.addGlobalErrorListener((error) => {
    showFault(error);
    return false;
  });
  addEventListener("unhandledrejection", (event) => showFault(event.reason));
  addEventListener("error", (event) => {
    if (event.error) showFault(event.error);
  });
  await app();
  const root = document.getElementById("app")!;

  await beginStack(root, withStyle(pages, styleName));
  takeTap(root);
  setTimeout(() => {
    void loadStyle(styleName);
    followModals(root);
  });
}
