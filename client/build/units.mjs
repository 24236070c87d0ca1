/*
 * Pages and components as modules, for esbuild. "unit:pages/entry/index" is a module that defines a
 * page or component with all it uses. Its script sees Page and Component of its own path, so that it
 * can be loaded at any time.
 */
import { dirname, join } from "node:path";
import { TmplGroup } from "glass-easel-template-compiler";
import { client, readText } from "./program.mjs";

/* The host's own elements (webhost/elements); Chromium has some by the same names. */
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
const NATIVE_TAGS = ["button", "input", "textarea", "label", "block", "slot", "template", "wxs", "page-meta"];
const TAG = new RegExp(`(</?)(${HOST_TAGS.join("|")})(?=[\\s/>])`, "g");

/* A tag that nobody knows would be an empty place on the phone. */
function checkTags({ path, wxml }, components) {
    for (const [, tag] of wxml.matchAll(/<([a-z][a-z-]*)/g))
        if (![...HOST_TAGS, ...NATIVE_TAGS, ...Object.keys(components)].includes(tag))
            throw new Error(`${path}.wxml: <${tag}> is neither a built-in nor a component in use`);
}

function compileTemplate(unit, components) {
    const group = new TmplGroup();

    checkTags(unit, components);
    for (const fault of group.addTmpl(unit.path, unit.wxml.replace(TAG, "$1wx-$2")))
        throw new Error(`${unit.path}.wxml: ${fault.message ?? JSON.stringify(fault)}`);
    return group.getTmplGenObjectGroups();
}

function writeTemplate(program, path) {
    const unit = program.units.get(path);
    const usingComponents = { ...program.app.usingComponents, ...unit.config.usingComponents };
    const name = JSON.stringify(path);

    return [
        `import { space } from "./webhost/space";`,
        `const groupList = ${compileTemplate(unit, usingComponents)};`,
        `space.addComponentStaticConfig(${name}, ${JSON.stringify({ ...unit.config, usingComponents })});`,
        `space.addCompiledTemplate(${name}, { groupList, content: groupList[${name}] });`,
    ].join("\n");
}

async function readScript(program, path) {
    const built = await readText(program.root, `${path}.js`).catch(() => null);

    return {
        loader: built === null ? "ts" : "js",
        resolveDir: dirname(join(program.root, path)),
        contents: `const { Page, Component, Behavior } = __host.define(${JSON.stringify(path)});\n${
            built ?? (await readText(program.root, `${path}.ts`))
        }`,
    };
}

function writeUnit(program, path) {
    const used = program.units.get(path).using.filter((name) => name !== path);

    return [
        ...used.map((name) => `import "unit:${name}";`),
        `import "template:${path}";`, // before the script, which defines the component of it
        `import "script:${path}";`,
    ].join("\n");
}

export function unitPlugin(program) {
    const load = {
        unit: (path) => ({ resolveDir: client, contents: writeUnit(program, path) }),
        template: (path) => ({ resolveDir: client, contents: writeTemplate(program, path) }),
        script: (path) => readScript(program, path),
    };

    return {
        name: "unit",
        setup(build) {
            for (const kind of Object.keys(load)) {
                build.onResolve({ filter: new RegExp(`^${kind}:`) }, ({ path }) => ({
                    path: path.slice(kind.length + 1),
                    namespace: kind,
                }));
                build.onLoad({ filter: /.*/, namespace: kind }, ({ path }) => load[kind](path));
            }
        },
    };
}
