/* Plants a fault for each rule of client/check, and gives WeChat's compilers what they must refuse. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test from "node:test";
import { checkPages, checkStyles, checkTests, checkWx } from "../../client/check/rules.mjs";
import { canCompile, compilePackage } from "../../client/check/wechat.mjs";

const SOUND = {
    "client/mp/app.json": '{ "pages": ["pages/entry/index"] }',
    "client/mp/app.wxss": ".btn { color: red; }",
    "client/mp/pages/entry/index.json": "{}",
    "client/mp/pages/entry/index.ts": 'const say = () => wx.showToast({ title: "x" });',
    "client/mp/pages/entry/index.wxml": "<view><text>x</text></view>",
    "client/mp/pages/entry/index.wxss": ".entry-title, page .entry .btn { color: red; }",
    "client/core/clock.ts": "export const now = 1;",
    "client/webhost/wx/interaction.ts": "export const interaction = { showToast() {} };",
    "client/e2e/guide.test.ts": "",
    "tests/client/meson.build": "foreach name : ['guide']",
};

/** Runs `use` with a folder of the sound files and the given ones; null takes one away. */
function withTree(files, use) {
    const root = mkdtempSync(join(tmpdir(), "check-"));

    try {
        for (const [name, text] of Object.entries({ ...SOUND, ...files })) {
            if (text === null) continue;
            mkdirSync(dirname(join(root, name)), { recursive: true });
            writeFileSync(join(root, name), text);
        }
        return use(join(root, "client"));
    } finally {
        rmSync(root, { recursive: true });
    }
}

const finds = (rule, files) => withTree(files, rule).join("\n");

test("sound sources have no findings", () => {
    for (const rule of [checkPages, checkWx, checkStyles, checkTests]) assert.equal(finds(rule, {}), "");
});

test("a page that app.json does not name, or that is not there, is found", () => {
    assert.match(
        finds(checkPages, { "client/mp/pages/more/index.json": "{}" }),
        /not name pages\/more\/index/,
    );
    assert.match(
        finds(checkPages, { "client/mp/app.json": '{ "pages": ["pages/entry/index", "pages/gone/index"] }' }),
        /names pages\/gone\/index/,
    );
    assert.match(finds(checkPages, { "client/mp/pages/entry/index.wxml": null }), /index\.wxml is missing/);
});

test("a function that the web host does not have is found, and so is wx used whole", () => {
    const page = "client/mp/pages/entry/index.ts";

    assert.match(
        finds(checkWx, { [page]: "\nwx.shareFile({});" }),
        /index\.ts:2: the web host has no wx\.shareFile/,
    );
    assert.match(finds(checkWx, { [page]: "const { request } = wx;" }), /wx is used whole/);
    assert.match(finds(checkWx, { [page]: 'wx["showToast"]();' }), /wx is used whole/);
    assert.match(finds(checkWx, { "client/core/clock.ts": "wx.showToast();" }), /wx has no place here/);
    assert.equal(finds(checkWx, { [page]: "const page = { wx: 1 }; // wx.other" }), "");
});

test("a style that reaches other pages is found, also in a list and in a media query", () => {
    const style = "client/mp/pages/entry/index.wxss";

    assert.match(finds(checkStyles, { [style]: ".entry-a, .btn { color: red; }" }), /: \.btn has no class/);
    assert.match(finds(checkStyles, { [style]: ".entryway { color: red; }" }), /\.entryway has no class/);
    assert.match(
        finds(checkStyles, { [style]: "@media (x: y) { .a { color: red; } }" }),
        /: \.a has no class/,
    );
    assert.equal(
        finds(checkStyles, { [style]: "/* .a */ @keyframes k { from { top: 0; } 50% { top: 1; } }" }),
        "",
    );
});

test("a test that meson does not know is found", () => {
    assert.match(finds(checkTests, { "client/e2e/camera.test.ts": "" }), /does not name e2e\/camera/);
});

if (canCompile)
    test("WeChat's compilers take what is sound and refuse what is not", () => {
        const compile = (files) =>
            withTree(files, (client) => compilePackage(join(client, "mp"), join(client, "work")).join("\n"));

        assert.equal(compile({}), "");
        assert.match(
            compile({ "client/mp/pages/entry/index.wxml": "<view><text></view>" }),
            /wcc: .*end-tag/,
        );
        assert.match(compile({ "client/mp/app.wxss": ".btn { color: red;; }" }), /wcsc: /);
    });
