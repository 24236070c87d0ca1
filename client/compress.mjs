/*
 * Compresses a built folder once, so that the server need not for each student:
 *
 *   node client/compress.mjs FOLDER     FILE.br and FILE.gz beside every FILE that gets smaller
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const WORTHWHILE = 0.9; // of the file's size; pictures and fonts are compressed themselves

async function compress(path) {
    const data = await readFile(path);
    const params = {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: data.length,
    };
    const packed = { br: brotliCompressSync(data, { params }), gz: gzipSync(data, { level: 9 }) };

    for (const [suffix, bytes] of Object.entries(packed))
        if (bytes.length < data.length * WORTHWHILE) await writeFile(`${path}.${suffix}`, bytes);
}

async function compressFolder(folder) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);

        if (entry.isDirectory()) await compressFolder(path);
        else await compress(path);
    }
}

await compressFolder(process.argv[2]);
