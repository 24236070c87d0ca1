/*
 * The way between a browser and the server, with its accidents: one origin in front of both, on
 * which a request can be cut off in its body and an answer lost at a given place, which no setting
 * of a browser does. After an accident nothing goes through until the test mends it: Chromium sends
 * once more by itself what broke on a connection that had served before. With a folder it also
 * serves a client that the program does not hold.
 */
import { createReadStream, statSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { POLICY, TYPES } from "./served";

export interface Accident {
  method: string;
  path: RegExp;
  /** "cut": the connection breaks when so many bytes of the body have gone through; "lose": the
   *  server has done what it was asked and its answer does not arrive. */
  kind: "cut" | "lose";
  afterBytes?: number;
}

export class Wire {
  port = 0;
  /** Requests that came through, as "POST /api/v1/shots". */
  readonly seen: string[] = [];
  #accidents: Accident[] = [];
  #isDead = false;
  readonly #server = http.createServer((request, answer) => this.#pass(request, answer));

  constructor(
    private readonly serverPort: number,
    private readonly folder: string | null,
  ) {}

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.port = (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Happens to the next request of this kind, once; then the wire is broken. */
  plan(accident: Accident): void {
    this.#accidents.push(accident);
  }

  /** From now on nothing goes through, until it is mended. */
  breakDown(): void {
    this.#isDead = true;
    this.#server.closeAllConnections();
  }

  mend(): void {
    this.#isDead = false;
  }

  count(method: string, path: string): number {
    return this.seen.filter((line) => line === `${method} ${path}`).length;
  }

  #pass(request: http.IncomingMessage, answer: http.ServerResponse): void {
    const path = request.url!.split("?")[0]!;

    if (this.#isDead) {
      request.socket.destroy();
      return;
    }
    this.seen.push(`${request.method} ${path}`);
    if (this.folder && path.startsWith("/app")) this.#serve(path.slice(4), answer);
    else this.#forward(request, answer, this.#takeAccident(request.method!, path));
  }

  #takeAccident(method: string, path: string): Accident | null {
    const i = this.#accidents.findIndex((one) => one.method === method && one.path.test(path));

    return i < 0 ? null : this.#accidents.splice(i, 1)[0]!;
  }

  #forward(request: http.IncomingMessage, answer: http.ServerResponse, accident: Accident | null): void {
    const { method, url, headers } = request;
    const further = http.request(
      { host: "127.0.0.1", port: this.serverPort, method, path: url, headers },
      (reply) => {
        if (accident?.kind === "lose") {
          reply.resume();
          this.breakDown();
          return;
        }
        answer.writeHead(reply.statusCode!, reply.rawHeaders);
        reply.pipe(answer);
      },
    );
    const cut = () => {
      if (accident) this.breakDown();
      request.socket.destroy();
      further.destroy();
    };
    let nBytes = 0;

    further.on("error", cut);
    request.on("error", () => further.destroy());
    answer.on("close", () => answer.writableFinished || further.destroy());
    if (accident?.kind === "cut")
      request.on("data", (piece: Buffer) => {
        nBytes += piece.length;
        if (nBytes > (accident.afterBytes ?? 0)) cut();
      });
    request.pipe(further);
  }

  #serve(path: string, answer: http.ServerResponse): void {
    const file = join(this.folder!, normalize(path === "" || path === "/" ? "/index.html" : path));

    try {
      if (!file.startsWith(this.folder!) || !statSync(file).isFile()) throw new Error("no file");
    } catch {
      answer.writeHead(404).end();
      return;
    }
    answer.writeHead(200, {
      "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
      "Content-Security-Policy": POLICY,
      "Cache-Control": "no-cache",
    });
    createReadStream(file).pipe(answer);
  }
}
