/*
 * The package for WeChat's developer tools: each script as CommonJS of its own, the core inside,
 * all else as it is written. Only what the pages reach goes in.
 */
import { cp, mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import * as esbuild from "esbuild";
import ts from "typescript";
import { buildQuality } from "../quality/build.mjs";
import { client, readProgram, readText } from "./program.mjs";

const SIZE_MAX_BYTES = 300_000; // what the product promises; WeChat's own limit is 2 MB

const mp = join(client, "mp");

/** Where a script of the source stands in the package: client/mp is its root. */
const place = (script) => relative(script.startsWith(`${mp}/`) ? mp : client, script);

/*
 * The platform is chosen here, and what differs by site is filled in: the address of the server, and
 * the ids of the message templates that the site has at WeChat.
 */
function choose(script, { origin, templates }) {
    if (script === join(mp, "platform/chosen")) return { script: join(mp, "platform/mp") };
    if (script === join(mp, "platform/origin"))
        return { script, source: `export const origin = ${JSON.stringify(origin)};` };
    if (script === join(mp, "platform/templates"))
        return { script, source: `export const messageTemplates = ${JSON.stringify(templates)};` };
    return { script };
}

/*
 * The compiler writes CommonJS in few words, esbuild makes it small: by itself it would begin every
 * file with half a kilobyte.
 */
async function compile(name, source) {
    const { outputText } = ts.transpileModule(source, {
        fileName: name.replace(/js$/, "ts"),
        compilerOptions: {
            module: ts.ModuleKind.CommonJS,
            target: ts.ScriptTarget.ES2022,
            useDefineForClassFields: false, // fewer words
        },
    });
    const { code } = await esbuild.transform(outputText, {
        format: "cjs",
        target: "es2018",
        minify: true,
        charset: "utf8",
        sourcefile: name,
    });

    return code;
}

/** Adds `script` (a path without .ts) and all that it requires to `done`: path in the package -> text. */
async function addScript(script, site, done) {
    const name = `${place(script)}.js`;

    if (done.has(name)) return;
    const source = choose(script, site).source ?? (await readText(`${script}.ts`));
    const code = await compile(name, source);
    const wanted = [];

    done.set(
        name,
        code.replace(/\brequire\("(\.[^"]*)"\)/g, (_, path) => {
            const other = choose(resolve(dirname(script), path), site).script;
            const way = relative(dirname(name), place(other));

            wanted.push(other);
            return `require("${way.startsWith(".") ? way : `./${way}`}.js")`;
        }),
    );
    for (const other of wanted) await addScript(other, site, done);
}

const minify = async (wxss) => (await esbuild.transform(wxss, { loader: "css", minify: true })).code;

async function measure(folder) {
    let bytes = 0;

    for (const entry of await readdir(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);

        bytes += entry.isDirectory() ? await measure(path) : (await stat(path)).size;
    }
    return bytes;
}

const getProject = ({ appId }) => ({
    description: "图采：学生端，由 client/ 构建",
    compileType: "miniprogram",
    miniprogramRoot: "./",
    libVersion: "3.7.0",
    appid: appId || "touristappid", // the developer tools then ask for the account's own
    projectname: "tucai",
    setting: { es6: false, postcss: false, minified: false, urlCheck: true, uploadWithSourceMap: false },
});

/** Nothing of a student's pages is for WeChat's search. */
const SITEMAP = { rules: [{ action: "disallow", page: "*" }] };

/** site: { origin, appId, templates }, as docs/wechat-release.md has them. */
export async function buildPackage(out, site) {
    const program = await readProgram(mp);
    const scripts = new Map();

    await rm(out, { recursive: true, force: true });
    for (const path of ["app", ...program.units.keys()]) await addScript(join(mp, path), site, scripts);
    const files = new Map([
        ...scripts,
        ["app.json", JSON.stringify({ ...program.app, sitemapLocation: "sitemap.json" })],
        ["app.wxss", await minify(program.appWxss)],
        ["project.config.json", JSON.stringify(getProject(site), null, 4)],
        ["sitemap.json", JSON.stringify(SITEMAP)],
    ]);

    if (program.app.themeLocation)
        files.set(program.app.themeLocation, await readText(mp, program.app.themeLocation));
    for (const { path, config, wxml, wxss } of program.units.values()) {
        files.set(`${path}.json`, JSON.stringify(config));
        files.set(`${path}.wxml`, wxml.replace(/^ +/gm, ""));
        if (wxss) files.set(`${path}.wxss`, await minify(wxss));
    }
    for (const [name, text] of files) {
        await mkdir(dirname(join(out, name)), { recursive: true });
        await writeFile(join(out, name), text);
    }
    await cp(join(mp, "images"), join(out, "images"), { recursive: true });
    await buildQuality(join(out, "quality"));
    const bytes = await measure(out);

    console.log(`${out}: ${program.app.pages.length} pages, ${(bytes / 1000).toFixed(0)} kB`);
    if (bytes > SIZE_MAX_BYTES) throw new Error(`the package is larger than ${SIZE_MAX_BYTES / 1000} kB`);
}
