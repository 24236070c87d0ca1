"""What officers see of students and do for them, over real HTTP: scopes, lists, pages, locks. Prints TAP.

usage: students_test.py TUCAI FIXTURE [PART OF A NAME]; on PostgreSQL if TUCAI_TEST_POSTGRES is set.
"""

import sys
from pathlib import Path

from openapi import Document
from site_of_students import LI, ZHANG, StudentSite, is_problem

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support")]

import tap  # noqa: E402

DOCUMENT = Document(ROOT / "docs/api/openapi.yaml")
STUDENTS = "/api/v1/staff/students"
WANG = ("王五", "B21030407", "E12345679", "U7")
ZHAO = ("赵六", "B31030407", "E12345680", "U8")


class OfficerSite(StudentSite):
    """Zhang (1) and Li (2) of school A's college Law, Wang (3) of its Physics, Zhao (4) of school B."""

    def people(self):
        self.open()
        self.fixture("student", "1", "2", *WANG)
        self.fixture("student", "2", "3", *ZHAO)
        return {
            "college": self.enter("a.law", "college", "--school", "10284", "--college", "Law"),
            "other college": self.enter("a.physics", "college", "--school", "10284", "--college",
                                        "Physics"),
            "school": self.enter("a.school", "school", "--school", "10284"),
            "other school": self.enter("b.school", "school", "--school", "10285"),
            "retoucher": self.enter("retoucher", "retoucher"),
            "centre": self.enter("centre", "centre"),
            "auditor": self.enter("auditor", "auditor"),
        }

    def lock(self, journey=1, kind="school", until_ms=0):
        self.sql(f"UPDATE journey SET lock_kind = '{kind}', locked_until_ms = {until_ms},"
                 f" n_failed_in_row = 3 WHERE id = {journey}")


def new_site():
    return OfficerSite(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), DOCUMENT)


def ids(answer):
    assert answer.status == 200, answer.body
    return [item["id"] for item in answer.json["items"]]


SEES = {"college": [1, 2], "other college": [3], "school": [1, 2, 3], "other school": [4],
        "centre": [1, 2, 3, 4], "auditor": [1, 2, 3, 4]}
# Of those who ask for a college of school B: officers of a college get their own, whatever they ask.
WIDER = {"school": [], "other school": [4], "centre": [4], "auditor": [4]}


def test_everybody_sees_the_students_of_their_own_and_no_others():
    with new_site() as site:
        people = site.people()
        for name, browser in people.items():
            answer = browser.get(STUDENTS)
            if name == "retoucher":
                is_problem(answer, 403, "forbidden")
                continue
            assert ids(answer) == SEES[name], name
            wider = browser.get(f"{STUDENTS}?school_id=2&college_id=3")
            assert ids(wider) == WIDER.get(name, SEES[name]), name
            for student in (1, 2, 3, 4):
                page = browser.get(f"{STUDENTS}/{student}")
                assert page.status == (200 if student in SEES[name] else 404), (name, student)
        outside = people["other school"]
        assert outside.get(f"{STUDENTS}/1").body == outside.get(f"{STUDENTS}/999").body
        is_problem(people["centre"].get(f"{STUDENTS}/x"), 404, "not-found")
        student = site.student()
        is_problem(student.get(STUDENTS), 401, "log-in")  # of another cookie


def test_a_list_is_read_page_by_page():
    with new_site() as site:
        centre = site.people()["centre"]
        first = centre.get(f"{STUDENTS}?limit=3").json
        assert [item["id"] for item in first["items"]] == [1, 2, 3]
        rest = centre.get(f"{STUDENTS}?limit=3&after={first['next']}").json
        assert [item["id"] for item in rest["items"]] == [4] and rest["next"] is None
        for query in ("limit=0", "limit=201", "limit=x", "after=x", "state=asleep", "batch_id=-1",
                      "is_locked=no"):
            is_problem(centre.get(f"{STUDENTS}?{query}"), 400, "bad-request")


