/* Where things are: the program under test, the tests' own programs, the pictures, what is left behind. */
import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

export const ROOT = process.env["TUCAI_ROOT"]!;

function find(name: string, variable: string, ...places: string[]): string {
  const given = process.env[variable];
  const found = given
    ? resolve(given)
    : places.map((place) => join(ROOT, place)).find((path) => existsSync(path));

  if (!found) throw new Error(`${name} is not there: build it (./dev build) or set ${variable}`);
  return found;
}

export const PROGRAM = find("the program", "TUCAI", "build/tucai", "build/dev/tucai");
/** With support/fixture and simulate/simulate_recapture in it. */
export const TESTS = find("the folder of test programs", "TUCAI_TESTS", "build/tests", "build/dev/tests");
export const PICTURES = find("the folder of pictures", "TUCAI_PICTURES", "build/deps/pictures");
export const MODELS = find("the folder of models", "IDPHOTO_MODELS", "build/deps/models");
/** The client to be tested in the place of the program's own; null: the program's. */
export const CLIENT = process.env["TUCAI_E2E_CLIENT"] ?? null;
/** Whether that is the package for WeChat, in the browser. */
export const IS_PACKAGE = process.env["TUCAI_E2E_PACKAGE"] === "1" || /hosted\/?$/.test(CLIENT ?? "");

/** For pictures of what failed, and what is made once for all tests. */
export const OUT = join(ROOT, "build/e2e");
mkdirSync(OUT, { recursive: true });
