/* <text>, <canvas>, <progress>, <form> and <picker>. */

export class Canvas extends HTMLElement {
  readonly canvas = document.createElement("canvas");

  connectedCallback(): void {
    if (!this.canvas.parentNode) this.prepend(this.canvas);
  }
}

export class Progress extends HTMLElement {
  static observedAttributes = ["percent"];
  readonly #bar = document.createElement("div");

  connectedCallback(): void {
    if (!this.#bar.parentNode) this.append(this.#bar);
    this.setAttribute("role", "progressbar");
    this.setAttribute("aria-valuemin", "0");
    this.setAttribute("aria-valuemax", "100");
  }

  attributeChangedCallback(_name: string, _: string | null, value: string | null): void {
    this.#bar.style.width = `${value}%`;
    this.setAttribute("aria-valuenow", String(Math.round(Number(value))));
  }
}

/** Tells submit, with the values of all that have a name, when its button with form-type is used. */
export class Form extends HTMLElement {
  constructor() {
    super();
    this.addEventListener("click", (click) => {
      const button = (click.target as Element).closest("button[form-type]");

      if (button?.getAttribute("form-type") === "submit") this.#submit();
    });
    this.addEventListener("keydown", (press) => {
      if (press.key === "Enter" && !press.isComposing && press.target instanceof HTMLInputElement)
        this.querySelector<HTMLButtonElement>("button[form-type=submit]")?.click();
    });
  }

  #submit(): void {
    const value: Record<string, unknown> = {};

    for (const field of this.querySelectorAll<HTMLElement>("[name]")) {
      const { value: text, checked } = field as HTMLInputElement;

      value[field.getAttribute("name")!] = field.localName === "wx-switch" ? checked : text;
    }
    this.dispatchEvent(new CustomEvent("submit", { detail: { value } }));
  }
}

/**
 * mode="selector": the browser's own <select> lies unseen on what the template shows. The range is
 * a list, which no attribute can hold: it is asked of the template's node.
 */
export class Picker extends HTMLElement {
  readonly #select = document.createElement("select");
  #range: unknown[] = [];
  #rangeKey = "";
  #index = 0;

  constructor() {
    super();
    this.#select.onchange = (event) => {
      event.stopPropagation();
      this.dispatchEvent(
        new CustomEvent("change", { detail: { value: String(this.#select.selectedIndex - 1) } }),
      );
    };
  }

  connectedCallback(): void {
    if (!this.#select.parentNode) this.append(this.#select);
    this.#draw();
  }

  declare __wxElement?: { getAttribute(name: string): unknown };

  override setAttribute(name: string, value: unknown): void {
    if (name === "range") this.#range = (this.__wxElement?.getAttribute(name) ?? []) as unknown[];
    else if (name === "range-key") this.#rangeKey = String(value);
    else if (name === "value") this.#index = value === "" ? -1 : Number(value);
    else if (name === "disabled") this.#select.disabled = value !== "false";
    else if (name === "aria-label") this.#select.setAttribute(name, String(value));
    else super.setAttribute(name, String(value));
    this.#draw();
  }

  override removeAttribute(name: string): void {
    if (name === "disabled") this.#select.disabled = false;
    else super.removeAttribute(name);
  }

  #draw(): void {
    const name = (item: unknown) =>
      String(this.#rangeKey ? (item as Record<string, unknown>)[this.#rangeKey] : item);

    this.#select.replaceChildren(
      new Option("", "", true),
      ...this.#range.map((item) => new Option(name(item))),
    );
    this.#select.options[0]!.hidden = true;
    this.#select.selectedIndex = this.#index + 1;
  }
}
