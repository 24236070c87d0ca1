/* What staff do with a student's photo, by the API that their consoles use. */
import type { Person, School, Site } from "./site";

type Json = Record<string, any>;

export class Staff {
  #cookie = "";
  #token = "";

  private constructor(private readonly site: Site) {}

  /** Logs in and changes the first password, as everybody must. */
  static async enter(site: Site, login: string, password: string): Promise<Staff> {
    const staff = new Staff(site);
    const answer = await staff.send("POST", "/api/v1/staff/login", { login, password });

    staff.#cookie = answer.headers.get("set-cookie")!.split(";")[0]!;
    staff.#token = ((await answer.json()) as Json)["csrf_token"];
    await staff.ask("POST", "/api/v1/staff/password", {
      old_password: password,
      new_password: `a password of ${login}`,
    });
    return staff;
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const isFile = body instanceof Uint8Array;

    return fetch(this.site.serverOrigin + path, {
      method,
      headers: {
        Cookie: this.#cookie,
        "X-CSRF-Token": this.#token,
        ...(body === undefined ? {} : { "Content-Type": isFile ? "image/jpeg" : "application/json" }),
        ...headers,
      },
      body: body === undefined ? null : isFile ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body),
    });
  }

  async ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Json> {
    const answer = await this.send(method, path, body, headers);
    const text = await answer.text();

    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === "" ? {} : (JSON.parse(text) as Json);
  }

  async getFile(path: string): Promise<Uint8Array> {
    const answer = await this.send("GET", path);

    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  }

  /** The student as the school sees them. */
  async find(person: Person): Promise<Json> {
    const found = await this.ask("POST", "/api/v1/staff/students/search", {
      batch_id: person.school.batchId,
      student_number: person.studentNumber,
    });

    return this.ask("GET", `/api/v1/staff/students/${found["items"][0].id}`);
  }

  /** Asks until the student is in one of these states: what machines do takes a moment. */
  async waitForState(person: Person, ...states: string[]): Promise<void> {
    while (!states.includes((await this.find(person))["student"].state))
      await new Promise((resolve) => setTimeout(resolve, 100));
  }

  /** Changes the settings of a school's batch. */
  async changeBatch(school: School, change: Json): Promise<void> {
    const path = `/api/v1/staff/batches/${school.batchId}`;
    const version = (await this.send("GET", path)).headers.get("etag")!;

    await this.ask("PATCH", path, change, { "If-Match": version });
  }

  // --- the school

  async #openReview(person: Person): Promise<string> {
    const { items } = await this.ask("GET", "/api/v1/staff/reviews?limit=200");
    const review = items.find((item: Json) => item["student_number"] === person.studentNumber);

    await this.ask("POST", `/api/v1/staff/reviews/${review.id}/opening`);
    return `/api/v1/staff/reviews/${review.id}`;
  }

  async openReview(person: Person): Promise<void> {
    await this.#openReview(person);
  }

  async approve(person: Person): Promise<void> {
    await this.ask("POST", `${await this.#openReview(person)}/decision`, { decision: "approved" });
  }

  /** Reasons are codes of the server's own list (GET /api/v1/staff/return-reasons). */
  async giveBack(person: Person, reasons: string[], remark: string): Promise<void> {
    const body = { decision: "returned", reasons, remark };

    await this.ask("POST", `${await this.#openReview(person)}/decision`, body);
  }

  /** The student has paid at the school's office. */
  async recordPayment(person: Person): Promise<void> {
    const order = await this.ask(
      "GET",
      `/api/v1/staff/students/${(await this.find(person))["student"].id}/order`,
    );

    await this.ask("POST", `/api/v1/staff/orders/${order["id"]}/payment`, {
      receipt: `R-${person.studentNumber}`,
      amount_fen: order["amount_fen"],
    });
  }

  async unlock(person: Person): Promise<void> {
    await this.ask("POST", `/api/v1/staff/students/${(await this.find(person))["student"].id}/unlock`);
  }

  // --- the centre

  /** A retoucher finishes, without a change, all that waits; the ids. */
  async produce(): Promise<number[]> {
    const { items } = await this.ask("POST", "/api/v1/staff/production/claims", { n: 50 });
    const ids = items.map((item: Json) => item["id"] as number) as number[];

    for (const id of ids) {
      const photo = await this.getFile(`/api/v1/staff/production/${id}/photo`);

      await this.ask("PUT", `/api/v1/staff/production/${id}/final`, photo);
    }
    return ids;
  }

  async deliver(ids: number[]): Promise<void> {
    await this.ask("POST", "/api/v1/staff/deliveries", { ids, outcome: "delivered" });
  }
}
