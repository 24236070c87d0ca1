/*
 * A document that is only written down: as much of the DOM as the host needs to draw a page without
 * a browser, for the first page in index.html and for tests. Nothing is laid out, nothing happens.
 */

const VOID = new Set(["img", "input", "br"]);

/* Properties that a browser shows as attributes. */
const REFLECTED: Record<string, string> = {
  className: "class",
  id: "id",
  type: "type",
  hidden: "hidden",
  disabled: "disabled",
  tabIndex: "tabindex",
  src: "src",
  alt: "alt",
  placeholder: "placeholder",
};

const escape = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");

export class PaperNode {
  parentNode: PaperElement | null = null;
  childNodes: PaperNode[] = [];
  text = "";

  get textContent(): string {
    return this.text + this.childNodes.map((child) => child.textContent).join("");
  }

  set textContent(text: string) {
    this.text = text;
  }

  remove(): void {
    const { parentNode } = this;

    if (parentNode) parentNode.childNodes = parentNode.childNodes.filter((child) => child !== this);
    this.parentNode = null;
  }

  toHtml(): string {
    return escape(this.text);
  }
}

/* A fragment is an element without a name: it gives its children away. */
export class PaperElement extends PaperNode {
  localName = "";
  attributes = new Map<string, string>();
  readonly style: Record<string, string> = {};

  get tagName(): string {
    return this.localName.toUpperCase();
  }

  override get textContent(): string {
    return super.textContent;
  }

  override set textContent(text: string) {
    const child = new PaperNode();

    child.text = text;
    this.replaceChildren(...(text ? [child] : []));
  }

  get classList() {
    const read = () => new Set((this.getAttribute("class") ?? "").split(" ").filter(Boolean));
    const write = (names: Set<string>) => this.setAttribute("class", [...names].join(" "));

    return {
      contains: (name: string) => read().has(name),
      add: (name: string) => write(read().add(name)),
      remove: (name: string) => {
        if (read().has(name)) write(new Set([...read()].filter((other) => other !== name)));
      },
      toggle: (name: string, isOn: boolean) => {
        const names = read();

        names[isOn ? "add" : "delete"](name);
        if (names.size || this.hasAttribute("class")) write(names);
      },
    };
  }

  getAttribute(name: string): string | null {
    return this.attributes.get(name) ?? null;
  }

  hasAttribute(name: string): boolean {
    return this.attributes.has(name);
  }

  setAttribute(name: string, value: string): void {
    const before = this.getAttribute(name);

    this.attributes.set(name, String(value));
    this.tellAttribute(name, before, String(value));
  }

  removeAttribute(name: string): void {
    const before = this.getAttribute(name);

    this.attributes.delete(name);
    this.tellAttribute(name, before, null);
  }

  private tellAttribute(name: string, before: string | null, after: string | null): void {
    const { observedAttributes } = this.constructor as { observedAttributes?: string[] };
    const { attributeChangedCallback } = this as {
      attributeChangedCallback?: (name: string, before: string | null, after: string | null) => void;
    };

    if (observedAttributes?.includes(name)) attributeChangedCallback?.call(this, name, before, after);
  }

  insertBefore(node: PaperNode, next: PaperNode | null | undefined): void {
    const nodes = node instanceof PaperElement && !node.localName ? [...node.childNodes] : [node];

    for (const one of nodes) {
      one.remove();
      one.parentNode = this;
    }
    const index = next ? this.childNodes.indexOf(next) : this.childNodes.length;

    this.childNodes.splice(index, 0, ...nodes);
    for (const one of nodes) (one as { connectedCallback?: () => void }).connectedCallback?.();
  }

  appendChild(node: PaperNode): void {
    this.insertBefore(node, null);
  }

  append(...nodes: (PaperNode | string)[]): void {
    for (const node of nodes) {
      if (typeof node !== "string") this.appendChild(node);
      else {
        const text = new PaperNode();

        text.text = node;
        this.appendChild(text);
      }
    }
  }

