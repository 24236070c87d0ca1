/*
 * Builds the client from one source:
 *
 *   node client/build.mjs web OUT       the pages as a web application, on the host of webhost/
 *   node client/build.mjs mp OUT        the package for WeChat's developer tools
 *   node client/build.mjs hosted MP OUT the package MP, run in the browser by the host: for tests
 */
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { TmplGroup } from "glass-easel-template-compiler";
import { buildQuality } from "./quality/build.mjs";

const client = dirname(fileURLToPath(import.meta.url));
const readText = (...path) => readFile(join(...path), "utf8");
const readJson = async (...path) => JSON.parse(await readText(...path));

/* --- the source: a mini program, in TypeScript (client/mp) or built */

/** Every page and component with its files; paths as in app.json, without the first slash. */
async function readProgram(root) {
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

/* --- the web */

/* Chromium has elements of its own by some of these names. */
const HOST_TAGS = [
    "view",
    "text",
    "image",
    "scroll-view",
    "swiper",
    "swiper-item",
    "video",
    "camera",
    "canvas",
    "switch",
    "checkbox",
    "checkbox-group",
    "radio",
    "radio-group",
    "form",
    "picker",
    "progress",
];
const TAG = new RegExp(`(</?)(${HOST_TAGS.join("|")})(?=[\\s/>])`, "g");

function compileTemplate(unit) {
    const group = new TmplGroup();
    const faults = group.addTmpl(unit.path, unit.wxml.replace(TAG, "$1wx-$2"));

    for (const fault of faults)
        throw new Error(`${unit.path}.wxml: ${fault.message ?? JSON.stringify(fault)}`);
    return group.getTmplGenObjectGroups();
}

/*
 * "unit:pages/entry/index" is a module that defines a page or component with all it uses. Its
 * script sees Page and Component of its own path, so that it can be loaded at any time.
 */
function unitPlugin(program) {
    const script = (path) => join(program.root, path);

    return {
        name: "unit",
        setup(build) {
            build.onResolve({ filter: /^unit:/ }, ({ path }) => ({ path: path.slice(5), namespace: "unit" }));
            build.onLoad({ filter: /.*/, namespace: "unit" }, ({ path }) => {
                const unit = program.units.get(path);

                return {
                    resolveDir: client,
                    contents: [
                        ...unit.using.filter((name) => name !== path).map((name) => `import "unit:${name}";`),
                        `import "template:${path}";`, // before the script, which defines the component of it
                        `import "script:${path}";`,
                    ].join("\n"),
                };
            });
            build.onResolve({ filter: /^template:/ }, ({ path }) => ({
                path: path.slice(9),
                namespace: "template",
            }));
            build.onLoad({ filter: /.*/, namespace: "template" }, ({ path }) => {
                const unit = program.units.get(path);
                const usingComponents = { ...program.app.usingComponents, ...unit.config.usingComponents };
                const name = JSON.stringify(path);

                return {
                    resolveDir: client,
                    contents: [
                        `import { space } from "./webhost/space";`,
                        `const groupList = ${compileTemplate(unit)};`,
                        `space.addComponentStaticConfig(${name}, ${JSON.stringify({ ...unit.config, usingComponents })});`,
                        `space.addCompiledTemplate(${name}, { groupList, content: groupList[${name}] });`,
                    ].join("\n"),
                };
            });
            build.onResolve({ filter: /^script:/ }, ({ path }) => ({
                path: path.slice(7),
                namespace: "script",
            }));
            build.onLoad({ filter: /.*/, namespace: "script" }, async ({ path }) => {
                const isBuilt = await readText(program.root, `${path}.js`).catch(() => null);
                const source = isBuilt ?? (await readText(program.root, `${path}.ts`));

                return {
                    loader: isBuilt === null ? "ts" : "js",
                    resolveDir: dirname(script(path)),
                    contents: `const { Page, Component, Behavior } = __host.define(${JSON.stringify(path)});\n${source}`,
                };
            });
        },
    };
}

/*
 * A name that changes with the content, so that browsers may keep the file for ever; esbuild names
 * its chunks likewise. The server (src/api/client.c) knows such names by their look.
 */
function nameByContent(name, suffix, content) {
    const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();

    return `${name}-${hash}${suffix}`;
}

/* The rules of app.wxss for "page" are the whole document's, so that dialogs have them too. */
const toDocument = (wxss) => wxss.replace(/(^|[\s,{}])page(?=[\s,.:{])/g, "$1body");

/* A page's own rules for "page" are for this page only; all are in one style sheet here. */
const toPage = ({ path, wxss }) =>
    wxss.replace(/(^|[\s,{}])page(?=[\s,.:{])/g, `$1page[data-path="${path}"]`);

async function buildWeb(program, out, platform) {
    const pages = program.app.pages
        .map((path) => {
            const { config } = program.units.get(path);
            const { usingComponents, ...own } = config;
            const shown = { navigationBarTitleText: program.app.window.navigationBarTitleText, ...own };

            return `${JSON.stringify(path)}: { config: ${JSON.stringify(shown)}, load: () => import("unit:${path}") }`;
        })
        .join(",\n");
    const css = [
        await readText(client, "webhost/host.css"),
        toDocument(program.appWxss),
        ...[...program.units.values()].map(toPage),
    ].join("\n");
    const cssName = nameByContent("app", ".css", css);

    await rm(out, { recursive: true, force: true });
    await mkdir(out, { recursive: true });
    const built = await esbuild.build({
        metafile: true,
        stdin: {
            resolveDir: client,
            contents: `import { begin } from "./webhost/main";
begin({ pages: {${pages}}, app: () => import(${JSON.stringify(join(program.root, "app"))}) });`,
        },
        bundle: true,
        splitting: true,
        format: "esm",
        target: "es2020",
        minify: true,
        sourcemap: false,
        outdir: out,
        entryNames: "app-[hash]",
        chunkNames: "[name]-[hash]",
        plugins: [
            unitPlugin(program),
            {
                name: "platform",
                setup(build) {
                    build.onResolve({ filter: /\/platform\/chosen$/ }, () => ({
                        path: join(client, `mp/platform/${platform}.ts`),
                    }));
                },
            },
        ],
        logLevel: "warning",
    });
    const [scriptPath] = Object.entries(built.metafile.outputs).find(
        ([, output]) => output.entryPoint === "<stdin>",
    );
    const page = await readText(client, "webhost/index.html");

    await buildQuality(join(out, "quality"));
    await writeFile(join(out, cssName), css);
    await cp(join(program.root, "images"), join(out, "images"), { recursive: true }).catch(() => {});
    await writeFile(
        join(out, "index.html"),
        page.replace("app.css", cssName).replace("app.js", basename(scriptPath)),
    );
}

const [what, ...folders] = process.argv.slice(2);

if (what === "web") await buildWeb(await readProgram(join(client, "mp")), resolve(folders[0]), "web");
else throw new Error(`what should be built? web, mp or hosted, not ${what}`);
