/*
 * Lets WeChat's own compilers read every WXML and WXSS file of a package. They are programs for
 * x86-64 that npm installs without the right to be run, so copies of them are.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../node_modules/miniprogram-compiler/bin/linux/", import.meta.url));
const OUTPUT_MAX = 1 << 26;

export const canCompile = process.platform === "linux" && process.arch === "x64";

function findFiles(root, suffix, folder = root) {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);

        if (entry.isDirectory()) return findFiles(root, suffix, path);
        return entry.name.endsWith(suffix) ? [relative(root, path)] : [];
    });
}

function run(name, work, root, words) {
    const program = join(work, name);

    mkdirSync(work, { recursive: true });
    copyFileSync(join(BIN, name), program);
    chmodSync(program, 0o755);
    const { status, error, stderr } = spawnSync(program, words, { cwd: root, maxBuffer: OUTPUT_MAX });

    return status === 0 ? [] : [`${name}: ${error ?? stderr.toString().trim()}`];
}

/** Findings about the package `root`; `work` is a folder for the copies. */
export function compilePackage(root, work) {
    const styles = findFiles(root, ".wxss").filter((path) => path !== "app.wxss");

    return [
        ...run("wcc", work, root, ["-d", ...findFiles(root, ".wxml"), "-gn", "$gwx"]),
        ...run("wcsc", work, root, ["-db", "-pc", String(styles.length), ...styles, "app.wxss"]),
    ];
}
