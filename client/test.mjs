/*
 * Runs the unit tests of the client with node's own runner; prints TAP.
 *
 *   node client/test.mjs OUT [NAME...]    core/clock, ...: NAME.test.ts; without a name all of them
 *
 * They are bundled into the folder OUT first. Those that need a browser are e2e/.
 */
import { readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleForNode, runTests } from "./build/tests.mjs";

const FOLDERS = ["core", "mp", "quality", "webhost"];
const SUFFIX = ".test.ts";
const client = dirname(fileURLToPath(import.meta.url));

async function findTests(folder) {
    const entries = await readdir(join(client, folder), { withFileTypes: true });
    const found = entries.map((entry) => {
        const path = join(folder, entry.name);

        if (entry.isDirectory()) return findTests(path);
        return path.endsWith(SUFFIX) ? [path.slice(0, -SUFFIX.length)] : [];
    });

    return (await Promise.all(found)).flat().sort();
}

const out = resolve(process.argv[2]);
const given = process.argv.slice(3);
const names = given.length > 0 ? given : (await Promise.all(FOLDERS.map(findTests))).flat();

const entries = names.map((name) => join(client, name + SUFFIX));

await bundleForNode(entries, out, { outbase: client });
runTests(
    names.map((name) => join(out, `${name}.test.mjs`)),
    [],
    { cwd: client },
);
