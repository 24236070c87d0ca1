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

export const platform: Platform = {
  kind: "web",
  origin: "",
  newSession,
  pay: async () => "elsewhere",
  savePicture,
};
