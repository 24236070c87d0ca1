/*
 * <switch>, <checkbox>, <radio> and their groups: one element each, with the role and the keys of
 * what it is. A click on the label around it counts, and the label is its name.
 */

let lastId = 0;

const isOn = (value: string | null) => value !== null && value !== "false";

abstract class Choice extends HTMLElement {
  static observedAttributes = ["checked", "disabled"];
  static formAssociated = true; // so that a label is its label

  protected abstract readonly kind: "switch" | "checkbox" | "radio";
  #isChecked = false;

  constructor() {
    super();
    this.addEventListener("click", () => this.choose());
    this.addEventListener("keydown", (press) => {
      if (press.key !== " " && press.key !== "Enter") return;
      press.preventDefault();
      this.click();
    });
  }

  get checked(): boolean {
    return this.#isChecked;
  }

  set checked(isChecked: boolean) {
    this.#isChecked = isChecked;
    this.setAttribute("aria-checked", String(isChecked));
  }

  get value(): string {
    return this.getAttribute("value") ?? "";
  }

  connectedCallback(): void {
    this.setAttribute("role", this.kind);
    this.checked = this.#isChecked;
    this.#follow();
    const label = this.closest("label");

    if (label && !("ElementInternals" in globalThis))
      label.addEventListener("click", (click) => {
        if (!this.contains(click.target as Node)) this.click();
      });
    if (!label || this.hasAttribute("aria-label") || this.hasAttribute("aria-labelledby")) return;
    label.id ||= `host-label-${++lastId}`;
    this.setAttribute("aria-labelledby", label.id);
  }

  attributeChangedCallback(name: string, _: string | null, value: string | null): void {
    if (name === "checked") this.checked = isOn(value);
    else this.#follow();
  }

  #follow(): void {
    const isDisabled = isOn(this.getAttribute("disabled"));

    this.tabIndex = isDisabled ? -1 : 0;
    this.setAttribute("aria-disabled", String(isDisabled));
  }

  choose(): void {
    if (isOn(this.getAttribute("disabled"))) return;
    this.change();
  }

  protected abstract change(): void;

  protected tell(target: Element, value: unknown): void {
    target.dispatchEvent(new CustomEvent("change", { detail: { value } }));
  }
}

export class Switch extends Choice {
  protected readonly kind = "switch";

  protected change(): void {
    this.checked = !this.checked;
    this.tell(this, this.checked);
  }
}

export class Checkbox extends Choice {
  protected readonly kind = "checkbox";

  protected change(): void {
    const group = this.closest("wx-checkbox-group");

    this.checked = !this.checked;
    if (!group) return;
    const all = [...group.querySelectorAll<Checkbox>("wx-checkbox")];

    this.tell(
      group,
      all.filter((one) => one.checked).map((one) => one.value),
    );
  }
}

export class Radio extends Choice {
  protected readonly kind = "radio";

  protected change(): void {
    const group = this.closest("wx-radio-group");

    if (this.checked) return;
    for (const other of group?.querySelectorAll<Radio>("wx-radio") ?? []) other.checked = false;
    this.checked = true;
    if (group) this.tell(group, this.value);
  }
}

export class Group extends HTMLElement {
  connectedCallback(): void {
    if (this.hasAttribute("role")) return;
    this.setAttribute("role", this.localName === "wx-radio-group" ? "radiogroup" : "group");
  }
}
