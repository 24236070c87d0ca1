/*
 * A site of a test's own: the real program with the demo province, its data in a folder of its own,
 * a clock that the test turns, and the wire that browsers come by.
 *
 * The server's wall clock is libfaketime's, an offset that it reads from a file at every look; its
 * monotonic clock and all durations are real. Browsers turn with it (phone.ts).
 */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import {
  createWriteStream,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getVideo, rasterize } from "./films";
import { CLIENT, MODELS, PROGRAM, TESTS } from "./place";
import { Staff } from "./staff";
import { Wire } from "./wire";

type Sections = Record<string, Record<string, string | number>>;

/** Somebody of a roster. */
export interface Person {
  name: string;
  studentNumber: string;
  identity: string;
  school: School;
}

/** The demo's: [0] pays for all, by roster; [1]'s students pay; [2] takes capture codes. */
export interface School {
  batchId: number;
  code: string;
  name: string;
  contact: string;
}

const SCHOOLS: readonly School[] = [
  { code: "99001", name: "图采示范大学", contact: "图采示范大学就业指导中心，电话 025-00000001" },
  { code: "99002", name: "图采示范理工学院", contact: "图采示范理工学院学生处，电话 025-00000002" },
  { code: "99003", name: "图采示范职业技术学院", contact: "图采示范职业技术学院教务处，电话 025-00000003" },
].map((school, i) => ({ ...school, batchId: i + 1 }));

