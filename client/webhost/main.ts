/*
 * The web host begins: it stands in for WeChat around the pages of client/mp. The build gives the
 * program: app.json's pages, each with its configuration and a function that loads its script.
 */
import * as glassEasel from "glass-easel";
import { resolveFile } from "./files";
import type { PageEntry } from "./screen";
import { define } from "./space";
import { begin as beginStack, getScreens, showFault } from "./stack";
import { wxApi } from "./wx";

export interface Program {
  pages: Record<string, PageEntry>;
  app: () => Promise<unknown>;
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

export async function begin({ pages, app }: Program): Promise<void> {
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
  beginStack(document.getElementById("app")!, pages);
}