def test_groups_are_found_by_how_far_they_are():
    with new_site() as site:
        officer = site.people()["school"]
        site.walk("verification")
        assert ids(officer.get(f"{STUDENTS}?state=not-begun")) == [2, 3]
        assert ids(officer.get(f"{STUDENTS}?state=phone")) == [1]
        assert ids(officer.get(f"{STUDENTS}?state=shoot")) == []
        assert ids(officer.get(f"{STUDENTS}?college_id=2")) == [3]
        assert ids(officer.get(f"{STUDENTS}?batch_id=2")) == []
        assert ids(officer.get(f"{STUDENTS}?is_locked=true")) == []
        site.lock(kind="timed", until_ms=1)  # over long ago
        assert ids(officer.get(f"{STUDENTS}?is_locked=true")) == []
        site.lock()
        assert ids(officer.get(f"{STUDENTS}?is_locked=true")) == [1]
        item = officer.get(f"{STUDENTS}?is_locked=true").json["items"][0]
        assert (item["name_masked"], item["lock"], item["state"]) == ("张*", "school", "phone")
        groups = officer.get("/api/v1/staff/dashboard").json["items"]
        assert [(group["college"], group["by_state"]) for group in groups] == [
            ("Law", {"not-begun": 1, "phone": 1}), ("Physics", {"not-begun": 1})]
        assert [group["n_locked_by_school"] for group in groups] == [1, 0]


def test_the_dashboard_counts_at_every_level():
    with new_site() as site:
        people = site.people()
        for by, n_groups in (("school", 2), ("college", 3), ("major", 3), ("class", 3)):
            answer = people["centre"].get(f"/api/v1/staff/dashboard?by={by}").json
            assert len(answer["items"]) == n_groups and not answer["is_cut"], (by, answer)
            assert sum(group["n_students"] for group in answer["items"]) == 4
        for name, seen in SEES.items():
            groups = people[name].get("/api/v1/staff/dashboard?school_id=1").json["items"]
            wanted = len(seen) if name in ("college", "other college", "school", "other school") else 3
            assert sum(group["n_students"] for group in groups) == wanted, name
        is_problem(people["school"].get("/api/v1/staff/dashboard?by=name"), 400, "bad-request")
        is_problem(people["retoucher"].get("/api/v1/staff/dashboard"), 403, "forbidden")


def test_persons_are_searched_by_a_body_and_leave_no_trace():
    with new_site() as site:
        people = site.people()
        for body, found in (({"name": " 张三 "}, [1]), ({"identity_number": "110105 19491231 002x"}, [1]),
                            ({"student_number": LI["student_number"]}, [2]),
                            ({"unique_number": "U7"}, [3]), ({"name": "赵六"}, []),
                            ({"name": "张三", "student_number": LI["student_number"]}, []),
                            ({"name": "张"}, [])):
            assert ids(people["school"].post(f"{STUDENTS}/search", body)) == found, body
        assert ids(people["other college"].post(f"{STUDENTS}/search", {"name": "张三"})) == []
        for body in ({}, {"name": ""}, {"identity_number": "1"}, {"name": "张三", "limit": 0},
                     {"name": "张三", "after": "x"}, {"batch_id": 1}):
            is_problem(people["school"].post(f"{STUDENTS}/search", body), 400, "bad-request")
        assert site.stop() == 0
        for secret in ("张三", ZHANG["identity_number"], "B21030406"):
            assert secret not in site.read_log()


# --- one of them


