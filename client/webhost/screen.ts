/*
 * One page of the stack: its place in the document, what the bar shows of it, and its life from
 * onLoad to onUnload. Its script comes when it is needed; until then, and if it cannot be had, the
 * screen says so.
 */
import { h } from "./dom";
import { getHostTexts } from "./language";
import type { Route } from "./routes";
import { backend, space } from "./space";

export interface PageConfig {
  navigationBarTitleText?: string;
  navigationStyle?: "default" | "custom";
  navigationBarBackgroundColor?: string;
  navigationBarTextStyle?: "black" | "white";
  pageOrientation?: string;
}

export interface PageEntry {
  config: PageConfig;
  load: () => Promise<unknown>;
}

export type PageCaller = Record<string, unknown> & { route?: string; options?: Route["query"] };

export class Screen {
  readonly element = h("main", { class: "host-screen", tabIndex: -1 });
  title: string;
  page: PageCaller | null = null;
  scrollY = 0;
  #root: ReturnType<typeof backend.createRoot> | null = null;
  #isShown = false;
  #isVisible = false;
  #isClosed = false;

  constructor(
    readonly route: Route,
    readonly entry: PageEntry,
    readonly onFault: (error: unknown, screen: Screen) => void,
  ) {
    this.title = entry.config.navigationBarTitleText ?? "";
  }

  /** Loads the page and begins it, once. */
  async open(): Promise<void> {
    this.#say("host-opening", getHostTexts().opening);
    try {
      await loadScript(this.entry);
    } catch {
      if (!this.#isClosed) this.#sayMissing();
      return;
    }
    if (this.#isClosed) return;
    this.#begin();
  }

  #begin(): void {
    const place = h("span");

    this.element.replaceChildren(place);
    this.#root = backend.createRoot("page", space, this.route.path);
    this.page = this.#root.get() as unknown as PageCaller;
    this.page.route = this.route.path;
    this.page.options = this.route.query;
    this.#call("onLoad", this.route.query);
    if (this.#isClosed) return; // it has sent the student elsewhere
    this.#root.attach(this.element as never, place as never);
    this.element.firstElementChild!.setAttribute("data-path", this.route.path); // for its style
    this.#update();
    requestAnimationFrame(() => {
      if (this.#isClosed) return;
      this.#call("onReady");
      if (this.#isVisible) this.focusHeading();
    });
  }

  /** Whether it is on top and the browser's window is seen. */
  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    if (this.page) this.#update();
  }

  #update(): void {
    if (this.#isShown === this.#isVisible) return;
    this.#isShown = this.#isVisible;
    this.#root?.getComponent().triggerPageLifetime(this.#isShown ? "show" : "hide", []);
    this.#call(this.#isShown ? "onShow" : "onHide");
  }

  resize(size: object): void {
    this.#root?.getComponent().triggerPageLifetime("resize", [size]);
    this.#call("onResize", { size });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.element.remove();
    if (!this.#root) return;
    this.#call("onUnload");
    this.#root.release();
  }

  /** Readers of the screen begin with what the page is, after each way from page to page. */
  focusHeading(): void {
    if (this.element.contains(document.activeElement) && document.activeElement !== this.element) return;
    const heading = this.element.querySelector<HTMLElement>("[role=heading], h1");

    heading?.setAttribute("tabindex", "-1");
    (heading ?? this.element).focus({ preventScroll: true });
  }

  /** In the place of the page: what went wrong, and what to do now. */
  showFault(sentence: string, tip: string, action: string, onAction: () => void): void {
    this.element.replaceChildren(
      h(
        "div",
        { class: "host-fault", role: "alert" },
        h("h1", { class: "host-fault-title" }, sentence),
        h("p", {}, tip),
      ),
      h(
        "div",
        { class: "host-fault-action" },
        h("button", { class: "btn", type: "button", onclick: onAction }, action),
      ),
    );
  }

  #sayMissing(): void {
    const t = getHostTexts();
    const again = () => {
      removeEventListener("online", again);
      if (!this.#isClosed) void this.open();
    };

    addEventListener("online", again);
    this.showFault(t.noPage, t.checkNetwork, t.retry, again);
  }

  #say(name: string, sentence: string): void {
    this.element.replaceChildren(h("div", { class: name, role: "status" }, sentence));
  }

  /* What fails after the student has left the page is no fault of the page that is seen now. */
  #fail(error: unknown): void {
    if (this.#isClosed) console.warn(error);
    else this.onFault(error, this);
  }

  #call(name: string, argument?: unknown): void {
    const method = this.page?.[name];

    if (typeof method !== "function") return;
    try {
      const result = method.call(this.page, argument) as unknown;

      if (result instanceof Promise) result.catch((error: unknown) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
  }
}

const RELOADED = "host:reloaded";

/*
 * A script that is missing although the server answers belongs to an older build than the server
 * has now: the whole program is loaded anew, once.
 */
async function loadScript(entry: PageEntry): Promise<void> {
  try {
    await entry.load();
    sessionStorage.removeItem(RELOADED);
  } catch (error) {
    const isThere = await fetch(location.pathname, { cache: "no-store" }).then(
      (answer) => answer.ok,
      () => false,
    );

    if (isThere && !sessionStorage.getItem(RELOADED)) {
      sessionStorage.setItem(RELOADED, "1");
      location.reload();
      await new Promise(() => {}); // until it is gone
    }
    throw error;
  }
}
