import { backend, define, space } from "./space";
import { wxApi } from "./wx";

interface Program {
  window: Record<string, string>;
  pages: Record<string, () => Promise<unknown>>;
  app: () => Promise<unknown>;
}

export async function begin(program: Program): Promise<void> {
  Object.assign(globalThis, { __host: { define }, wx: wxApi, App: () => {}, getApp: () => ({}) });
  await program.app();
  const path = location.hash.slice(2).split("?")[0] || Object.keys(program.pages)[0]!;
  await program.pages[path]!();
  const root = backend.createRoot("page", space, path);
  const place = document.createElement("span");
  document.getElementById("app")!.appendChild(place);
  root.attach(document.getElementById("app")! as never, place as never);
  const caller = root.get() as any;
  (globalThis as any).__c = caller;
  caller.onLoad?.({ a: 1 });
}
