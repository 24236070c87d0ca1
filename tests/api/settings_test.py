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
SCHOOLS = "/api/v1/staff/schools"


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



# --- batches


def change(browser, path, version, body):
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return browser.site.ask("PATCH", path, body, {
        "Cookie": f"tucai_session={browser.token}", "X-CSRF-Token": browser.csrf, **headers})


def test_batches_are_seen_by_their_school():
    with new_site() as site:
        site.open()
        sees = {("a.school", "school", "--school", "10284"): [1],
                ("b.school", "school", "--school", "10285"): [2],
                ("a.law", "college", "--school", "10284", "--college", "Law"): [1],
                ("centre", "centre"): [1, 2]}
        for words, wanted in sees.items():
            browser = site.enter(*words)
            assert [item["id"] for item in browser.get(BATCHES).json["items"]] == wanted, words
            for batch in (1, 2, 9):
                status = browser.get(f"{BATCHES}/{batch}").status
                assert status == (200 if batch in wanted else 404), (words, batch)
                refused = 403 if words[1] == "college" else 428 if batch in wanted else 404
                assert change(browser, f"{BATCHES}/{batch}", None, {}).status == refused, words


def test_two_officers_do_not_undo_each_others_change():
    with new_site() as site:
        site.open()
        school = site.enter("a.school", "school", "--school", "10284")
        path = f"{BATCHES}/1"
        seen = school.get(path)
        assert seen.headers["ETag"] == '"1"'
        before = seen.json
        wanted = {"daily_from_min": 480, "daily_to_min": 1080, "closed_days": [20000, 20001],
                  "is_payment_unified": True, "has_school_review": False, "verification": "code",
                  "opens_ms": 5, "closes_ms": before["closes_ms"] + 1,
                  "rules": {"draft_capacity": 7, "cooldown_ms.3": 0}}
        after = change(school, path, 1, wanted)
        assert after.status == 200 and after.headers["ETag"] == '"2"', after.body
        rules = {**before["rules"], **wanted["rules"]}
        assert after.json == {**before, **wanted, "rules": rules, "version": 2}
        is_problem(change(school, path, 1, {"has_school_review": True}), 412, "changed")
        is_problem(change(school, path, None, {}), 428, "version-wanted")
        assert school.get(path).json == after.json
        again = site.ask("GET", path, headers={"Cookie": f"tucai_session={school.token}",
                                               "If-None-Match": '"2"'})
        assert again.status == 304 and again.body == b""


def test_settings_outside_their_range_change_nothing():
    with new_site() as site:
        site.open()
        school = site.enter("a.school", "school", "--school", "10284")
        centre = site.enter("centre", "centre")
        path = f"{BATCHES}/1"
        before = school.get(path).json
        for body in ({"closes_ms": 0}, {"daily_from_min": 1440}, {"daily_to_min": 1441},
                     {"daily_from_min": -1}, {"closed_days": [2, 1]}, {"closed_days": [1, 1]},
                     {"closed_days": ["1"]}, {"closed_days": list(range(65))},
                     {"verification": "face"}, {"rules": {"draft_capacity": 0}},
                     {"rules": {"draft_capacity": 101}}, {"rules": {"name": 1}}, {"rules": []},
                     {"rules": {"fee_fen": 1}}, {"rules": {"keep_raw_ms": 1}}):
            is_problem(change(school, path, 1, body), 422, "settings-wrong")
        is_problem(change(school, path, 1, {"name": "x"}), 400, "bad-request")
        assert school.get(path).json == before
        answer = change(centre, path, 1, {"rules": {"fee_fen": 0}})
        assert answer.status == 200 and answer.json["rules"]["fee_fen"] == 0



# --- schools


