"""What a school sets: notices, batches, accounts; over real HTTP. Prints TAP.

usage: settings_test.py TUCAI FIXTURE [PART OF A NAME]; on PostgreSQL if TUCAI_TEST_POSTGRES is set.
"""

import sys
from pathlib import Path

from openapi import Document
from site_of_students import StudentSite, is_problem

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support")]

import tap  # noqa: E402

DOCUMENT = Document(ROOT / "docs/api/openapi.yaml")
BATCHES = "/api/v1/staff/batches"


def new_site():
    return StudentSite(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), DOCUMENT)


# --- notices


def test_a_changed_notice_must_be_read_again_and_stops_shooting():
    with new_site() as site:
        site.open()
        school = site.enter("a.school", "school", "--school", "10284")
        other = site.enter("b.school", "school", "--school", "10285")
        law = site.enter("a.law", "college", "--school", "10284", "--college", "Law")
        student = site.walk("readings")
        site.sql("UPDATE journey SET state = 'shoot'")
        path = f"{BATCHES}/1/notices"
        is_problem(other.post(path, {"body": "x"}), 404, "not-found")
        is_problem(law.post(path, {"body": "x"}), 403, "forbidden")
        for body in ("", "x" * (64 * 1024 + 1)):
            is_problem(school.post(path, {"body": body}), 422, "notice-wrong")
        is_problem(school.post(f"{BATCHES}/9/notices", {"body": "x"}), 404, "not-found")
        assert student.get("/api/v1/journey").json["state"] == "shoot"
        new = school.post(path, {"body": "新的通知"}).json["id"]
        is_problem(student.post("/api/v1/captures"), 409, "capture-not-ready")
        assert student.get("/api/v1/journey").json["state"] == "notice"
        kinds = [entry["kind"] for entry in student.get("/api/v1/messages").json["items"]]
        assert kinds == ["notice-changed"]
        old = {"kind": "notice", "document_id": site.texts["notice"]}
        is_problem(student.post("/api/v1/journey/readings", old), 409, "text-newer")
        read = student.post("/api/v1/journey/readings", {"kind": "notice", "document_id": new})
        assert read.status == 200, read.body
        state = read.json["state"]
        for _ in range(2):
            assert student.get("/api/v1/journey").json["state"] == state
        newer = school.post(path, {"body": "又一个"}).json["id"]
        for browser in (school, law):
            listed = browser.get(path).json["items"]
            assert [(item["id"], item["version"]) for item in listed] == [(newer, 2), (new, 1)]
        page = school.get(f"{path}?limit=1").json
        assert [item["id"] for item in school.get(f"{path}?after={page['next']}").json["items"]] == [new]


def test_a_notice_leaves_those_alone_who_have_handed_in():
    with new_site() as site:
        site.open()
        school = site.enter("a.school", "school", "--school", "10284")
        student = site.walk("readings")
        site.sql("UPDATE journey SET state = 'production'")
        school.post(f"{BATCHES}/1/notices", {"body": "新的通知"})
        assert student.get("/api/v1/journey").json["state"] == "production"


tap.run({name: value for name, value in globals().items() if len(sys.argv) < 4 or sys.argv[3] in name})
