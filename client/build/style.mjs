/*
 * The style sheets of the web: one that the first page needs, and one with the rest, which is
 * loaded after it. WXSS is CSS here, but for "page".
 */
import * as esbuild from "esbuild";
import { client, readText } from "./program.mjs";

const PAGE = /(^|[\s,{}])page(?=[\s,.:{])/g;

/* The rules of app.wxss for "page" are the whole document's, so that dialogs have them too. */
const toDocument = (wxss) => wxss.replace(PAGE, "$1body");

/* A page's own rules for "page" are for this page only. */
const toPage = ({ path, wxss }) => wxss.replace(PAGE, `$1page[data-path="${path}"]`);

function collect(program, path, into) {
    if (into.has(path)) return into;
    into.add(path);
    for (const used of program.units.get(path).using) collect(program, used, into);
    return into;
}

async function minify(css) {
    return (await esbuild.transform(css, { loader: "css", minify: true, target: "es2020" })).code;
}

/** { first, rest }: texts of CSS. */
export async function buildStyles(program) {
    const early = collect(program, program.app.pages[0], new Set());
    const units = [...program.units.values()];

    return {
        first: await minify(
            [
                await readText(client, "webhost/host.css"),
                toDocument(program.appWxss),
                ...units.filter(({ path }) => early.has(path)).map(toPage),
            ].join("\n"),
        ),
        rest: await minify(
            [
                await readText(client, "webhost/parts.css"),
                ...units.filter(({ path }) => !early.has(path)).map(toPage),
            ].join("\n"),
        ),
    };
}
