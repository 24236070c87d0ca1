"""Exceptions over real HTTP: the student asks with a proof, the school decides. Prints TAP.

usage: exceptions_test.py TUCAI FIXTURE [PART OF A NAME]; on PostgreSQL if TUCAI_TEST_POSTGRES is set.
That an approved exception lifts its rule and no other: tests/unit/pipeline/making_test.c.
"""

import sys
from pathlib import Path

from openapi import Document
from site_of_shots import FORM, make_form
from site_of_students import StudentSite, is_problem

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support")]

import tap  # noqa: E402

DOCUMENT = Document(ROOT / "docs/api/openapi.yaml")
STAFF = "/api/v1/staff/exceptions"
NOTE = "因宗教信仰需要佩戴头巾"
PICTURE = b"\xff\xd8\xff\xe0 a proof that is long enough"


class ExceptionSite(StudentSite):
    def refused(self):
        """Zhang (journey 1) has a shot that was refused: its public id."""
        self.open()
        student = self.walk("readings")
        self.add_draft(1, "d1")
        self.sql("UPDATE shot SET state = 'failed', outcome = 'failed', public_id = 's1'")
        return student

    def count_files(self):
        return sum(path.is_file() for path in (self.data / "photos").rglob("*"))


def new_site():
    return ExceptionSite(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), DOCUMENT)


def ask(student, proof=PICTURE, **fields):
    fields = {"shot_id": "s1", "codes": "P19", "note": NOTE, **fields}
    parts = [(name, value) for name, value in fields.items() if value is not None]
    if proof is not None:
        parts.append(("proof", proof))
    return student.ask("POST", "/api/v1/exceptions", make_form(parts), {"Content-Type": FORM})


def test_a_student_asks_and_the_school_approves():
    with new_site() as site:
        student = site.refused()
        school = site.enter("a.school", "school", "--school", "10284")
        other = site.enter("b.school", "school", "--school", "10285")
        law = site.enter("a.law", "college", "--school", "10284", "--college", "Law")
        assert student.get("/api/v1/exceptions").json == {"items": [], "next": None}
        asked = ask(student)
        assert asked.status == 201 and asked.json["state"] == "asked", asked.body
        n_files = site.count_files()
        repeated = ask(student)  # a client that heard no answer
        assert (repeated.status, repeated.json) == (201, asked.json), repeated.body
        for other_content in ({"codes": "P07"}, {"note": "another"}, {"proof": None},
                              {"proof": PICTURE[:-1] + b"!"}, {"proof": PICTURE + b"!"}):
            is_problem(ask(student, **other_content), 409, "exception-open")
        assert site.count_files() == n_files
        assert [item["codes"] for item in school.get(STAFF).json["items"]] == [["P19"]]
        assert len(law.get(STAFF).json["items"]) == 1 and other.get(STAFF).json["items"] == []
        path = f"{STAFF}/{asked.json['id']}"
        opened = school.get(path).json
        assert opened["note"] == NOTE and opened["student"]["name_masked"] == "张*"
        assert school.get(f"{path}/proof").body == PICTURE
        for where in (path, f"{path}/proof"):
            is_problem(other.get(where), 404, "not-found")
        decision = {"is_approved": True, "remark": "同意"}
        is_problem(law.post(f"{path}/decision", decision), 403, "forbidden")
        is_problem(other.post(f"{path}/decision", decision), 404, "not-found")
        for _ in range(2):
            answer = school.post(f"{path}/decision", decision)
            assert (answer.status, answer.json["state"]) == (200, "approved"), answer.body
        is_problem(school.post(f"{path}/decision", {"is_approved": False}), 409, "exception-decided")
        assert school.get(STAFF).json["items"] == []
        assert len(school.get(f"{STAFF}?state=approved").json["items"]) == 1
        own = student.get("/api/v1/exceptions").json["items"][0]
        assert (own["state"], own["remark"]) == ("approved", "同意")
        kinds = [entry["kind"] for entry in student.get("/api/v1/messages").json["items"]]
        assert kinds == ["exception-approved"]
        actions = [event["action"] for event in school.get("/api/v1/staff/students/1").json["events"]]
        assert actions[:2] == ["exception.approve", "exception.ask"]
        assert ask(student, codes="P19").status == 201  # another, after the decision


def test_what_cannot_be_asked_is_refused_and_leaves_nothing():
    with new_site() as site:
        student = site.refused()
        before = site.count_files()
        for fields, status, code in (
                ({"codes": "A01"}, 422, "exception-wrong"), ({"codes": ""}, 422, "exception-wrong"),
                ({"codes": "P19,P19"}, 422, "exception-wrong"), ({"codes": "x"}, 422, "exception-wrong"),
                ({"note": ""}, 422, "exception-wrong"), ({"note": "x" * 1201}, 422, "exception-wrong"),
                ({"note": None}, 400, "bad-request"), ({"more": "1"}, 400, "bad-request"),
                ({"shot_id": "s2"}, 404, "not-found"),
                ({"proof": b"<svg>and no picture at all</svg>"}, 415, "not-a-picture"),
                ({"proof": PICTURE + bytes(8 << 20)}, 413, "picture-too-large")):
            is_problem(ask(student, **fields), status, code)
        site.sql("UPDATE shot SET state = 'passed'")
        is_problem(ask(student), 409, "exception-not-refused")
        site.sql("UPDATE shot SET state = 'failed'")
        assert site.count_files() == before
        assert ask(student, proof=None).json["has_proof"] is False
        assert site.stop() == 0
        assert NOTE not in site.read_log()


tap.run({name: value for name, value in globals().items() if len(sys.argv) < 4 or sys.argv[3] in name})
