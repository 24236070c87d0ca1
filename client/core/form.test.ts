import assert from "node:assert/strict";
import test from "node:test";
import { composeForm } from "./form";

/* fetch's own parser reads what is composed: it is not ours. */
async function parse(fields: Record<string, string>): Promise<Record<string, unknown>> {
  const { contentType, body } = composeForm(fields);
  const form = await new Response(body, { headers: { "Content-Type": contentType } }).formData();

  return Object.fromEntries(form.entries());
}

test("a form's fields come back as they were put in", async () => {
  const fields = { shot_id: "abc", codes: "P19,P15", note: "因宗教原因\r\n佩戴头巾 “” 😀" };

  assert.deepEqual(await parse(fields), fields);
});

test("a text that holds the boundary, at the beginning of a line too, stays whole", async () => {
  const note = 'tucai-form\r\n--tucai-form--\r\nContent-Disposition: form-data; name="codes"';

  assert.deepEqual(await parse({ note, codes: "P19" }), { note, codes: "P19" });
});
