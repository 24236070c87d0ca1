/*
 * <image>: an <img> in a box, with WeChat's modes. The box has the class of the template; what is
 * said of the picture (aria-label) is the alternative text of the <img>.
 */
import { resolveFile } from "../files";
import { isStored, makeTemporary, readFileBlob } from "../filestore";

export class Image extends HTMLElement {
  static observedAttributes = ["src", "lazy-load", "aria-label", "alt", "role"];
  readonly #img = document.createElement("img");

  constructor() {
    super();
    this.#img.alt = "";
    this.#img.draggable = false;
    this.#img.decoding = "async";
    this.#img.onload = () =>
      this.#tell("load", { width: this.#img.naturalWidth, height: this.#img.naturalHeight });
    this.#img.onerror = () => this.#tell("error", { errMsg: `image:fail ${this.getAttribute("src")}` });
  }

  connectedCallback(): void {
    if (!this.#img.parentNode) this.appendChild(this.#img);
  }

  attributeChangedCallback(name: string, _: string | null, value: string | null): void {
    if (name === "src") {
      if (value && isStored(value)) void this.#showStored(value);
      else if (value) this.#img.src = resolveFile(value);
      else this.#img.removeAttribute("src");
    } else if (name === "lazy-load") this.#img.loading = value === null ? "eager" : "lazy";
    else if (value !== null) {
      // of the <img>, which is a picture by itself
      if (name !== "role") this.#img.alt = value;
      this.removeAttribute(name);
    }
  }

  /** A file of wx.env.USER_DATA_PATH, which the browser knows nothing of. */
  async #showStored(path: string): Promise<void> {
    const blob = await readFileBlob(path).catch(() => null);

    if (this.getAttribute("src") !== path) return;
    if (blob) this.#img.src = makeTemporary(blob);
    else this.#img.removeAttribute("src");
  }

  #tell(type: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
