/*
 * What carries requests to the server: wx.request and wx.uploadFile, on the phone and in the
 * browser alike. A transport answers with whatever the server said; it rejects only when there is
 * no answer, and then always with a NetworkError.
 */

export type Method = "GET" | "POST" | "PUT" | "DELETE";

export interface HttpRequest {
  method: Method;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface HttpUpload {
  path: string;
  headers: Record<string, string>;
  /** The name of the form's field that takes the file. */
  fileField: string;
  filePath: string;
  fields: Record<string, string>;
  onProgress?: (sentBytes: number, totalBytes: number) => void;
}

export interface HttpAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
}

/** A request under way; abort() makes its promise reject with NetworkError("aborted"). */
export interface Running<T> {
  answer: Promise<T>;
  abort(): void;
}

export interface Transport {
  request(request: HttpRequest): Promise<HttpAnswer>;
  upload(upload: HttpUpload): Running<HttpAnswer>;
  /** Stores the body of the answer in a file and answers with its path. */
  download(path: string, headers: Record<string, string>): Promise<HttpAnswer & { filePath: string }>;
}

export type NetworkFault = "offline" | "timeout" | "aborted";

export class NetworkError extends Error {
  constructor(readonly fault: NetworkFault) {
    super(fault);
    this.name = "NetworkError";
  }
}
