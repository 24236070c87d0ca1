"""The pages that need no client: served as they are, cached by ETag, loading nothing from elsewhere. Prints TAP.

usage: pages_test.py TUCAI [PART OF A NAME]
"""

import re
import sys
from pathlib import Path

from openapi import Document
from site_of_test import Site

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support")]

import tap  # noqa: E402

PROGRAM = Path(sys.argv[1]).resolve()
DOCUMENT = Document(ROOT / "docs/api/openapi.yaml")
FILES = {"/": "src/api/pages/home.html", "/console": "src/api/pages/console.html",
         "/style.css": "src/api/pages/style.css",
         "/api/openapi.yaml": "docs/api/openapi.yaml"}


def test_files_are_served_as_they_are_and_not_twice():
    with Site(PROGRAM, DOCUMENT) as site:
        site.start()
        for path, name in FILES.items():
            answer = site.ask("GET", path)
            assert (answer.status, answer.body) == (200, (ROOT / name).read_bytes()), path
            again = site.ask("GET", path, headers={"If-None-Match": answer.headers["ETag"]})
            assert (again.status, again.body) == (304, b""), path


def test_every_answer_tells_the_browser_to_be_careful():
    with Site(PROGRAM, DOCUMENT) as site:
        site.start()
        for path in (*FILES, "/healthz", "/nothing", "/api/v1/staff/me"):
            headers = site.ask("GET", path).headers
            policy = headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy, path
            assert "unsafe" not in policy and "script" not in policy
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["X-Frame-Options"] == "DENY" and headers["Referrer-Policy"] == "no-referrer"
            cached = "no-cache" if path in FILES else "no-store"
            assert headers["Cache-Control"] == cached, (path, headers["Cache-Control"])


def test_pages_lead_to_what_is_there_and_need_nothing_else():
    with Site(PROGRAM, DOCUMENT) as site:
        site.start()
        for path in ("/", "/console"):
            page = site.ask("GET", path).body.decode()
            assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|https?://", page), path
            for link in re.findall(r'(?:href|src)="([^"]*)"', page):
                assert link == "data:," or site.ask("GET", link).status == 200, link


tap.run({name: value for name, value in globals().items() if len(sys.argv) < 3 or sys.argv[2] in name})
