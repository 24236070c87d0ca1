/*
 * Compiles quality.c to OUT/quality.wasm, 4 kB that need nothing of the outside:
 *
 *   node client/quality/build.mjs OUT
 */
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const folder = dirname(fileURLToPath(import.meta.url));
const STACK_BYTES = 16384; // for the histograms; the linker's own choice is 64 kB

export async function buildQuality(out) {
    await mkdir(out, { recursive: true });
    await promisify(execFile)("clang", [
        ...["--target=wasm32", "-nostdlib", "-ffreestanding", "-fno-builtin", "-std=gnu17"],
        ...["-O2", "-fno-unroll-loops"],
        ...["-Wall", "-Wextra", "-Werror", `-I${join(folder, "../..")}`],
        ...["-Wl,--no-entry", "-Wl,--strip-all", `-Wl,-z,stack-size=${STACK_BYTES}`],
        ...["quality.c", "exports.c"].map((name) => join(folder, name)),
        ...["-o", join(out, "quality.wasm")],
    ]);
}

if (argv[1] === fileURLToPath(import.meta.url)) await buildQuality(argv[2]);