def test_a_students_page_tells_the_way_there():
    with new_site() as site:
        officer = site.people()["college"]
        page = officer.get(f"{STUDENTS}/2").json
        assert (page["student"]["state"], page["attempts"], page["events"]) == ("not-begun", None, [])
        site.walk("readings")
        site.add_draft(1, "d1")
        page = officer.get(f"{STUDENTS}/1").json
        assert page["student"]["state"] == "video" and page["student"]["identity_masked"].count("*") == 10
        assert [event["action"] for event in page["events"]][:2] == [
            "journey.requirements", "journey.messages"]
        assert all(event["actor"].startswith("account:") for event in page["events"])
        assert len(page["drafts"]) == 1 and page["order"] is None and page["submission"] is None


def test_every_look_at_a_shot_is_logged_and_stays_in_the_school():
    with new_site() as site:
        people = site.people()
        site.walk("readings")
        site.add_draft(1, "d1")
        shot = people["school"].get(f"{STUDENTS}/1").json["shots"][0]["id"]
        path = f"/api/v1/staff/shots/{shot}"
        for name, browser in people.items():
            answer = browser.get(f"{path}/report")
            wanted = 200 if name in ("college", "school", "centre") else 404
            assert answer.status == (403 if name in ("retoucher", "auditor") else wanted), name
        events = people["school"].get(f"{STUDENTS}/1").json
        assert events["shots"][0]["has_report"]
        row = f"action = 'shot.report-read' AND subject = 'shot:{shot}'"
        site.sql("UPDATE school SET name = 'read' WHERE 3 = (SELECT count(*) FROM audit WHERE "
                 f"{row}) AND id = 1")
        assert "read" == people["centre"].get("/api/v1/staff/dashboard?by=school").json["items"][0]["school"]
        is_problem(people["school"].get(f"{path}/overlay"), 404, "not-found")
        is_problem(people["school"].get("/api/v1/staff/shots/999/photo"), 404, "not-found")


def test_the_school_lifts_locks_and_the_student_is_told():
    with new_site() as site:
        people = site.people()
        student = site.walk("readings")
        site.lock()
        for name in people:
            if name != "school":
                status = people[name].post(f"{STUDENTS}/1/unlock").status
                assert status == (404 if name == "other school" else 403), name
        for _ in range(2):  # again: nothing changes
            assert people["school"].post(f"{STUDENTS}/1/unlock").status == 204
        page = people["school"].get(f"{STUDENTS}/1").json
        assert page["student"]["lock"] == "none" and page["attempts"]["n_failed_in_row"] == 0
        assert [event["action"] for event in page["events"]].count("student.unlock") == 1
        told = student.get("/api/v1/messages").json["items"]
        assert [message["kind"] for message in told] == ["unlocked"]
        assert people["school"].post(f"{STUDENTS}/2/unlock").status == 204  # has not begun


def test_many_are_unlocked_and_reset_at_once_each_for_itself():
    with new_site() as site:
        people = site.people()
        site.walk("readings")
        site.walk("readings", LI)
        site.lock()
        answer = people["school"].post(f"{STUDENTS}/unlocks", {"ids": [1, 2, 3, 4, 999]})
        assert [item["result"] for item in answer.json["items"]] == [
            "done", "nothing-to-do", "nothing-to-do", "not-found", "not-found"]
        site.sql("UPDATE journey SET state = 'payment'")
        answer = people["college"].post(f"{STUDENTS}/resets", {"ids": [1, 3], "remark": "再来一次"})
        assert [item["result"] for item in answer.json["items"]] == ["done", "not-found"]
        answer = people["school"].post(f"{STUDENTS}/resets", {"ids": [1, 2]})
        assert [item["result"] for item in answer.json["items"]] == ["done", "done"]
        for body in ({"ids": []}, {"ids": ["1"]}, {"ids": 1}, {"ids": list(range(1, 202))}, {}):
            is_problem(people["school"].post(f"{STUDENTS}/unlocks", body), 400, "bad-request")
        is_problem(people["school"].post(f"{STUDENTS}/resets", {"ids": [1], "remark": "x" * 601}),
                   422, "remark-too-long")


tap.run({name: value for name, value in globals().items() if len(sys.argv) < 4 or sys.argv[3] in name})
