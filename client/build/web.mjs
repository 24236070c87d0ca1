/*
 * A program as a web application on the host of webhost/: the pages' scripts in chunks that are
 * loaded when they are wanted, every name made of the content, and a first page that is there
 * before any script is.
 */
import { createHash } from "node:crypto";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import * as esbuild from "esbuild";
import { buildQuality } from "../quality/build.mjs";
import { drawFirstPage } from "./first.mjs";
import { client, readProgram, readText } from "./program.mjs";
import { buildStyles } from "./style.mjs";
import { unitPlugin } from "./units.mjs";

/*
 * A name that changes with the content, so that browsers may keep the file for ever; esbuild names
 * its chunks likewise. The server (src/api/client.c) knows such names by their look.
 */
function nameByContent(name, suffix, content) {
    const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();

    return `${name}-${hash}${suffix}`;
}

/** The source is built for the web; a package is for WeChat, and only its server is another here. */
const platformPlugin = {
    name: "platform",
    setup(build) {
        build.onResolve({ filter: /\/platform\/chosen$/ }, () => ({
            path: join(client, "mp/platform/web.ts"),
        }));
        build.onResolve({ filter: /\/origin\.js$/ }, ({ path }) => ({ path, namespace: "origin" }));
        build.onLoad({ filter: /.*/, namespace: "origin" }, () => ({ contents: `exports.origin = "";` }));
    },
};

function writeEntry(program, styleName) {
    const pages = program.app.pages.map((path) => {
        const { usingComponents, ...own } = program.units.get(path).config;
        const config = { navigationBarTitleText: program.app.window.navigationBarTitleText, ...own };

        return `${JSON.stringify(path)}: { config: ${JSON.stringify(config)}, load: () => import("unit:${path}") }`;
    });

    return [
        `import { begin } from "./webhost/main";`,
        `export const begun = begin({`,
        `    pages: { ${pages.join(", ")} },`,
        `    app: () => import(${JSON.stringify(join(program.root, "app"))}),`,
        `    style: ${JSON.stringify(styleName)},`,
        `});`,
    ].join("\n");
}

const options = (program, styleName) => ({
    stdin: { resolveDir: client, contents: writeEntry(program, styleName) },
    bundle: true,
    format: "esm",
    target: "es2020",
    // without its own names glass-easel leaves its measuring of time out
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [unitPlugin(program), platformPlugin],
    logLevel: "warning",
});

/** The chunks that `output` needs at once. */
function collectImports(outputs, output, into = new Set()) {
    for (const { path, kind } of outputs[output].imports)
        if (kind === "import-statement" && !into.has(path)) collectImports(outputs, path, into.add(path));
    return into;
}

async function buildScripts(program, out, styleName) {
    const { metafile } = await esbuild.build({
        ...options(program, styleName),
        metafile: true,
        splitting: true,
        minify: true,
        outdir: out,
        entryNames: "app-[hash]",
        chunkNames: "[name]-[hash]",
    });
    const { outputs } = metafile;
    const find = (entry) => Object.keys(outputs).find((name) => outputs[name].entryPoint === entry);
    const main = find("<stdin>");
    const first = [find(`unit:${program.app.pages[0]}`), find(appEntry(program))].filter(Boolean);
    const early = new Set([main, ...first].flatMap((name) => [name, ...collectImports(outputs, name)]));

    early.delete(main);
    return { main: basename(main), early: [...early].map((name) => basename(name)) };
}

const appEntry = ({ root }) => join(root, "app.ts").replace(`${process.cwd()}/`, "");

export async function buildWeb(root, out) {
    const program = await readProgram(root);
    const { first, rest } = await buildStyles(program);
    const firstName = nameByContent("first", ".css", first);
    const restName = nameByContent("rest", ".css", rest);
    const early = await esbuild.transform(await readText(client, "webhost/early.js"), {
        minify: true,
        target: "es5",
    });
    const earlyName = nameByContent("early", ".js", early.code);

    await rm(out, { recursive: true, force: true });
    await mkdir(out, { recursive: true });
    const scripts = await buildScripts(program, out, restName);

    await buildQuality(join(out, "quality"));
    await cp(join(root, "images"), join(out, "images"), { recursive: true });
    await writeFile(join(out, firstName), first);
    await writeFile(join(out, restName), rest);
    await writeFile(join(out, earlyName), early.code);
    const page = await readText(client, "webhost/index.html");
    const values = {
        style: firstName,
        early: earlyName,
        script: scripts.main,
        preload: scripts.early
            .map((name) => `<link rel="modulepreload" fetchpriority="low" href="/app/${name}" />`)
            .join("\n        "),
        first: await drawFirstPage(options(program, restName)),
    };

    await writeFile(
        join(out, "index.html"),
        page.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]),
    );
}
