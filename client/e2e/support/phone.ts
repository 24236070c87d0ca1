/*
 * A student's phone: Chromium with a profile of its own, its camera, and a clock that goes with the
 * site's. Whatever happens on it is watched: no request may leave the origin, nothing may break the
 * policy, no script may fail or complain (watch.ts).
 */
import { copyFileSync, mkdtempSync, renameSync } from "node:fs";
import { join } from "node:path";
import { chromium, type BrowserContext, type Locator, type Page } from "playwright-core";
import { getFilm, type Scene } from "./films";
import { OUT } from "./place";
import type { Person, Site } from "./site";
import { Watch } from "./watch";

export interface PhoneOptions {
  language?: "zh" | "en";
  width?: number;
  height?: number;
  isDark?: boolean;
  /** As on a phone: 2 or 3; tests take 1, which is quicker. */
  scale?: number;
  /** What is before the camera; "none": there is no camera; "denied": the student says no. */
  camera?: Scene | "none" | "denied";
  /** Runs before any script of the page: for browsers that lack something. */
  before?: string;
}

const PATIENCE_MS = Number(process.env["TUCAI_E2E_PATIENCE_MS"] ?? 30_000); // of a loaded machine
const TURN_MS = 1_000_000_000;

type Json = Record<string, any>;

/** One of a catalogue, or the text itself. */
export type Sentence = string | readonly [zh: string, en: string];

/** The steps before the camera, as the server takes them; each leads to the next state. */
const STATES = [
  "consent",
  "verify",
  "phone",
  "notice",
  "precautions",
  "messages",
  "requirements",
  "video",
  "shoot",
];
export type State = (typeof STATES)[number];

export class Phone {
  readonly watch: Watch;
  readonly #film: string;
  readonly #profile: string;
  readonly #camera: Scene | "none" | "denied";
  #context!: BrowserContext;
  #endTurning = () => {};
  #token = "";
  page!: Page;

  private constructor(
    readonly site: Site,
    private readonly options: PhoneOptions,
  ) {
    this.#profile = mkdtempSync(join(site.folder, "phone-"));
    this.#film = join(this.#profile, "camera.mjpeg");
    this.#camera = options.camera ?? "good";
    this.watch = new Watch(site.origin);
  }

  static async open(site: Site, options: PhoneOptions = {}): Promise<Phone> {
    const phone = new Phone(site, options);

    await phone.reopen();
    return phone;
  }

  get context(): BrowserContext {
    return this.#context;
  }

  get language(): "zh" | "en" {
    return this.options.language ?? "zh";
  }

