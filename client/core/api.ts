/*
 * The server's interface for students, typed by docs/api/openapi.yaml (build/api.d.ts is made of
 * it). A call answers with the body, or throws Problem (the server refuses) or NetworkError (no
 * answer). The session begins by itself with the first call that needs one; when the server has
 * forgotten it (401), it begins anew once and the call is made again: what the student has done
 * is bound to the account, and a client that is nobody yet is led to the verification.
 */
import type { components } from "../../build/client/api";
import type { ServerClock } from "./clock";
import { composeForm, type Content } from "./form";
import { Problem } from "./problem";
import type { HttpAnswer, HttpRequest, Method, Running, Transport } from "./transport";

type Schemas = components["schemas"];
export type Journey = Schemas["Journey"];
export type JourneyState = Schemas["JourneyState"];
export type CaptureAnswer = NonNullable<Schemas["CaptureAnswer"]>;
export type Capture = Schemas["Capture"];
export type Draft = Schemas["Draft"];
export type DocumentKind = Schemas["Document"]["kind"];
export type StudentDocument = Schemas["Document"];
export type SchoolOffer = Schemas["SchoolOffer"];
export type Schools = Schemas["Schools"];
export type Verification = Schemas["Verification"];
export type Video = Schemas["Video"];
export type Viewing = Schemas["Viewing"];
export type Shot = Schemas["Shot"];
export type ShotReason = Schemas["ShotReason"];
export type Submission = Schemas["Submission"];
export type Timeline = Schemas["Timeline"];
export type Order = Schemas["Order"];
export type OrderPayment = Schemas["OrderPayment"];
export type Photo = Schemas["Photo"];
export type InboxPage = Schemas["InboxPage"];
export type ExceptionRequest = Schemas["Exception"];

/** How a platform logs in: a browser has a cookie, a mini program a bearer token. */
export interface SessionStore {
  /** What the headers of a request need; null when there is no session. */
  headers(method: Method): Record<string, string> | null;
  /** Begins a session by the platform's way and keeps it. */
  begin(transport: Transport): Promise<void>;
  forget(): void;
}

export interface ShotUpload {
  nonce: string;
  idempotencyKey: string;
  filePath: string;
  /** JPEG files as base64, in order; [] when the platform gives none. */
  frames: readonly string[];
  frameTimesMs: readonly number[];
  onProgress?: (sentBytes: number, totalBytes: number) => void;
}

export class Api {
  private beginning: Promise<void> | null = null;

  constructor(
    private readonly transport: Transport,
    private readonly session: SessionStore,
    private readonly clock: ServerClock,
    /** Told of every journey that the server answers with. */
    private readonly onJourney: (journey: Journey) => void = () => {},
  ) {}

  // --- the way

  getJourney = () => this.go("/api/v1/journey");
  getDocument = (kind: DocumentKind) => this.get<StudentDocument>(`/api/v1/documents/${kind}`);
  getSchools = (after?: string) =>
    this.get<Schools>(`/api/v1/schools?limit=100${after ? `&after=${encodeURIComponent(after)}` : ""}`);
  consent = (documentId: number) => this.go("/api/v1/journey/consent", { document_id: documentId });
  withdrawConsent = () => this.call<void>("DELETE", "/api/v1/journey/consent");
  verify = (verification: Verification) => this.go("/api/v1/journey/verification", verification);
  setPhone = (phone: string) => this.go("/api/v1/journey/phone", { phone });
  haveRead = (kind: DocumentKind, documentId: number) =>
    this.go("/api/v1/journey/readings", { kind, document_id: documentId });
  chooseMessages = (wantsMessages: boolean) =>
    this.go("/api/v1/journey/messages-choice", { wants_messages: wantsMessages });
  getVideo = () => this.get<Video>("/api/v1/video");
  beat = (version: number, positionMs: number) =>
    this.post<Viewing>("/api/v1/video/beat", { version, position_ms: Math.round(positionMs) });

  // --- shots

  askCapture = () => this.get<CaptureAnswer>("/api/v1/captures");
  beginCapture = () => this.post<Capture>("/api/v1/captures");
  /** With `knownStage`, answers when the stage is another, at the latest after 25 s. */
  getShot = (id: string, knownStage?: Shot["stage"]) =>
    this.get<Shot>(`/api/v1/shots/${id}${knownStage ? `?stage=${knownStage}&wait_ms=25000` : ""}`);

  sendShot(shot: ShotUpload): Running<Shot> {
    const fields: Record<string, string> = { nonce: shot.nonce, idempotency_key: shot.idempotencyKey };

    if (shot.frames.length >= 3) {
      fields["frames"] = shot.frames.join(",");
      fields["frame_times_ms"] = shot.frameTimesMs.join(",");
    }
    return this.upload<Shot>("/api/v1/shots", "photo", shot.filePath, fields, shot.onProgress, {
      "Idempotency-Key": shot.idempotencyKey,
    });
  }

  // --- drafts and the submission

  getDrafts = async () => (await this.get<Schemas["DraftPage"]>("/api/v1/drafts")).items;
  deleteDraft = (id: string) => this.call<void>("DELETE", `/api/v1/drafts/${id}`);
  getSubmission = () => this.get<Submission>("/api/v1/submission");
  confirm = (draftId: string) => this.post<Submission>("/api/v1/submission", { draft_id: draftId });
  withdraw = () => this.call<void>("DELETE", "/api/v1/submission");
  getOrder = () => this.get<Order>("/api/v1/order");
  pay = () => this.post<OrderPayment>("/api/v1/order/payment");
  getTimeline = () => this.get<Timeline>("/api/v1/timeline");

