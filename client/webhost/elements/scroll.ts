/* <scroll-view> and <swiper>: boxes that the browser scrolls itself. */

const isOn = (value: string | null) => value !== null && value !== "false";

export class ScrollView extends HTMLElement {
  static observedAttributes = ["scroll-x", "scroll-y", "scroll-top", "scroll-left", "scroll-into-view"];
  #isLow = false;
  #kept = { top: 0, left: 0 };

  constructor() {
    super();
    this.addEventListener("scroll", () => this.#look(), { passive: true });
  }

  /* A box that was taken out of the document has forgotten its place; the keyboard must reach it. */
  connectedCallback(): void {
    this.scrollTo(this.#kept);
    if (!this.hasAttribute("tabindex")) this.tabIndex = 0;
  }

  attributeChangedCallback(name: string, _: string | null, value: string | null): void {
    if (name === "scroll-x") this.style.overflowX = isOn(value) ? "auto" : "";
    else if (name === "scroll-y") this.style.overflowY = isOn(value) ? "auto" : "";
    else if (value === null || value === "") return;
    else if (name === "scroll-top") this.#soon(() => (this.scrollTop = Number(value)));
    else if (name === "scroll-left") this.#soon(() => (this.scrollLeft = Number(value)));
    else this.#soon(() => this.querySelector(`[id="${CSS.escape(value)}"]`)?.scrollIntoView());
  }

  /* The content of the same update is not there yet. */
  #soon(act: () => void): void {
    requestAnimationFrame(act);
  }

  #look(): void {
    const below = Number(this.getAttribute("lower-threshold") ?? 50);
    const isLow = this.scrollTop + this.clientHeight >= this.scrollHeight - below;

    this.#kept = { top: this.scrollTop, left: this.scrollLeft };
    if (isLow && !this.#isLow)
      this.dispatchEvent(new CustomEvent("scrolltolower", { detail: { direction: "bottom" } }));
    this.#isLow = isLow;
  }
}

export class Swiper extends HTMLElement {
  static observedAttributes = ["current"];
  #current = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.addEventListener("scroll", () => this.#look(), { passive: true });
  }

  connectedCallback(): void {
    if (!this.hasAttribute("tabindex")) this.tabIndex = 0;
  }

  attributeChangedCallback(_name: string, _: string | null, value: string | null): void {
    this.#current = Number(value ?? 0);
    requestAnimationFrame(() =>
      this.scrollTo({ left: this.#current * this.clientWidth, behavior: "smooth" }),
    );
  }

  /* When the finger has let go and it stands: which one is seen. */
  #look(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const current = Math.round(this.scrollLeft / Math.max(1, this.clientWidth));

      if (current === this.#current) return;
      this.#current = current;
      this.dispatchEvent(new CustomEvent("change", { detail: { current, source: "touch" } }));
    }, 100);
  }
}
