#!/usr/bin/env python3
"""hints_page.py TABLE.csv: docs/framing-hints.md, of what tests/simulate/hint_table printed."""

import csv
import sys

HINTS = ("dark", "bright", "far", "uneven", "blurred")
LADDERS = {
    "dark": ("dark", "less light, stops"),
    "bright": ("bright", "more light, stops"),
    "side_light": ("uneven", "less light on the darker half, stops"),
    "blur": ("blurred", "out of focus, sigma in px of a face with 90 px between the eyes"),
    "blur+noise": ("blurred", "the same with noise of 8 grey levels"),
    "motion": ("blurred", "shaken, px"),
}
HEAD = """# Framing hints: what they see before the shot

<!-- Written by ./dev hints; do not edit: the next run overwrites it. -->

While the student is framed, the phone looks at five frames a second and says what to mend: too
dark, too bright, too far, light from one side, not sharp (client/quality). There is no neural
network in it, and it refuses nothing: the server judges the photo (docs/photo-rules.md). So a hint
must be right when it is given; one that is not given costs a shot at most. This page counts both on
frames made of the npm pictures: the head in the outline as the viewfinder would show it, 480 x 640
(tests/simulate/viewfinder.h).

The code is C without a library, in whole numbers, compiled to 4 kB of WebAssembly for phone and
browser and natively for the tests, which hold both to the same answers bit by bit. A frame takes
about a millisecond on the build machine. Which hint is shown, and how long, says
client/quality/settle.ts: seen most of the time lately, shown for 1.5 seconds or more, the more
useful first, in the order of the table.
"""
PICTURES = """
## Labelled pictures

Every picture of tests/labels with a face, its head in the outline. *Good*: by the labels the photo
keeps the rule that the hint stands for (P26, P23, P27), and the head fills the outline, for *far*.
Turned and cut heads are not counted for *far* and *uneven*, pictures smaller than the frame not for
*blurred*. There is no dark, bright or blurred picture among them: the next table makes some.
"""
FAULTS = """
## Made faults

Put in growing strength on {portraits}. Strength 0 is the portrait itself. Some are lit from one side
already: *uneven* adds to that, or first takes it away. In the dark nothing is said of focus and
distance, and of one too far nothing of light and focus.
"""
FAR = """
## Distance

The person so many times as far away as when the head fills the outline (below 1: nearer, which must
not be taken for far), cut out and put before other pictures; *own*: the portrait's own surroundings,
its edges repeated.
"""
EMPTY = """
The hint compares the inside of the outline with what is beside it. Where the surroundings are a
jumble it is blind by its nature: a landscape without anybody looks like somebody. Of {n} pictures
without people, shown as they are, {hits} get it. It helps before a plain wall, where the precautions
suggest to stand; a detector of people it is not.
"""


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |")


def head(*names):
    row(*names)
    print("|" + "---|" * len(names))


def value(frame, hint):
    """None where it was not measured."""
    number = int(frame[hint])
    return None if number == -1 else number


def span(frames, hint):
    numbers = [number for frame in frames if (number := value(frame, hint)) is not None]
    return f"{min(numbers)} .. {max(numbers)}" if numbers else "-"


def count(frames, hint):
    return sum(hint in frame["hints"].split() for frame in frames)


def write_limits(frames):
    head("hint", "given when the value is", "the value")
    texts = {
        "dark": "grey level of the skin in the brighter half of the face, 0 to 255",
        "bright": "permille of the face that is burnt out",
        "far": "how unlike the inside of the outline is to what is beside it, permille",
        "uneven": "light of the brighter half of the face over that of the darker, permille",
        "blurred": "curvature over slope of the edges, less the noise, permille",
    }
    for frame in frames:
        low, high = int(frame["dark"]), int(frame["bright"])
        row(frame["file"], f"over {high}" if low == 0 else f"under {low}", texts[frame["file"]])


def write_pictures(frames):
    head("hint", "good", "false alarms", "values of the good", "broken", "seen")
    for hint in HINTS:
        good = [frame for frame in frames if hint not in (frame["broken"] + " " + frame["unsure"]).split()]
        broken = [frame for frame in frames if hint in frame["broken"].split()]
        row(hint, len(good), count(good, hint), span(good, hint), len(broken), count(broken, hint))
    wrong = [f"{frame['file']} ({hint})" for frame in frames for hint in frame["hints"].split()
             if hint not in (frame["broken"] + " " + frame["unsure"]).split()]
    print(f"\nFalse alarms: {', '.join(wrong) or 'none'}.")


def write_ladders(frames):
    head("fault", "strength", "hint", "given", "values")
    for name, (hint, what) in LADDERS.items():
        steps = {}
        for frame in frames:
            if frame["set"] == name:
                steps.setdefault(float(frame["strength"]), []).append(frame)
        for strength, some in sorted(steps.items()):
            row(f"{name}: {what}" if strength == 0 else "", f"{strength:g}", hint,
                f"{count(some, hint)} of {len(some)}", span(some, hint))


def write_distances(frames):
    far = [frame for frame in frames if frame["set"].startswith("far ")]
    distances = sorted({float(frame["strength"]) for frame in far})
    head("before", *(f"{distance:g}" for distance in distances))
    for room in dict.fromkeys(frame["set"] for frame in far):
        cells = []
        for distance in distances:
            some = [f for f in far if f["set"] == room and float(f["strength"]) == distance]
            cells.append(f"{count(some, 'far')} of {len(some)}")
        row(room[4:], *cells)


def main():
    with open(sys.argv[1], encoding="utf-8", newline="") as table:
        frames = list(csv.DictReader(table))
    of = lambda name: [frame for frame in frames if frame["set"] == name]
    portraits = [frame["file"] for frame in of("dark") if float(frame["strength"]) == 0]
    print(HEAD)
    write_limits(of("limit"))
    print(PICTURES)
    write_pictures(of("picture"))
    print(FAULTS.format(portraits=", ".join(portraits)))
    write_ladders(frames)
    print(FAR)
    write_distances(frames)
    print(EMPTY.format(n=len(of("empty")), hits=count(of("empty"), "far")))


main()
