/*
 * <page-prose>: a published text (core/document.ts) with its heading, numbered rules and stress.
 *
 *   blocks   what readDocument() made of it
 */
import type { Block } from "../../../core/document";

Component({
  options: { virtualHost: true },
  properties: { blocks: { type: Array, value: [] as Block[] } },
});
