/* In a browser: the session is a cookie that scripts do not see, and a token against forgery. */
import type { SessionStore } from "../../core/api";
import { readProblem } from "../../core/api";
import type { Method } from "../../core/transport";
import type { Platform, SaveResult } from "./platform";

function newSession(): SessionStore {
  let csrfToken: string | null = null;

  return {
    headers(method: Method): Record<string, string> | null {
      if (csrfToken === null) return null;
      return method === "GET" ? {} : { "X-CSRF-Token": csrfToken };
    },
    async begin(transport) {
      // The cookie of an earlier visit is good still, unless the server says that it is not.
      let answer = await transport.request({ method: "GET", path: "/api/v1/session", headers: {} });

      if (answer.status === 401)
        answer = await transport.request({
          method: "POST",
          path: "/api/v1/session",
          headers: { "Content-Type": "application/json" },
          body: "{}",
        });
      if (answer.status !== 200) throw readProblem(answer);
      csrfToken = (JSON.parse(answer.body) as { csrf_token: string }).csrf_token;
    },
    forget() {
      csrfToken = null;
    },
  };
}

/** As a download, which keeps the name; filePath is an address that the page itself made. */
async function savePicture(filePath: string, name: string): Promise<SaveResult> {
  const anchor = document.createElement("a");

  anchor.href = filePath;
  anchor.download = name;
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  return "saved";
}

/* Photos of a screen are large: the longer side that the reader works on, the most likely first. */
const CODE_SIDES_PX = [1000, 1800, 500];

async function readCode(filePath: string): Promise<string | null> {
  const [{ default: jsQR }, picture] = await Promise.all([import("jsqr"), loadPicture(filePath)]);
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });

  for (const side of context ? CODE_SIDES_PX : []) {
    // Smaller pictures are drawn larger, which the reader takes well.
    const ratio = side / Math.max(picture.naturalWidth, picture.naturalHeight, 1);

    canvas.width = Math.max(1, Math.round(picture.naturalWidth * ratio));
    canvas.height = Math.max(1, Math.round(picture.naturalHeight * ratio));
    context!.fillStyle = "#ffffff"; // under pictures without a ground
    context!.fillRect(0, 0, canvas.width, canvas.height);
    context!.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = context!.getImageData(0, 0, canvas.width, canvas.height);
    const code = jsQR(data, width, height);

    if (code?.data) return code.data;
  }
  return null;
}

function loadPicture(url: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const picture = new Image();

    picture.onload = () => resolve(picture);
    picture.onerror = () => reject(new Error("not a picture"));
    picture.src = url;
  });
}

export const platform: Platform = {
  kind: "web",
  origin: "",
  newSession,
  pay: async () => "elsewhere",
  savePicture,
  readCode,
};
