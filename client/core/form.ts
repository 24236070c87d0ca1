/*
 * A form of fields alone, as multipart/form-data. wx.uploadFile sends forms with a file and cannot
 * send one without; such a form goes by wx.request, with the body that is composed here (RFC 7578).
 */

/** The body of a request and what it is. */
export interface Content {
  contentType: string;
  body: string;
}

/* A boundary must not occur in what it parts. */
function chooseBoundary(texts: readonly string[]): string {
  let boundary = "tucai-form";

  while (texts.some((text) => text.includes(boundary))) boundary += Math.floor(Math.random() * 1e9);
  return boundary;
}

/** Names of fields are the program's own: letters, digits and underscores. */
export function composeForm(fields: Readonly<Record<string, string>>): Content {
  const boundary = chooseBoundary(Object.values(fields));
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );

  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: `${parts.join("")}--${boundary}--\r\n`,
  };
}
