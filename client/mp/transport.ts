/* Requests by wx.request, wx.uploadFile and wx.downloadFile. */
import { NetworkError, type HttpAnswer, type NetworkFault, type Transport } from "../core/transport";
import { platform } from "./platform/chosen";

const TIMEOUT_MS = 30_000; // more than the longest wait of the server, 25 s
const UPLOAD_TIMEOUT_MS = 120_000;

interface WxAnswer {
  statusCode: number;
  header: Record<string, string>;
  data: string;
}

function readAnswer({ statusCode, header, data }: WxAnswer): HttpAnswer {
  const headers: Record<string, string> = {};

  for (const [name, value] of Object.entries(header ?? {})) headers[name.toLowerCase()] = String(value);
  return { status: statusCode, headers, body: typeof data === "string" ? data : "" };
}

function readFault(error: { errMsg: string }): NetworkError {
  const fault: NetworkFault = /abort/.test(error.errMsg)
    ? "aborted"
    : /time ?out/i.test(error.errMsg)
      ? "timeout"
      : "offline";

  return new NetworkError(fault);
}

export const transport: Transport = {
  request: ({ method, path, headers, body }) =>
    new Promise((resolve, reject) => {
      wx.request({
        url: platform.origin + path,
        method,
        header: headers,
        data: body ?? "",
        dataType: "其他",
        responseType: "text",
        timeout: TIMEOUT_MS,
        success: (answer) => resolve(readAnswer(answer as unknown as WxAnswer)),
        fail: (error) => reject(readFault(error)),
      });
    }),

  upload({ path, headers, fileField, filePath, fields, onProgress }) {
    let abort = () => {};
    const answer = new Promise<HttpAnswer>((resolve, reject) => {
      const task = wx.uploadFile({
        url: platform.origin + path,
        header: headers,
        name: fileField,
        filePath,
        formData: fields,
        timeout: UPLOAD_TIMEOUT_MS,
        success: (result) => resolve(readAnswer(result as unknown as WxAnswer)),
        fail: (error) => reject(readFault(error)),
      });

      if (onProgress)
        task.onProgressUpdate((progress) =>
          onProgress(progress.totalBytesSent, progress.totalBytesExpectedToSend),
        );
      abort = () => task.abort();
    });

    return { answer, abort: () => abort() };
  },

  download: (path, headers) =>
    new Promise((resolve, reject) => {
      wx.downloadFile({
        url: platform.origin + path,
        header: headers,
        timeout: TIMEOUT_MS,
        success: (result) =>
          resolve({
            ...readAnswer({ ...(result as unknown as WxAnswer), data: "" }),
            filePath: result.tempFilePath,
          }),
        fail: (error) => reject(readFault(error)),
      });
    }),
};
