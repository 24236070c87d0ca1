/* Bundles programs of this folder, in TypeScript, for node; answers with their files, in order. */
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundleForNode } from "../build/tests.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const out = join(root, "build/e2e/tests");

export async function bundle(names) {
    const entries = names.map((name) => join(here, `${name}.ts`));

    await bundleForNode(entries, out, {
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
    });
    return names.map((name) => join(out, `${name}.mjs`));
}
