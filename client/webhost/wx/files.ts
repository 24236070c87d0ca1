/* wx.getFileSystemManager: only without …Sync, which a browser does not have. */
import { readFileBlob, removeFile, storeFile, USER_DATA_PATH } from "../filestore";
import { settle, WxFault } from "./answer";

type Encoding = "base64" | "utf8" | "utf-8";

function toBase64(bytes: Uint8Array): string {
  let text = "";

  for (let i = 0; i < bytes.length; i += 0x8000)
    text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}

async function decode(blob: Blob, encoding?: Encoding): Promise<string | ArrayBuffer> {
  const bytes = await blob.arrayBuffer();

  if (!encoding) return bytes;
  if (encoding === "base64") return toBase64(new Uint8Array(bytes));
  return new TextDecoder().decode(bytes);
}

function encode(data: string | ArrayBuffer, encoding?: Encoding): Blob {
  if (typeof data !== "string" || encoding !== "base64") return new Blob([data]);
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));

  return new Blob([bytes], { type: bytes[0] === 0x89 ? "image/png" : "image/jpeg" });
}

interface At {
  filePath: string;
}

const manager = {
  saveFile: (option: { tempFilePath: string; filePath?: string }) =>
    settle("saveFile", option, async () => {
      const savedFilePath =
        option.filePath ?? `${USER_DATA_PATH}/${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;

      await storeFile(savedFilePath, await readFileBlob(option.tempFilePath));
      return { savedFilePath };
    }),
  readFile: (option: At & { encoding?: Encoding }) =>
    settle("readFile", option, async () => ({
      data: await decode(await readFileBlob(option.filePath), option.encoding),
    })),
  writeFile: (option: At & { data: string | ArrayBuffer; encoding?: Encoding }) =>
    settle("writeFile", option, () => storeFile(option.filePath, encode(option.data, option.encoding))),
  unlink: (option: At) => settle("unlink", option, () => removeFile(option.filePath)),
  removeSavedFile: (option: At) => settle("removeSavedFile", option, () => removeFile(option.filePath)),
  access: (option: { path: string }) =>
    settle("access", option, async () => {
      await readFileBlob(option.path);
    }),
};

/* A function that is not here is missing by name, as wx itself does it. */
const strict = new Proxy(manager as Record<string, unknown>, {
  get(target, name) {
    if (typeof name === "symbol" || name in target) return target[name as string];
    throw new WxFault(`FileSystemManager.${name} is not known to the web host`);
  },
});

export const files = { getFileSystemManager: () => strict };
