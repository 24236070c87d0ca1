/*
 * What can be said of the client's sources without running them, beyond the compilers: each rule
 * takes the folder of the client and answers with its findings, [] when all is well. Held by
 * tests/client/check_test.mjs, which plants a fault for each.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import ts from "typescript";

const read = (...path) => readFileSync(join(...path), "utf8");

/** Files below `folder` whose names end so, as paths. */
function find(folder, suffix) {
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { withFileTypes: true })
        .flatMap((entry) => {
            const path = join(folder, entry.name);

            if (entry.isDirectory()) return find(path, suffix);
            return entry.name.endsWith(suffix) ? [path] : [];
        })
        .sort();
}

/** Calls look(node, where) for every node of a script. */
function walk(client, path, look) {
    const source = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
    const visit = (node) => {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());

        look(node, `${relative(client, path)}:${line + 1}`);
        ts.forEachChild(node, visit);
    };

    visit(source);
}

/** app.json names every page that there is and no other; each has its four files. */
export function checkPages(client) {
    const mp = join(client, "mp");
    const named = JSON.parse(read(mp, "app.json")).pages;
    const there = find(join(mp, "pages"), ".json").map((path) =>
        relative(mp, path).slice(0, -".json".length),
    );
    const findings = [
        ...there.filter((page) => !named.includes(page)).map((page) => `app.json does not name ${page}`),
        ...named
            .filter((page) => !there.includes(page))
            .map((page) => `app.json names ${page}, which is not there`),
    ];

    for (const page of there)
        for (const suffix of ["ts", "wxml", "wxss"])
            if (!existsSync(join(mp, `${page}.${suffix}`))) findings.push(`mp/${page}.${suffix} is missing`);
    return findings;
}

/** The functions of wx that the web host has: keys of the objects that webhost/wx exports. */
function readHost(client) {
    const known = new Set();

    for (const path of find(join(client, "webhost/wx"), ".ts"))
        walk(client, path, (node) => {
            if (!ts.isVariableStatement(node) || node.parent.kind !== ts.SyntaxKind.SourceFile) return;
            for (const { initializer } of node.declarationList.declarations) {
                const object =
                    initializer && ts.isSatisfiesExpression(initializer)
                        ? initializer.expression
                        : initializer;

                if (!object || !ts.isObjectLiteralExpression(object)) continue;
                for (const property of object.properties)
                    if (property.name) known.add(property.name.getText());
            }
        });
    return known;
}

/*
 * Pages use of wx what the web host has, by name, so that this can be seen; the core knows no wx.
 * platform/ is what differs, so what is WeChat's alone stands there.
 */
export function checkWx(client) {
    const known = readHost(client);
    const findings = [];

    for (const path of find(join(client, "mp"), ".ts").filter((path) => !path.includes("/platform/")))
        walk(client, path, (node, where) => {
            if (!ts.isIdentifier(node) || node.text !== "wx") return;
            const { parent } = node;

            if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
                const name = parent.name.text;

                if (!known.has(name)) findings.push(`${where}: the web host has no wx.${name}`);
            } else if (!ts.isPropertyAccessExpression(parent) && !ts.isPropertyAssignment(parent)) {
                findings.push(`${where}: wx is used whole; name what is wanted of it`);
            }
        });
    for (const folder of ["core", "quality"])
        for (const path of find(join(client, folder), ".ts"))
            walk(client, path, (node, where) => {
                if (ts.isIdentifier(node) && node.text === "wx")
                    findings.push(`${where}: wx has no place here`);
            });
    return findings;
}

/* Styles are not kept apart on the web: a selector without a class of the page's own reaches others. */
export function checkStyles(client) {
    const findings = [];

    for (const path of find(join(client, "mp"), "index.wxss")) {
        const name = basename(dirname(path));
        const own = new RegExp(`\\.${name}(?![a-zA-Z0-9_])`);
        const text = read(path).replace(/\/\*[^]*?\*\//g, "");

        for (const [, selectors] of text.matchAll(/(?:^|[{};])\s*([^{};@]+)\{/g))
            for (const selector of selectors.split(",").map((words) => words.trim()))
                if (!own.test(selector) && !/^(page|from|to|\d+%)$/.test(selector))
                    findings.push(
                        `${relative(client, path)}: ${selector} has no class that begins with "${name}"`,
                    );
    }
    return findings;
}

/** Every test of a browser is one that meson knows, or nobody would run it. */
export function checkTests(client) {
    const listed = read(client, "../tests/client/meson.build");

    return find(join(client, "e2e"), ".test.ts")
        .map((path) => basename(path, ".test.ts"))
        .filter((name) => !listed.includes(`'${name}'`))
        .map((name) => `tests/client/meson.build does not name e2e/${name}`);
}

export const rules = [checkPages, checkWx, checkStyles, checkTests];