def test_a_school_keeps_its_contact_and_sees_no_others():
    with new_site() as site:
        site.open()
        school = site.enter("a.school", "school", "--school", "10284")
        law = site.enter("a.law", "college", "--school", "10284", "--college", "Law")
        centre = site.enter("centre", "centre")
        seen = law.get(f"{SCHOOLS}/1")
        assert seen.headers["ETag"] == '"1"'
        assert (seen.json["code"], seen.json["version"]) == ("10284", 1)
        wanted = {"contact": "教务处 025-83597000"}
        is_problem(change(law, f"{SCHOOLS}/1", 1, wanted), 403, "forbidden")
        is_problem(change(school, f"{SCHOOLS}/1", None, wanted), 428, "version-wanted")
        is_problem(school.get(f"{SCHOOLS}/2"), 404, "not-found")
        is_problem(change(school, f"{SCHOOLS}/2", 1, wanted), 404, "not-found")
        is_problem(change(centre, f"{SCHOOLS}/9", 1, wanted), 404, "not-found")
        for contact in ("", "x" * 256, "字" * 86):
            is_problem(change(school, f"{SCHOOLS}/1", 1, {"contact": contact}), 422, "settings-wrong")
        assert law.get(f"{SCHOOLS}/1").json == seen.json
        after = change(school, f"{SCHOOLS}/1", 1, wanted)
        assert after.status == 200 and after.headers["ETag"] == '"2"', after.body
        assert after.json == {**seen.json, **wanted, "version": 2}
        is_problem(change(centre, f"{SCHOOLS}/1", 1, {"contact": "another"}), 412, "changed")
        assert change(centre, f"{SCHOOLS}/1", 2, {"contact": "x" * 255}).status == 200
        assert change(centre, f"{SCHOOLS}/2", 1, wanted).status == 200
        assert site.walk("readings").get("/api/v1/journey").json["school"]["contact"] == "x" * 255


# --- accounts


ACCOUNTS = "/api/v1/staff/accounts"


def test_schools_keep_the_accounts_of_their_colleges_and_the_centre_all():
    with new_site() as site:
        site.open()
        school = site.enter("a.school", "school", "--school", "10284")
        other = site.enter("b.school", "school", "--school", "10285")
        centre = site.enter("centre", "centre")
        law = {"login": "a.law", "role": "college", "college": "Law"}
        made = school.post(ACCOUNTS, law)
        assert made.status == 201, made.body
        first = made.json["first_password"]
        site.secrets |= {first}
        is_problem(school.post(ACCOUNTS, law), 409, "login-taken")
        for body, status, code in (
                ({**law, "login": "x"}, 422, "account-wrong"),
                ({**law, "login": "a.x", "college": "Alchemy"}, 422, "account-wrong"),
                ({"login": "a.x", "role": "college"}, 422, "account-wrong"),
                ({"login": "a.x", "role": "school"}, 403, "forbidden"),
                ({"login": "a.x", "role": "centre"}, 403, "forbidden"),
                ({"login": "a.x", "role": "king"}, 403, "forbidden"),
                ({**law, "login": "a.x", "school_code": "10285"}, 403, "forbidden")):
            is_problem(school.post(ACCOUNTS, body), status, code)
        listed = {name: [item["login"] for item in browser.get(ACCOUNTS).json["items"]]
                  for name, browser in (("school", school), ("other", other), ("centre", centre))}
        assert listed == {"school": ["a.school", "a.law"], "other": ["b.school"],
                          "centre": ["a.school", "b.school", "centre", "a.law"]}
        officer = site.log_in("a.law", first)
        assert officer.login["staff"]["must_change_password"] is True
        path = f"{ACCOUNTS}/{officer.id}"
        for what in ("reset", "disable"):
            is_problem(other.post(f"{path}/{what}"), 404, "not-found")
            is_problem(school.post(f"{ACCOUNTS}/{school.id}/{what}"), 403, "forbidden")
            is_problem(centre.post(f"{ACCOUNTS}/{centre.id}/{what}"), 403, "forbidden")
        assert school.post(f"{path}/disable").status == 204
        is_problem(officer.get("/api/v1/staff/me"), 401, "log-in")
        is_problem(site.log_in("a.law", first), 401, "login-refused")
        again = school.post(f"{path}/reset").json["first_password"]
        site.secrets |= {again}
        assert again != first and site.log_in("a.law", again).id == officer.id
        assert centre.post(f"{ACCOUNTS}/{school.id}/reset").status == 200
        added = centre.post(ACCOUNTS, {"login": "retoucher", "role": "retoucher"})
        assert added.status == 201
        assert site.stop() == 0
        assert not [secret for secret in site.secrets if secret in site.read_log()]


tap.run({name: value for name, value in globals().items() if len(sys.argv) < 4 or sys.argv[3] in name})
