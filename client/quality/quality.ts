/*
 * Framing hints before the shot, from frames of the viewfinder: quality.c as WebAssembly, which
 * WeChat offers as WXWebAssembly and the web host by the same name. Where there is none, no frame
 * gets a hint, and the camera works all the same.
 */

/** In the order of quality.h: the most useful first. */
export const HINTS = ["dark", "bright", "far", "uneven", "blurred"] as const;
export type Hint = (typeof HINTS)[number];

/** Of the package, as WeChat wants it. */
const PATH = "/quality/quality.wasm";

type Instance = WXWebAssembly.Instance;

/** What quality/exports.c exports. */
interface Program {
  memory: { buffer: ArrayBuffer };
  get_frame(): number;
  get_pixels_max(): number;
  judge(width: number, height: number): number;
}

let program: Program | null = null;
let loading: Promise<void> | null = null;

async function load(): Promise<void> {
  try {
    // Typed as the instance; phones answer, as browsers do, with a pair of module and instance.
    const answer: { instance?: Instance; exports?: unknown } = await WXWebAssembly.instantiate(PATH, {});

    program = (answer.instance ?? answer).exports as Program;
  } catch {
    program = null; // no WebAssembly here: no hints
  }
}

/** Loads the program, once; measureFrame() has no hints before. Never rejects. */
export function loadQuality(): Promise<void> {
  return (loading ??= load());
}

/** A frame of more pixels than the program takes, by every n-th of them. */
function copyThinned(rgba: Uint8Array, width: number, height: number, step: number, to: Uint8Array): void {
  let at = 0;

  for (let y = 0; y + step <= height; y += step)
    for (let x = 0; x + step <= width; x += step) {
      const from = 4 * (y * width + x);

      to[at++] = rgba[from]!;
      to[at++] = rgba[from + 1]!;
      to[at++] = rgba[from + 2]!;
      to[at++] = 255;
    }
}

/**
 * What is wrong with a frame of the viewfinder, the most useful first; [] when nothing is, or when
 * nothing can be said. rgba: 4 bytes a pixel, rows from the top, as shown: upright and not mirrored.
 */
export function measureFrame(rgba: Uint8Array, width: number, height: number): Hint[] {
  if (!program || rgba.length < 4 * width * height) return [];
  const step = Math.ceil(Math.sqrt((width * height) / program.get_pixels_max()));
  const frame = new Uint8Array(program.memory.buffer, program.get_frame(), 4 * program.get_pixels_max());

  if (step > 1) copyThinned(rgba, width, height, step, frame);
  else frame.set(rgba.subarray(0, 4 * width * height));
  const bits = program.judge(Math.floor(width / step), Math.floor(height / step));

  return HINTS.filter((_, i) => bits & (1 << i));
}