  // --- the photo

  getPhoto = () => this.get<Photo>("/api/v1/photo");
  proofread = (finishedMs: number) =>
    this.post<Photo>("/api/v1/photo/proofreading", { is_correct: true, finished_ms: finishedMs });
  reportProblem = (problem: string) =>
    this.post<Photo>("/api/v1/photo/proofreading", { is_correct: false, problem });

  // --- inbox and exceptions

  getInbox = (after?: string) =>
    this.get<InboxPage>(`/api/v1/messages${after ? `?after=${encodeURIComponent(after)}` : ""}`);
  haveReadMessage = (id: number) => this.post<void>(`/api/v1/messages/${id}/reading`);
  getExceptions = async () => (await this.get<Schemas["ExceptionPage"]>("/api/v1/exceptions")).items;
  askException = (shotId: string, codes: readonly string[], note: string, proofPath: string | null) => {
    const fields = { shot_id: shotId, codes: codes.join(","), note };

    if (proofPath)
      return this.upload<ExceptionRequest>("/api/v1/exceptions", "proof", proofPath, fields).answer;
    return this.call<ExceptionRequest>("POST", "/api/v1/exceptions", composeForm(fields));
  };

  /** A picture of the student's own, as a file that <image> shows. */
  async getPicture(path: string): Promise<string> {
    const send = async () => this.transport.download(path, await this.authorize("GET"));
    let answer = await send();

    if (answer.status === 401) {
      this.session.forget();
      answer = await send();
    }
    if (answer.status !== 200) throw readProblem(answer);
    return answer.filePath;
  }

  /** Ends the session here; the account keeps all that was done. */
  async logOut(): Promise<void> {
    await this.call<void>("DELETE", "/api/v1/session");
    this.session.forget();
  }

  // --- how it is carried

  private get<T>(path: string): Promise<T> {
    return this.call<T>("GET", path);
  }

  /** The server takes a body only where it reads one. */
  private post<T>(path: string, body?: object): Promise<T> {
    const content = body && { contentType: "application/json", body: JSON.stringify(body) };

    return this.call<T>("POST", path, content);
  }

  /** A step of the journey: its answer is told to whoever follows. */
  private async go(path: string, body?: object): Promise<Journey> {
    const journey = await (body ? this.post<Journey>(path, body) : this.get<Journey>(path));

    this.onJourney(journey);
    return journey;
  }

  private async authorize(method: Method): Promise<Record<string, string>> {
    let headers = this.session.headers(method);

    if (!headers) {
      // Calls that meet before there is a session share one: two would be two accounts.
      this.beginning ??= this.session.begin(this.transport).finally(() => (this.beginning = null));
      await this.beginning;
      headers = this.session.headers(method);
    }
    return headers ?? {};
  }

  private async call<T>(method: Method, path: string, content?: Content): Promise<T> {
    const send = async () => {
      const headers = await this.authorize(method);
      const request: HttpRequest = { method, path, headers };

      if (content) {
        headers["Content-Type"] = content.contentType;
        request.body = content.body;
      }
      return this.transport.request(request);
    };
    let answer = await send();

    if (mustBeginAnew(answer)) {
      this.session.forget();
      answer = await send();
    }
    return this.read<T>(answer);
  }

  private upload<T>(
    path: string,
    fileField: string,
    filePath: string,
    fields: Record<string, string>,
    onProgress?: (sentBytes: number, totalBytes: number) => void,
    extraHeaders: Record<string, string> = {},
  ): Running<T> {
    let running: Running<HttpAnswer> | null = null;
    let isAborted = false;
    const send = async () => {
      const headers = { ...(await this.authorize("POST")), ...extraHeaders };

      running = this.transport.upload({ path, headers, fileField, filePath, fields, onProgress });
      if (isAborted) running.abort();
      return running.answer;
    };
    const sendTwice = async () => {
      let answer = await send();

      if (mustBeginAnew(answer)) {
        this.session.forget();
        answer = await send();
      }
      return this.read<T>(answer);
    };

    return {
      answer: sendTwice(),
      abort: () => {
        isAborted = true;
        running?.abort();
      },
    };
  }

  private read<T>(answer: HttpAnswer): T {
    if (answer.status >= 400) throw readProblem(answer);
    if (!answer.body) return undefined as T;
    const body = JSON.parse(answer.body) as { now_ms?: unknown };

    if (typeof body.now_ms === "number") this.clock.learn(body.now_ms);
    return body as T;
  }
}

/* The token of a page that was open while the session changed is as good as none. */
function mustBeginAnew(answer: HttpAnswer): boolean {
  return answer.status === 401 || (answer.status === 403 && answer.body.includes('"csrf"'));
}

const NO_WORDS = {
  zh: "系统暂时不可用，请稍后再试",
  en: "The system is not available; please try again later",
};

/** Whatever stands between client and server may answer too, without the server's words. */
export function readProblem(answer: HttpAnswer): Problem {
  const retryAfterMs = Number(answer.headers["retry-after"] ?? 0) * 1000 || 0;

  try {
    const body = JSON.parse(answer.body) as Schemas["Problem"];

    return new Problem(
      answer.status,
      body.code,
      body.text,
      retryAfterMs,
      body.school ?? null,
      body as unknown as Record<string, unknown>,
    );
  } catch {
    return new Problem(answer.status, "unavailable", NO_WORDS, retryAfterMs);
  }
}