  /** Something else is before the camera, from the next time that a page opens it. */
  see(scene: Scene): void {
    copyFileSync(getFilm(scene), `${this.#film}.new`);
    renameSync(`${this.#film}.new`, this.#film);
  }

  #getArguments(): string[] {
    const media = ["--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${this.#film}`];

    return [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--autoplay-policy=no-user-gesture-required",
      ...(this.#camera === "denied" ? [] : ["--use-fake-ui-for-media-stream"]),
      ...(this.#camera === "none" ? ["--use-fake-device-for-media-stream=device-count=0"] : media),
    ];
  }

  /** The browser begins, with all that it kept from before. */
  async reopen(): Promise<void> {
    const { width = 390, height = 844, isDark = false, scale = 1, before } = this.options;

    if (this.#camera !== "none" && this.#camera !== "denied") this.see(this.#camera);
    else this.see("good");
    this.#context = await chromium.launchPersistentContext(join(this.#profile, "profile"), {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: this.#getArguments(),
      viewport: { width, height },
      deviceScaleFactor: scale,
      hasTouch: true,
      isMobile: true,
      locale: this.language === "zh" ? "zh-CN" : "en-GB",
      timezoneId: "Asia/Shanghai",
      colorScheme: isDark ? "dark" : "light",
      reducedMotion: "reduce",
      acceptDownloads: true,
    });
    this.#context.setDefaultTimeout(PATIENCE_MS);
    this.watch.follow(this.#context);
    await this.#context.clock.install({ time: this.site.nowMs() });
    if (before) await this.#context.addInitScript(before);
    this.page = this.#context.pages()[0] ?? (await this.#context.newPage());
    this.#endTurning = this.site.onAdvance((ms) => this.#turn(ms));
  }

  /** Playwright turns a clock by 24 days at most. */
  async #turn(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= TURN_MS)
      await this.#context.clock.fastForward(Math.min(left, TURN_MS));
  }

  /** The system ends the app: nothing is said to the page. */
  async kill(): Promise<void> {
    this.#endTurning();
    await this.#context.close();
  }

  async close(): Promise<void> {
    await this.kill();
  }

  /** Opens the client, as by its link; path: within it. */
  async enter(path = ""): Promise<void> {
    await this.page.goto(`${this.site.origin}/app/${path}`);
  }

  async newTab(path = ""): Promise<Page> {
    const page = await this.#context.newPage();

    await page.goto(`${this.site.origin}/app/${path}`);
    return page;
  }

  /** Keeps a picture of what is to be seen. */
  async photograph(name: string): Promise<string> {
    const path = join(OUT, `${name.replace(/[^\w-]+/g, "-")}.png`);

    await this.page.screenshot({ path }).catch(() => {});
    return path;
  }

  // --- what the student sees and presses: found by role and name, as a screen reader finds it

  /** A sentence of a catalogue in this student's language. */
  say(sentence: Sentence): string {
    return typeof sentence === "string" ? sentence : sentence[this.language === "zh" ? 0 : 1];
  }

  button(name: Sentence): Locator {
    return this.page.getByRole("button", { name: this.say(name), exact: true });
  }

  async press(name: Sentence): Promise<void> {
    await this.button(name).click();
  }

  async fill(label: Sentence, text: string): Promise<void> {
    await this.page.getByRole("textbox", { name: this.say(label), exact: true }).fill(text);
  }

  /** Waits until there is such a heading: the page is the one that is meant. */
  async read(heading: Sentence): Promise<void> {
    await this.page
      .getByRole("heading", { name: this.say(heading), exact: true })
      .first()
      .waitFor();
  }

  /** Waits until the sentence is to be seen. */
  async find(sentence: Sentence | RegExp): Promise<void> {
    const text = sentence instanceof RegExp ? sentence : this.say(sentence);

    await this.page.getByText(text).filter({ visible: true }).first().waitFor();
  }

  async has(sentence: Sentence | RegExp): Promise<boolean> {
    const text = sentence instanceof RegExp ? sentence : this.say(sentence);

    return (await this.page.getByText(text).filter({ visible: true }).count()) > 0;
  }

  // --- the same student, without the pages: to get to where a test begins. Cookies know no port.

  async ask(method: string, path: string, body?: unknown): Promise<Json> {
    const answer = await this.#context.request.fetch(this.site.serverOrigin + path, {
      method,
      headers: { "X-CSRF-Token": this.#token },
      ...(body === undefined ? {} : { data: body }),
    });
    const text = await answer.text();

    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${text}`);
    return text === "" ? {} : (JSON.parse(text) as Json);
  }

  async #begin(): Promise<void> {
    this.#token ||= (await this.ask("POST", "/api/v1/session", {}))["csrf_token"];
  }

  async #read(kind: string): Promise<number> {
    return (await this.ask("GET", `/api/v1/documents/${kind}`))["id"];
  }

  async #watchVideo(): Promise<void> {
    const video = await this.ask("GET", "/api/v1/video");
    let beat: Json = { is_finished: false };

    while (!beat["is_finished"])
      beat = await this.ask("POST", "/api/v1/video/beat", {
        version: video["version"],
        position_ms: beat["watched_ms"] === undefined ? 0 : video["duration_ms"],
      });
  }

  /** The person takes the steps that lead from here to this state; opens no page. */
  async walkTo(state: State, person: Person, code?: string): Promise<void> {
    const { name, studentNumber, identity, school } = person;
    const verification = code
      ? { capture_code: code }
      : { school_code: school.code, name, student_number: studentNumber, identity_number: identity };
    const read = async (kind: string) =>
      this.ask("POST", "/api/v1/journey/readings", { kind, document_id: await this.#read(kind) });
    const steps: Record<string, () => Promise<unknown>> = {
      consent: async () =>
        this.ask("POST", "/api/v1/journey/consent", { document_id: await this.#read("consent") }),
      verify: () => this.ask("POST", "/api/v1/journey/verification", verification),
      phone: () => this.ask("POST", "/api/v1/journey/phone", { phone: "13812345678" }),
      notice: () => read("notice"),
      precautions: () => read("precautions"),
      messages: () => this.ask("POST", "/api/v1/journey/messages-choice", { wants_messages: true }),
      requirements: () => read("requirements"),
      video: () => this.#watchVideo(),
    };

    await this.#begin();
    const from = STATES.indexOf((await this.ask("GET", "/api/v1/journey"))["state"]);

    for (const step of STATES.slice(from, STATES.indexOf(state))) await steps[step]!();
  }

  /** Sends a picture as a shot, and waits for what comes of it. */
  async shoot(picture: Buffer): Promise<Json> {
    const { nonce } = await this.ask("POST", "/api/v1/captures");
    const answer = await this.#context.request.post(`${this.site.serverOrigin}/api/v1/shots`, {
      headers: { "X-CSRF-Token": this.#token },
      multipart: {
        nonce: nonce as string,
        idempotency_key: `e2e-${nonce}`,
        photo: { name: "shot.jpg", mimeType: "image/jpeg", buffer: picture },
      },
    });
    let shot = (await answer.json()) as Json;

    while (shot["stage"] !== "ended")
      shot = await this.ask("GET", `/api/v1/shots/${shot["id"]}?stage=${shot["stage"]}&wait_ms=20000`);
    return shot;
  }
}
