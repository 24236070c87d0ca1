/*
 * Requests: XMLHttpRequest, since fetch does not tell how much has gone up. What comes down as a
 * file is a blob of this visit, with a "blob:" address as its path.
 */
import { makeTemporary, readFileBlob } from "../filestore";
import { settle, WxFault } from "./answer";

interface Common {
  url: string;
  header?: Record<string, string>;
  timeout?: number;
}

interface RequestOption extends Common {
  method?: string;
  data?: string | object | ArrayBuffer;
  dataType?: string;
  responseType?: "text" | "arraybuffer";
}

interface UploadOption extends Common {
  name: string;
  filePath: string;
  formData?: Record<string, unknown>;
}

interface DownloadOption extends Common {
  filePath?: string;
}

interface Progress {
  progress: number;
  done: number;
  total: number;
}

type Listener = (progress: Progress) => void;

const DEFAULT_TIMEOUT_MS = 60_000; // WeChat's

function readHeaders(text: string): Record<string, string> {
  const headers: Record<string, string> = {};

  for (const line of text.trim().split(/\r?\n/)) {
    const [name = "", ...value] = line.split(":");

    if (name) headers[name] = value.join(":").trim();
  }
  return headers;
}

class Task {
  readonly xhr = new XMLHttpRequest();
  readonly listeners = new Set<Listener>();

  constructor(
    method: string,
    option: Common,
    private readonly way: "upload" | "download",
  ) {
    const { xhr } = this;

    xhr.open(method, option.url);
    xhr.timeout = option.timeout ?? DEFAULT_TIMEOUT_MS;
    for (const [name, value] of Object.entries(option.header ?? {})) xhr.setRequestHeader(name, value);
    (way === "upload" ? xhr.upload : xhr).onprogress = (event) => this.#tell(event.loaded, event.total);
  }

  #tell(done: number, total: number): void {
    const progress = total ? Math.round((done / total) * 100) : 0;

    for (const listener of this.listeners) listener({ progress, done, total });
  }

  send(body: XMLHttpRequestBodyInit | null): Promise<void> {
    const { xhr } = this;

    return new Promise((resolve, reject) => {
      xhr.onload = () => resolve();
      xhr.onerror = () => reject(new WxFault("network is not available"));
      xhr.ontimeout = () => reject(new WxFault("timeout"));
      xhr.onabort = () => reject(new WxFault("abort"));
      xhr.send(body);
    });
  }

  answer() {
    return {
      statusCode: this.xhr.status,
      header: readHeaders(this.xhr.getAllResponseHeaders()),
      cookies: [] as string[],
    };
  }

  /** The task that WeChat's functions answer with. */
  handle() {
    const named = new Map<unknown, Listener>();
    const isUp = this.way === "upload";

    return {
      abort: () => this.xhr.abort(),
      onHeadersReceived: () => {},
      offHeadersReceived: () => {},
      onProgressUpdate: (listener: (progress: never) => void) => {
        const tell: Listener = ({ progress, done, total }) =>
          listener(
            (isUp
              ? { progress, totalBytesSent: done, totalBytesExpectedToSend: total }
              : { progress, totalBytesWritten: done, totalBytesExpectedToWrite: total }) as never,
          );

        named.set(listener, tell);
        this.listeners.add(tell);
      },
      offProgressUpdate: (listener?: unknown) => {
        for (const [name, tell] of named)
          if (listener === undefined || listener === name) this.listeners.delete(tell);
      },
    };
  }
}

/** With handle(), as the functions of wx that answer with a task and never with a promise. */
function withTask<T extends object>(name: string, task: Task, option: object, run: () => Promise<T>) {
  const done = settle(name, option, run);

  if (done) void done.catch(() => {}); // without callbacks nobody wants to know
  return task.handle();
}

function encodeBody({ method, data }: RequestOption): {
  body: XMLHttpRequestBodyInit | null;
  isJson: boolean;
} {
  if (data === undefined || data === "" || (method ?? "GET") === "GET") return { body: null, isJson: false };
  if (typeof data === "string" || data instanceof ArrayBuffer) return { body: data, isJson: false };
  return { body: JSON.stringify(data), isJson: true };
}

function decodeBody(text: string, dataType: string): unknown {
  if (dataType !== "json") return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function request(option: RequestOption) {
  const task = new Task(option.method ?? "GET", option, "download");
  const { body, isJson } = encodeBody(option);

  if (isJson) task.xhr.setRequestHeader("Content-Type", "application/json");
  if (option.responseType === "arraybuffer") task.xhr.responseType = "arraybuffer";
  return withTask("request", task, option, async () => {
    await task.send(body);
    const data: unknown =
      option.responseType === "arraybuffer"
        ? task.xhr.response
        : decodeBody(task.xhr.responseText, option.dataType ?? "json");

    return { ...task.answer(), data };
  });
}

function uploadFile(option: UploadOption) {
  const task = new Task("POST", option, "upload");

  return withTask("uploadFile", task, option, async () => {
    const form = new FormData();

    for (const [name, value] of Object.entries(option.formData ?? {})) form.append(name, String(value));
    if (option.filePath) {
      const file = await readFileBlob(option.filePath);

      form.append(option.name, file, file.type === "image/png" ? "file.png" : "file.jpg");
    }
    await task.send(form);
    return { ...task.answer(), data: task.xhr.responseText };
  });
}

function downloadFile(option: DownloadOption) {
  const task = new Task("GET", option, "download");

  task.xhr.responseType = "blob";
  return withTask("downloadFile", task, option, async () => {
    await task.send(null);
    return { ...task.answer(), tempFilePath: makeTemporary(task.xhr.response as Blob), filePath: "" };
  });
}

export const network = { request, uploadFile, downloadFile };
