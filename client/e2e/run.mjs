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
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const out = join(root, "build/e2e/tests");
const names = process.argv.slice(2);

await esbuild.build({
    entryPoints: names.map((name) => join(here, `${name}.test.ts`)),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node18",
    outdir: out,
    outExtension: { ".js": ".mjs" },
    sourcemap: "inline",
    define: { "process.env.TUCAI_ROOT": JSON.stringify(root) },
    plugins: [
        {
            name: "installed", // what is not bundled is found from here, wherever the bundle lies
            setup: (build) =>
                build.onResolve({ filter: /^playwright-core$/ }, () => ({
                    path: pathToFileURL(join(here, "../node_modules/playwright-core/index.mjs")).href,
                    external: true,
                })),
        },
    ],
    logLevel: "warning",
});

const files = names.map((name) => join(out, `${name}.test.mjs`));
const only = process.env.ONLY ? [`--test-name-pattern=${process.env.ONLY}`] : [];
const tests = spawn(
    process.execPath,
    [
        "--enable-source-maps",
        "--test",
        "--test-reporter=tap",
        "--test-reporter-destination=stdout",
        ...only,
        ...files,
    ],
    { stdio: "inherit" },
);

tests.on("exit", (status) => process.exit(status ?? 1));
