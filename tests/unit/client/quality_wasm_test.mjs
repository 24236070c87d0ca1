/*
 * The WebAssembly says of every frame, bit by bit, what the native code says:
 *
 *   node quality_wasm_test.mjs QUALITY_FRAMES QUALITY.wasm
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { argv } from "node:process";

const [framesProgram, wasm] = argv.slice(2);
const HINTS = 5;
const HEAD = 4 * (2 + HINTS + 1);
const OUTPUT_MAX = 1 << 26;

/** [{ width, height, values, hints, pixels }] as quality_frames prints them. */
function readFrames() {
    const bytes = execFileSync(framesProgram, { maxBuffer: OUTPUT_MAX });
    const frames = [];

    for (let at = 0; at < bytes.length; ) {
        const [width, height, ...rest] = new Int32Array(
            bytes.buffer.slice(bytes.byteOffset + at).slice(0, HEAD),
        );
        const end = at + HEAD + 4 * width * height;

        frames.push({
            width,
            height,
            values: rest.slice(0, HINTS),
            hints: rest[HINTS],
            pixels: bytes.subarray(at + HEAD, end),
        });
        at = end;
    }
    return frames;
}

const { instance } = await WebAssembly.instantiate(readFileSync(wasm), {});
const { memory, get_frame, get_pixels_max, judge, get_value } = instance.exports;
const frames = readFrames();
let n = 0;

const test = (name, body) => {
    try {
        body();
        console.log(`ok ${++n} - ${name}`);
    } catch (error) {
        console.log(`not ok ${++n} - ${name}\n# ${String(error.stack).replaceAll("\n", "\n# ")}`);
    }
};

for (const [i, { width, height, values, hints, pixels }] of frames.entries())
    test(`test_frame_${i}_of_${width}x${height}_gets_hints_${hints}_from_both`, () => {
        new Uint8Array(memory.buffer, get_frame(), 4 * get_pixels_max()).set(pixels);
        assert.equal(judge(width, height), hints);
        assert.deepEqual(
            values.map((_, hint) => get_value(hint)),
            values,
        );
    });
test("test_the_frames_are_not_all_alike", () => {
    assert.ok(new Set(frames.map(({ hints }) => hints)).size >= 5);
});
test("test_a_frame_that_is_too_large_gets_no_hints", () => {
    assert.equal(judge(get_pixels_max(), 2), 0);
    assert.equal(judge(-480, -640), 0);
});
console.log(`1..${n}`);
