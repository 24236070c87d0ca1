/*
 * Bundles tests of this folder and runs them with node's own runner; prints TAP.
 *
 *   node client/e2e/run.mjs NAME...      guide, camera, ...: NAME.test.ts
 *
 * Environment: TUCAI the program, TUCAI_TESTS the folder of the tests' own programs; both default to
 * those of build/. TUCAI_E2E_CLIENT: a folder with the client to be tested, in the place of the one
 * that the program holds. ONLY: a pattern; only tests with such a name.
 */
import { runTests } from "../build/tests.mjs";
import { bundle } from "./bundle.mjs";

const files = await bundle(process.argv.slice(2).map((name) => `${name}.test`));

runTests(files, process.env.ONLY ? [`--test-name-pattern=${process.env.ONLY}`] : []);
