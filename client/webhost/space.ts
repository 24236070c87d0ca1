/* The code space that pages and components are defined in (glass-easel, as WeChat has it). */
import * as glassEasel from "glass-easel";
import { MiniProgramEnv } from "glass-easel-miniprogram-adapter";
import { createElement } from "./elements";
import { listen } from "./events";

const context = new glassEasel.CurrentWindowBackendContext();
const env = new MiniProgramEnv();

context.document = {
  createElement,
  createTextNode: (content: string) => document.createTextNode(content),
  createDocumentFragment: () => document.createDocumentFragment(),
} as unknown as typeof context.document;
listen(context);

export const backend = env.associateBackend(context);
export const space = env.createCodeSpace("tucai", true);

// labels, aria-labelledby and queries go by the ids
space.getComponentSpace().updateComponentOptions({ writeIdToDOM: true });

/** Page, Component and Behavior as the script of `path` sees them. */
export function define(path: string) {
  return space.componentEnv(path, (constructors) => constructors);
}
