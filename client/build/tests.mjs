/* TypeScript for node: bundled, and run as tests by node's own runner, which prints TAP. */
import { spawn } from "node:child_process";
import * as esbuild from "esbuild";

/** Writes a .mjs of each entry into `outdir`; options: esbuild's own, beside these. */
export const bundleForNode = (entryPoints, outdir, options = {}) =>
    esbuild.build({
        entryPoints,
        outdir,
        bundle: true,
        platform: "node",
        format: "esm",
        target: "node18",
        outExtension: { ".js": ".mjs" },
        sourcemap: "inline",
        logLevel: "warning",
        ...options,
    });

/** Ends this process as the tests end; `words`: further options of the runner. */
export function runTests(files, words = [], options = {}) {
    const reporter = ["--test-reporter=tap", "--test-reporter-destination=stdout"];
    const tests = spawn(
        process.execPath,
        ["--enable-source-maps", "--test", ...reporter, ...words, ...files],
        { stdio: "inherit", ...options },
    );

    tests.on("exit", (status) => process.exit(status ?? 1));
}
