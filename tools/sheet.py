#!/usr/bin/env python3
"""Contact sheets: python3 tools/sheet.py SOURCES MADE OUT

SOURCES is a folder of photos, MADE what `tucai photo make SOURCES --force` wrote of them (NAME.jpg,
NAME.json, NAME.overlay.png). Writes OUT/sheet-NN.jpg: source with the measured places, result,
verdict and the rules that failed. Worst first, so that the first sheet shows what to mend.
Draws with the vips command line.
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CELL = 360  # px, both ways, of a picture
CAPTION = 64  # px below it
ACROSS, DOWN = 4, 5  # photos on a sheet
GAPS = ["--shim", 8]  # px
ENDINGS = {".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp"}
ORDER = ["fail", "warn", "pass"]


def vips(*words):
    subprocess.run(["vips", *map(str, words)], check=True, capture_output=True)


def draw_picture(source, target):
    """The picture inside a white square, or the square alone if there is none."""
    if source and source.is_file():
        small = target.with_suffix(".small.png")
        vips("thumbnail", source, small, CELL, "--height", CELL, "--size", "down")
        vips("gravity", small, target, "centre", CELL, CELL, "--extend", "white")
        small.unlink()
    else:
        blank = target.with_suffix(".blank.png")
        vips("black", blank, CELL, CELL, "--bands", 3)
        vips("invert", blank, target)


def draw_caption(text, target):
    ink = target.with_suffix(".ink.png")
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    vips("text", ink, escaped, "--font", "sans 11", "--width", CELL - 8)
    vips("gravity", ink, target, "north-west", CELL, CAPTION)
    vips("invert", target, ink)
    vips("colourspace", ink, target, "srgb")
    ink.unlink()


def describe(report):
    """(sort key, two captions) of one report."""
    verdict = report["verdict"]
    reasons = [
        f"{rule['code']} {rule['measure']} {rule['value']:.3g} {rule['unit']}"
        for rule in report["rules"]
        if rule["verdict"] in ("fail", "warn") and "value" in rule
    ]
    size = f"{report['source']['width_px']} x {report['source']['height_px']}"
    return ORDER.index(verdict), size, ", ".join([verdict.upper(), *reasons])


def draw_cell(number, job, made, work):
    source, report = job
    _, size, reasons = describe(report)
    overlay = made / f"{source.stem}.overlay.png"
    halves = []
    for side, picture, text in (
        ("source", overlay, f"{source.name}\n{size}"),
        ("result", made / f"{source.stem}.jpg", reasons),
    ):
        top, bottom, half = (work / f"{number}.{side}.{part}.png" for part in "tbh")
        draw_picture(picture, top)
        draw_caption(text, bottom)
        vips("join", top, bottom, half, "vertical")
        halves.append(half)
    return halves


def main(sources, made, out):
    work = out / "cells"
    work.mkdir(parents=True, exist_ok=True)
    jobs = []
    for source in sorted(Path(sources).iterdir()):
        report = made / f"{source.stem}.json"
        if source.suffix.lower() in ENDINGS and report.is_file():
            jobs.append((source, json.loads(report.read_text())))
    jobs.sort(key=lambda job: describe(job[1])[0])
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        cells = list(pool.map(lambda item: draw_cell(*item, made, work), enumerate(jobs)))
    n_on_sheet = ACROSS * DOWN
    for start in range(0, len(cells), n_on_sheet):
        halves = [str(half) for cell in cells[start : start + n_on_sheet] for half in cell]
        sheet = out / f"sheet-{start // n_on_sheet + 1:02}.jpg"
        target = f"{sheet}[Q=88]"
        vips("arrayjoin", " ".join(halves), target, "--across", 2 * ACROSS, "--background", 255, *GAPS)
        print(sheet)
    print(f"{len(cells)} photos: made in {made}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
