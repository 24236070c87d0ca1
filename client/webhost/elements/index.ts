/*
 * The built-in components. Those of a browser's own (button, input, textarea, label) are the
 * browser's, with the mini program's attributes understood; the others are custom elements named
 * wx-… (the build renames the tags), so role, aria-*, class and style of a template are theirs.
 */
import { Camera } from "./camera";
import { Checkbox, Group, Radio, Switch } from "./choice";
import { adaptControl } from "./control";
import { Image } from "./image";
import { Canvas, Form, Picker, Progress } from "./plain";
import { ScrollView, Swiper } from "./scroll";
import { Video } from "./video";

const ELEMENTS: Record<string, CustomElementConstructor> = {
  "wx-camera": Camera,
  "wx-canvas": Canvas,
  "wx-checkbox": Checkbox,
  "wx-checkbox-group": Group,
  "wx-form": Form,
  "wx-image": Image,
  "wx-picker": Picker,
  "wx-progress": Progress,
  "wx-radio": Radio,
  "wx-radio-group": class extends Group {},
  "wx-scroll-view": ScrollView,
  "wx-swiper": Swiper,
  "wx-switch": Switch,
  "wx-video": Video,
};

for (const [name, element] of Object.entries(ELEMENTS)) customElements.define(name, element);

/*
 * glass-easel sets the style as an attribute, which the server's policy takes from scripts only by
 * the CSSOM, and the id with a prefix of the component, which labels and queries do not know.
 */
function adaptElement(element: HTMLElement): void {
  const setAttribute = element.setAttribute.bind(element);

  element.setAttribute = (name, value) => {
    if (name === "style") element.style.cssText = value;
    else setAttribute(name, value);
  };
  Object.defineProperty(element, "id", {
    get: () => element.getAttribute("id") ?? "",
    set: (id: string) => setAttribute("id", id.replace(/^.*?--/, "")),
  });
}

export function createElement(tag: string): HTMLElement {
  const element = document.createElement(tag);

  if (tag === "button" || tag === "input" || tag === "textarea") adaptControl(element);
  adaptElement(element);
  return element;
}
