/* The source: a mini program, in TypeScript (client/mp) or as the package that build/package.mjs makes. */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const client = join(dirname(fileURLToPath(import.meta.url)), "..");

export const readText = (...path) => readFile(join(...path), "utf8");
export const readJson = async (...path) => JSON.parse(await readText(...path));

/** Every page and component with its files; paths as in app.json, without the first slash. */
export async function readProgram(root) {
    const app = await readJson(root, "app.json");
    const units = new Map();
    const add = async (path, isPage) => {
        if (units.has(path)) return;
        const config = await readJson(root, `${path}.json`);
        const using = { ...app.usingComponents, ...config.usingComponents };
        const unit = {
            path,
            isPage,
            config,
            wxml: await readText(root, `${path}.wxml`),
            wxss: await readText(root, `${path}.wxss`).catch(() => ""),
            using: Object.values(using).map((name) => name.replace(/^\//, "")),
        };

        units.set(path, unit);
        for (const component of unit.using) if (component !== path) await add(component, false);
    };

    for (const path of app.pages) await add(path, true);
    return { root, app, units, appWxss: await readText(root, "app.wxss") };
}
