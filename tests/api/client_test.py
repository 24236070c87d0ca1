"""The students' client as it is served: whole, compressed, cached, and under a strict policy. Prints TAP.

usage: client_test.py TUCAI [PART OF A NAME]
"""

import gzip
import re
import sys
from pathlib import Path

from openapi import Document
from site_of_students import is_problem
from site_of_test import Site

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support")]

import tap  # noqa: E402

PROGRAM = Path(sys.argv[1]).resolve()
DOCUMENT = Document(ROOT / "docs/api/openapi.yaml")
TYPES = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "svg": "image/svg+xml"}


def new_site():
    site = Site(PROGRAM, DOCUMENT)
    site.start()
    return site


def find_assets(site):
    """What the page names."""
    page = site.ask("GET", "/app").body.decode()
    paths = sorted(set(re.findall(r'\s(?:href|src)="(/app/[^"]+)"', page)))
    assert {path.rsplit(".", 1)[1] for path in paths} == set(TYPES), paths
    return paths


def test_what_is_named_by_its_content_is_kept_for_ever_and_all_else_asked_for():
    with new_site() as site:
        page = site.ask("GET", "/app")
        assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert page.headers["Cache-Control"] == "no-cache"
        same = site.ask("GET", "/app", headers={"If-None-Match": page.headers["ETag"]})
        assert (same.status, same.body) == (304, b"")
        assert site.ask("GET", "/app/").body == page.body
        for path in find_assets(site):
            answer = site.ask("GET", path)
            assert (answer.status, answer.headers["Content-Type"]) == (200, TYPES[path.rsplit(".", 1)[1]])
            kept = "no-cache" if path.endswith(".svg") else "public, max-age=31536000, immutable"
            assert answer.headers["Cache-Control"] == kept, path


def test_who_takes_it_compressed_gets_it_so():
    with new_site() as site:
        for path in ("/app", *find_assets(site)):
            whole, packed, tight = [site.ask("GET", path, headers={"Accept-Encoding": words})
                                    for words in ("identity", "gzip, br;q=0", "gzip, deflate, br")]
            assert "Content-Encoding" not in whole.headers and whole.headers["Vary"] == "Accept-Encoding"
            if len(whole.body) < 200:
                continue  # nothing to be won
            assert packed.headers["Content-Encoding"] == "gzip"
            assert gzip.decompress(packed.body) == whole.body, path
            assert tight.headers["Content-Encoding"] == "br" and len(tight.body) < len(packed.body)
            tags = {answer.headers["ETag"] for answer in (whole, packed, tight)}
            assert len(tags) == 3, "one tag means one sequence of bytes"


def test_the_head_is_told_without_the_body():
    with new_site() as site:
        for path in ("/app", *find_assets(site)):
            whole, head = site.ask("GET", path), site.ask("HEAD", path)
            assert (head.status, head.body) == (200, b"")
            for name in ("Content-Type", "Content-Length", "ETag", "Cache-Control"):
                assert head.headers[name] == whole.headers[name], name


def test_what_there_is_not_is_not_found():
    with new_site() as site:
        asset = find_assets(site)[0]
        for path in (f"{asset}.br", f"{asset}.gz", "/app/nothing.js", "/app/images/nothing.svg", "/app/.js",
                     "/app/%2e%2e/index.html", "/app/..%2fhome.html", "/app/" + "x" * 500 + ".js"):
            is_problem(site.ask("GET", path), 404, "not-found")
        assert site.ask("GET", "/app/a/b/c.js").status == 404


def test_the_page_may_use_the_camera_and_nothing_from_elsewhere():
    with new_site() as site:
        for path in ("/app", *find_assets(site)):
            headers = site.ask("GET", path).headers
            policy = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
            assert policy["default-src"] == policy["frame-ancestors"] == policy["worker-src"] == "'none'"
            assert policy["script-src"] == "'self' 'wasm-unsafe-eval'"
            assert policy["style-src"] == policy["connect-src"] == "'self'"
            assert headers["Permissions-Policy"] == "camera=(self), microphone=()"
            assert headers["X-Content-Type-Options"] == "nosniff"
        page = site.ask("GET", "/app").body.decode()
        assert not re.search(r"<script(?![^>]* src=\"/app/)|<style|\sstyle=|\son[a-z]+=|https?://", page)


tap.run({name: value for name, value in globals().items() if len(sys.argv) < 3 or sys.argv[2] in name})
