/*
 * Draws the first page, in Chinese, as the HTML of it: the same host runs on a document that is only
 * written down (webhost/paper.ts), in a process of its own. So a phone on a slow network shows the
 * page when the style sheet is there, 40 kB before the scripts are.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath } from "node:process";
import { promisify } from "node:util";
import * as esbuild from "esbuild";
import { client } from "./program.mjs";

const HERE = "https://here.invalid"; // where the server is; not in the page

export async function drawFirstPage(options) {
    const folder = await mkdtemp(join(tmpdir(), "tucai-first-"));
    const script = join(folder, "draw.mjs");

    try {
        await esbuild.build({
            ...options,
            stdin: {
                resolveDir: client,
                contents: [
                    `import { installPaper } from "./webhost/paper";`,
                    `const { app } = installPaper("zh-CN");`,
                    `await (await import("the-program")).begun;`,
                    `process.stdout.write(app.toHtml(), () => process.exit());`, // a page may wait for the network
                ].join("\n"),
            },
            define: { ...options.define, "import.meta.url": JSON.stringify(`${HERE}/app/x.js`) },
            platform: "node",
            target: "node18",
            external: ["jsqr"],
            plugins: [
                ...options.plugins,
                {
                    name: "program",
                    setup(build) {
                        build.onResolve({ filter: /^the-program$/ }, () => ({
                            path: "program",
                            namespace: "program",
                        }));
                        build.onLoad({ filter: /.*/, namespace: "program" }, () => options.stdin);
                    },
                },
            ],
            outfile: script,
        });
        const { stdout } = await promisify(execFile)(execPath, [script]);

        return stdout.replace(/^<div>|<\/div>$/g, "").replaceAll(HERE, "");
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}
