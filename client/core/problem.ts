/* What the server refuses, as problem+json says it (docs/api/openapi.yaml). */
import type { components } from "../../build/client/api";
import { type Language, type LocalText } from "./language";

export type ProblemCode = string;
type School = components["schemas"]["School"];

/** Thrown by every call of the API that the server refuses. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: ProblemCode,
    readonly text: LocalText,
    /** Until when, by Retry-After; 0 when it does not say. */
    readonly retryAfterMs = 0,
    /** Whom to ask, where the server names a school. */
    readonly school: School | null = null,
    /** The whole body. */
    readonly body: Record<string, unknown> = {},
  ) {
    super(`${status} ${code}`);
    this.name = "Problem";
  }

  sentence(language: Language): string {
    return this.text[language];
  }
}
