/*
 * Files of a mini program in a browser. What a camera, a chooser or a download gives is a "blob:"
 * address, good until the page is left; what is saved under wx.env.USER_DATA_PATH is in IndexedDB
 * and survives refresh and kill.
 */

export const USER_DATA_PATH = "http://usr";

const DATABASE = "tucai-files";
const STORE = "files";

function ask<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("storage failed"));
  });
}

let opened: Promise<IDBDatabase> | null = null;

async function openStore(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  if (!opened) {
    const request = indexedDB.open(DATABASE, 1);

    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    opened = ask(request);
    opened.catch(() => (opened = null));
  }
  return (await opened).transaction(STORE, mode).objectStore(STORE);
}

/* The blobs by their addresses: to fetch one's own "blob:" the policy of the page would have to
 * allow connections to all of them. */
const temporary = new Map<string, Blob>();

/** A path for a blob, good until the page is left. */
export function makeTemporary(blob: Blob): string {
  const path = URL.createObjectURL(blob);

  temporary.set(path, blob);
  return path;
}

export const isStored = (path: string) => path.startsWith(`${USER_DATA_PATH}/`);

export async function readFileBlob(path: string): Promise<Blob> {
  const known = temporary.get(path);

  if (known) return known;
  if (!isStored(path)) {
    const answer = await fetch(path).catch(() => null);

    if (!answer?.ok) throw new Error(`no such file or directory ${path}`);
    return answer.blob();
  }
  const found = (await ask((await openStore("readonly")).get(path))) as
    | { bytes: ArrayBuffer; type: string }
    | undefined;

  if (!found) throw new Error(`no such file or directory ${path}`);
  return new Blob([found.bytes], { type: found.type });
}

/* Bytes, not blobs: some browsers lose blobs of IndexedDB when they are killed. */
export async function storeFile(path: string, blob: Blob): Promise<void> {
  const bytes = await blob.arrayBuffer();

  if (!isStored(path)) throw new Error(`permission denied ${path}`);
  await ask((await openStore("readwrite")).put({ bytes, type: blob.type }, path));
}

export async function removeFile(path: string): Promise<void> {
  if (path.startsWith("blob:")) {
    temporary.delete(path);
    URL.revokeObjectURL(path);
  } else await ask((await openStore("readwrite")).delete(path));
}
