"""The demo: seeded once, into an empty database only; what it prints lets one in. Prints TAP.

usage: seed_test.py TUCAI [PART OF A NAME]; on PostgreSQL if TUCAI_TEST_POSTGRES is set.
"""

import re
import sys
from pathlib import Path

from openapi import Document
from site_of_students import StudentBrowser
from site_of_test import Site

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support")]

import tap  # noqa: E402

PROGRAM = Path(sys.argv[1]).resolve()
DOCUMENT = Document(ROOT / "docs/api/openapi.yaml")
STAFF = re.compile(r"^  (centre|retoucher|auditor|school|college) +(\S+) +([A-Za-z0-9_-]{22})$", re.MULTILINE)
STUDENT = re.compile(r"^  student +(\S+)  (\S+)  (.+)$", re.MULTILINE)


def test_the_demo_is_seeded_once():
    with Site(PROGRAM, DOCUMENT) as site:
        site.tucai("seed", "demo", "--for", "tests")
        assert "empty one" in site.tucai("seed", "demo", "--for", "tests", status=2)
        assert re.search(r"^audit +ok: 10 rows", site.tucai("doctor"), re.MULTILINE)


def test_wrong_words_seed_nothing():
    with Site(PROGRAM, DOCUMENT) as site:
        for words in (("--students", "29"), ("--students", "x"), ("--for", "fun"), ("surplus",)):
            site.tucai("seed", "demo", *words, status=2)
        site.tucai("seed", "demo", "--students", "30")


def test_a_film_is_taken_by_what_is_in_it():
    webm = bytes.fromhex("1a45dfa380" "1853806701ffffffffffffff" "1549a96692" "2ad7b1830f4240"
                         "44898840c4e60000000000")
    with Site(PROGRAM, DOCUMENT) as site:
        film, cut = site.folder / "film", site.folder / "cut"
        film.write_bytes(webm)
        cut.write_bytes(webm[:-1])
        site.tucai("seed", "demo", "--for", "tests", "--video", str(film))
        assert "version 2, 10.7 seconds" in site.tucai("video", "add", str(film))
        for path in (cut, site.folder / "nothing", PROGRAM):
            site.tucai("video", "add", str(path), status=2)
        site.tucai("video", "add", status=2)


def test_every_account_that_is_printed_logs_in():
    with Site(PROGRAM, DOCUMENT) as site:
        accounts = STAFF.findall(site.tucai("seed", "demo", "--for", "tests"))
        assert len(accounts) == 9, accounts
        site.start()
        for role, login, password in accounts:
            staff = site.log_in(login, password).login["staff"]
            assert (staff["role"], staff["must_change_password"]) == (role, True), staff


def test_every_student_that_is_printed_verifies():
    with Site(PROGRAM, DOCUMENT) as site:
        site.configure("students", registry="simulator")
        printed = site.tucai("seed", "demo", "--for", "tests")
        codes = re.findall(r"^ +(TC1\.\S+)$", printed, re.MULTILINE)
        pictures = [Path(name) for name in re.findall(r"^ +(\S+\.svg)$", printed, re.MULTILINE)]
        assert len(codes) == len(pictures) == 3
        assert all(path.read_text().startswith("<svg ") for path in pictures)
        claims = [{"school_code": "99001" if number.startswith("2201") else "99002", "name": name,
                   "student_number": number, "identity_number": identity}
                  for number, identity, name in STUDENT.findall(printed)[:6]]
        site.start()
        for claim in [*claims, *({"capture_code": code} for code in codes)]:
            student = StudentBrowser(site, site.ask("POST", "/api/v1/session", {}))
            consent = student.get("/api/v1/documents/consent").json["id"]
            student.post("/api/v1/journey/consent", {"document_id": consent})
            answer = student.post("/api/v1/journey/verification", claim)
            assert (answer.status, answer.json.get("state")) == (200, "phone"), (claim, answer.body)


def test_people_are_the_same_in_every_demo_and_nowhere_in_the_clear():
    printed = []
    for _ in range(2):
        with Site(PROGRAM, DOCUMENT) as site:
            printed.append(STUDENT.findall(site.tucai("seed", "demo", "--for", "tests")))
            files = b"".join(path.read_bytes() for path in site.data.rglob("*") if path.is_file())
            for _, identity, name in printed[-1]:
                assert identity.encode() not in files and name.encode() not in files
    assert len(printed[0]) == 9 and printed[0] == printed[1]


tap.run({name: value for name, value in globals().items() if len(sys.argv) < 3 or sys.argv[2] in name})