  prepend(node: PaperNode): void {
    this.insertBefore(node, this.childNodes[0]);
  }

  removeChild(node: PaperNode): void {
    node.remove();
  }

  replaceChild(node: PaperNode, old: PaperNode): void {
    this.insertBefore(node, old);
    old.remove();
  }

  replaceChildren(...nodes: (PaperNode | string)[]): void {
    for (const child of [...this.childNodes]) child.remove();
    this.append(...nodes);
  }

  get firstElementChild(): PaperElement | undefined {
    return this.childNodes.find((child): child is PaperElement => child instanceof PaperElement);
  }

  get childElementCount(): number {
    return this.childNodes.filter((child) => child instanceof PaperElement).length;
  }

  addEventListener(): void {}
  removeEventListener(): void {}
  focus(): void {}
  querySelector(): null {
    return null;
  }

  override toHtml(): string {
    const inner = this.childNodes.map((child) => child.toHtml()).join("");
    const style = Object.entries(this.style);
    const attributes = [...this.attributes].map(([name, value]) =>
      value === "" ? ` ${name}` : ` ${name}="${escape(value)}"`,
    );

    if (!this.localName) return inner;
    // the server's policy takes no style of an attribute: a page that needs one cannot be drawn so
    if (this.hasAttribute("style") || style.some(([, value]) => value))
      throw new Error(`${this.localName} has a style of its own`);
    const open = `<${this.localName}${attributes.join("")}>`;

    return VOID.has(this.localName) ? open : `${open}${inner}</${this.localName}>`;
  }
}

for (const [property, name] of Object.entries(REFLECTED))
  Object.defineProperty(PaperElement.prototype, property, {
    configurable: true,
    get(this: PaperElement) {
      const value = this.getAttribute(name);

      return property === "hidden" || property === "disabled" ? value !== null : (value ?? "");
    },
    set(this: PaperElement, value: unknown) {
      if (value === false) this.removeAttribute(name);
      else this.setAttribute(name, value === true ? "" : String(value));
    },
  });

/** Puts a document, and what else the host looks at when it begins, in the place of the browser. */
export function installPaper(language: string): { app: PaperElement } {
  const known = new Map<string, new () => PaperElement>();
  const create = (tag: string) => {
    const Element = known.get(tag) ?? PaperElement;
    const element = new Element();

    element.localName = tag;
    return element;
  };
  const app = create("div");
  const nothing = () => {};

  Object.assign(globalThis, {
    HTMLElement: PaperElement,
    HTMLInputElement: class {},
    HTMLTextAreaElement: class {},
    HTMLButtonElement: class {},
    Element: PaperElement,
    customElements: { define: (name: string, element: new () => PaperElement) => known.set(name, element) },
    document: {
      body: create("body"),
      head: create("head"),
      documentElement: create("html"),
      title: "",
      visibilityState: "visible",
      activeElement: null,
      createElement: create,
      createTextNode: (text: string) => Object.assign(new PaperNode(), { text }),
      createDocumentFragment: () => create(""),
      getElementById: (id: string) => (id === "app" ? app : null),
      addEventListener: nothing,
      querySelector: () => null,
    },
    window: globalThis,
    location: { hash: "", pathname: "/app/" },
    history: { state: { at: 0 }, replaceState: nothing, pushState: nothing },
    localStorage: { getItem: () => null, setItem: nothing, removeItem: nothing },
    sessionStorage: { getItem: () => null, setItem: nothing, removeItem: nothing },
    matchMedia: () => ({ matches: false, addEventListener: nothing }),
    addEventListener: nothing,
    removeEventListener: nothing,
    requestAnimationFrame: nothing,
    scrollTo: nothing,
    scrollY: 0,
  });
  // not to be assigned everywhere
  Object.defineProperty(globalThis, "navigator", {
    configurable: true,
    value: { language, onLine: true, userAgent: "" },
  });
  return { app };
}
