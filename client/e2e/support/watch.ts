/*
 * Watches all pages of a browser, from the first request on. What it finds is a fault of the client
 * whatever the test was about: a request to elsewhere, a breach of the policy, an error in a script
 * or in the console.
 */
import type { BrowserContext, ConsoleMessage, Page, Request } from "playwright-core";

/* The browser itself notes in the console every answer of 400 and more and every lost connection.
 * Those of the API are the server's answers to the student, who is told of them by the page. */
const isAnswerOfApi = (message: ConsoleMessage) =>
  message.text().startsWith("Failed to load resource") && /\/api\//.test(message.location().url);

export class Watch {
  /** What no page may do. */
  readonly faults: string[] = [];
  /** All that the pages said, for whoever looks for the cause of a failure. */
  readonly console: string[] = [];
  readonly requests: string[] = [];
  #expected: RegExp[] = [];

  constructor(private readonly origin: string) {}

  follow(context: BrowserContext): void {
    context.on("page", (page) => this.#followPage(page));
    context.pages().forEach((page) => this.#followPage(page));
    context.on("request", (request) => this.#see(request));
  }

  /** This will be said, and is right. */
  expect(...patterns: RegExp[]): void {
    this.#expected.push(...patterns);
  }

  /** The faults but those that were expected. */
  findFaults(): string[] {
    return this.faults.filter((fault) => !this.#expected.some((pattern) => pattern.test(fault)));
  }

  #see(request: Request): void {
    const url = request.url();

    this.requests.push(`${request.method()} ${url}`);
    if (url.startsWith(`${this.origin}/`) || /^(data|about):/.test(url)) return;
    if (url.startsWith(`blob:${this.origin}/`)) return;
    this.faults.push(`a request left the origin: ${url}`);
  }

  #followPage(page: Page): void {
    page.on("console", (message) => {
      this.console.push(`${message.type()}: ${message.text()}`);
      if (["error", "warning"].includes(message.type()) && !isAnswerOfApi(message))
        this.faults.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
    });
    page.on("pageerror", (error) => this.faults.push(`a script failed: ${error.stack ?? error.message}`));
    page.on("crash", () => this.faults.push("the page crashed"));
  }
}
