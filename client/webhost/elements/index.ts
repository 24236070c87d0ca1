/*
 * The built-in components. Those of a browser's own (button, input, textarea, label) are the
 * browser's, with the mini program's attributes understood; the others are custom elements named
 * wx-… (the build renames the tags), so role, aria-*, class and style of a template are theirs.
 */
import { adaptControl } from "./control";
import { Image } from "./image";

customElements.define("wx-image", Image);

export function createElement(tag: string): HTMLElement {
  const element = document.createElement(tag);

  if (tag === "button" || tag === "input" || tag === "textarea") adaptControl(element);
  return element;
}
