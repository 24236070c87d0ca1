/* The code space that pages and components are defined in (glass-easel, as WeChat has it). */
import * as glassEasel from "glass-easel";
import { MiniProgramEnv } from "glass-easel-miniprogram-adapter";
import { createElement } from "./elements";
import { listen } from "./events";

const context = new glassEasel.CurrentWindowBackendContext();
const env = new MiniProgramEnv();

context.document = {
  createElement: (tag: string) => asInWechat(createElement(tag)),
  createTextNode: (content: string) => document.createTextNode(content),
  createDocumentFragment: () => document.createDocumentFragment(),
} as unknown as typeof context.document;
listen(context);

export const backend = env.associateBackend(context);
export const space = env.createCodeSpace("tucai", true);
space.getComponentSpace().updateComponentOptions({ writeIdToDOM: true }); // labels and queries go by it

/* The page's policy forbids attributes of style; what a script says of the style is allowed. */
function asInWechat<E extends HTMLElement>(element: E): E {
  const setAttribute = element.setAttribute.bind(element);

  element.setAttribute = (name: string, value: string) => {
    if (name === "style") element.style.cssText = value;
    else setAttribute(name, value);
  };
  /* glass-easel makes ids of a template one in the document by a prefix; pages in sight are one. */
  Object.defineProperty(element, "id", {
    get: () => element.getAttribute("id") ?? "",
    set: (id: string) => setAttribute("id", id.slice(id.indexOf("--") + 2)),
  });
  return element;
}

/** Page, Component and Behavior as the script of `path` sees them. */
export function define(path: string) {
  return space.componentEnv(path, (constructors) => constructors);
}
