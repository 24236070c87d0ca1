/*
 * Bundles tests of this folder and runs them with node's own runner; prints TAP.
 *
 *   node client/e2e/run.mjs NAME...      guide, camera, ...: NAME.test.ts
 *
 * Environment: TUCAI the program, TUCAI_TESTS the folder of the tests' own programs; both default to
 * those of build/. TUCAI_E2E_CLIENT: a folder with the client to be tested, in the place of the one
 * that the program holds. ONLY: a pattern; only tests with such a name.
 */
import { spawn } from "node:child_process";
import { bundle } from "./bundle.mjs";

const files = await bundle(process.argv.slice(2).map((name) => `${name}.test`));
const only = process.env.ONLY ? [`--test-name-pattern=${process.env.ONLY}`] : [];
const words = ["--test", "--test-reporter=tap", "--test-reporter-destination=stdout", ...only, ...files];
const tests = spawn(process.execPath, ["--enable-source-maps", ...words], { stdio: "inherit" });

tests.on("exit", (status) => process.exit(status ?? 1));