const FAKETIME = ["x86_64", "aarch64", "riscv64", "loongarch64"].map(
  (machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`,
);

/* Times of watching are short; browsers come from one address. */
const SETTINGS: Sections = {
  server: { port: 0, workers: 8 },
  photos: { makers: 1 },
  students: { registry: "simulator", video_pace: 1000 },
  limits: { logins_per_minute: 1000, student_requests_per_minute: 100000 },
};

/** A number of a resident's card that fits its own check digit. */
function makeIdentity(n: number): string {
  const body = `99010020040101${String(n).padStart(3, "0")}`;
  const sum = [...body].reduce((total, digit, i) => total + Number(digit) * (2 ** (17 - i) % 11), 0);

  return body + "10X98765432"[sum % 11];
}

export class Site {
  readonly folder = mkdtempSync(join(tmpdir(), "tucai-e2e-"));
  readonly #clockFile = join(this.folder, "clock");
  readonly #settingsFile = join(this.folder, "settings.ini");
  readonly #logFile = join(this.folder, "log");
  readonly #turned: ((ms: number) => Promise<void>)[] = [];
  readonly #passwords = new Map<string, string>();
  readonly #staff = new Map<string, Promise<Staff>>();
  readonly #codes: { person: Person; code: string; svg: string }[] = [];
  #offsetMs = 0;
  #port = 0;
  #nPeople = 0;
  #process: ChildProcess | null = null;
  readonly #workers = new Set<ChildProcess>();
  wire!: Wire;

  static async open(sections: Sections = {}): Promise<Site> {
    const site = new Site();

    site.#writeSettings(sections);
    site.#writeClock();
    const people = site.tucai("seed", "demo", "--for", "tests", "--video", getVideo());
    site.#readPeople(people);
    await site.#start();
    site.wire = new Wire(site.#port, CLIENT);
    await site.wire.open();
    return site;
  }

  async close(): Promise<void> {
    this.wire?.close();
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The server itself, for what a test does beside the browsers. */
  get serverOrigin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** What browsers open. */
  get origin(): string {
    return `http://127.0.0.1:${this.wire.port}`;
  }

  school(n: number): School {
    return SCHOOLS[n]!;
  }

  // --- the program

  get #environment(): NodeJS.ProcessEnv {
    return { ...process.env, TUCAI_DATA: join(this.folder, "data"), IDPHOTO_MODELS: MODELS };
  }

  #writeSettings(sections: Sections): void {
    const all: Sections = { ...SETTINGS };

    for (const [name, values] of Object.entries(sections)) all[name] = { ...all[name], ...values };
    writeFileSync(
      this.#settingsFile,
      Object.entries(all)
        .map(
          ([name, values]) =>
            `[${name}]\n${Object.entries(values)
              .map(([key, value]) => `${key} = ${value}\n`)
              .join("")}`,
        )
        .join(""),
    );
  }

  tucai(...words: string[]): string {
    return execFileSync(PROGRAM, [...words, "--config", this.#settingsFile], {
      env: this.#environment,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  /** A command that stays, by the test's clock. */
  #spawn(command: string): ChildProcess {
    const faketime = FAKETIME.find((path) => existsSync(path));

    if (!faketime) throw new Error("libfaketime is not installed (./dev deps)");
    return spawn(PROGRAM, [command, "--config", this.#settingsFile], {
      env: {
        ...this.#environment,
        LD_PRELOAD: faketime,
        FAKETIME_TIMESTAMP_FILE: this.#clockFile,
        FAKETIME_NO_CACHE: "1",
        FAKETIME_DONT_FAKE_MONOTONIC: "1",
        DONT_FAKE_MONOTONIC: "1",
        NO_FAKE_STAT: "1",
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
  }

  async #start(): Promise<void> {
    const server = this.#spawn("serve");
    const log = createWriteStream(this.#logFile, { flags: "a" });
    let text = "";

    this.#process = server;
    return new Promise((resolve, reject) => {
      server.stderr!.on("data", (piece: Buffer) => {
        log.write(piece);
        text += piece.toString();
        const port = /"event":"serving".*"port":(\d+)/.exec(text)?.[1];

        if (port) {
          text = "";
          this.#port = Number(port);
          resolve();
        }
      });
      server.on("exit", () => {
        log.end();
        reject(new Error(`the server does not start: ${text}`));
      });
    });
  }

  /** Makes photos, for a site whose server does not: [photos] makers = 0. */
  startWorker(): { stop(): Promise<void> } {
    const worker = this.#spawn("worker");
    const log = createWriteStream(this.#logFile, { flags: "a" });

    worker.stderr!.pipe(log);
    this.#workers.add(worker);
    return { stop: () => this.#end(worker) };
  }

  async #end(program: ChildProcess): Promise<void> {
    this.#workers.delete(program);
    if (program.exitCode !== null) return;
    const ended = new Promise((resolve) => program.on("exit", resolve));

    program.kill("SIGKILL");
    await ended;
  }

  async stop(): Promise<void> {
    const server = this.#process;

    this.#process = null;
    for (const worker of this.#workers) await this.#end(worker);
    if (server) await this.#end(server);
  }

  readLog(nLines = 20): string {
    return existsSync(this.#logFile)
      ? readFileSync(this.#logFile, "utf8").trimEnd().split("\n").slice(-nLines).join("\n")
      : "";
  }

  // --- time

  #writeClock(): void {
    writeFileSync(`${this.#clockFile}.new`, `+${(this.#offsetMs / 1000).toFixed(3)}\n`);
    renameSync(`${this.#clockFile}.new`, this.#clockFile); // never seen half written
  }

  nowMs(): number {
    return Date.now() + this.#offsetMs;
  }

  /** Time passes, on the server and then in every browser. */
  async advance(ms: number): Promise<void> {
    this.#offsetMs += ms;
    this.#writeClock();
    for (const turn of this.#turned) await turn(ms);
  }

  /** Browsers whose clocks go with the server's; answers with what ends that. */
  onAdvance(turn: (ms: number) => Promise<void>): () => void {
    this.#turned.push(turn);
    return () => this.#turned.splice(this.#turned.indexOf(turn), 1);
  }

  // --- people

  #readPeople(printed: string): void {
    const lines = printed.split("\n");
    let school = SCHOOLS[0]!;

    lines.forEach((line, i) => {
      const words = line.trim().split(/ +/);

      school = SCHOOLS.find(({ code }) => line.startsWith(`school ${code}`)) ?? school;
      if (/^ {2}student/.test(line) && lines[i + 1]?.trim().endsWith(".svg"))
        this.#codes.push({
          person: { studentNumber: words[1]!, identity: words[2]!, name: words[3]!, school },
          svg: lines[i + 1]!.trim(),
          code: lines[i + 2]!.trim(),
        });
      else if (/^ {2}(centre|retoucher|auditor|school|college) /.test(line))
        this.#passwords.set(words[1]!, words[2]!);
    });
  }

  /** Somebody of the roster who has not begun. */
  newPerson(school = this.school(0)): Person {
    const n = ++this.#nPeople;
    const person = {
      name: "欧阳晓晴",
      studentNumber: `E2E${String(n).padStart(6, "0")}`,
      identity: makeIdentity(n),
      school,
    };
    const words = ["student", school.batchId, 0, person.name, person.studentNumber, person.identity, `E${n}`];

    execFileSync(join(TESTS, "support/fixture"), [this.#settingsFile], {
      env: this.#environment,
      input: words.join("\t") + "\n",
      stdio: ["pipe", "ignore", "inherit"],
    });
    return person;
  }

  /** Somebody of the third school, which takes capture codes: the code, and a picture of it. Three a site. */
  newPersonWithCode(): { person: Person; code: string; picture: string } {
    const { person, code, svg } = this.#codes.shift()!;

    return { person, code, picture: rasterize(svg, join(this.folder, `${person.studentNumber}.png`)) };
  }

  /** Staff of the demo: centre, retoucher, school1 ... */
  staff(login: string): Promise<Staff> {
    if (!this.#staff.has(login))
      this.#staff.set(login, Staff.enter(this, login, this.#passwords.get(login)!));
    return this.#staff.get(login)!;
  }
}
