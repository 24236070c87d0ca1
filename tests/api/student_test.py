"""The student's way up to the camera, over real HTTP. Prints TAP.

usage: student_test.py TUCAI FIXTURE [PART OF A NAME]; on PostgreSQL if TUCAI_TEST_POSTGRES is set.
Borders of clocks are tested where the clock can be turned (tests/unit/app).
"""

import re
import sys
import time
from pathlib import Path

from openapi import Document
from site_of_students import ZHANG, StudentSite, is_problem

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support")]

import tap  # noqa: E402

PACE = 20  # of the video, so that tests do not wait for it
DOCUMENT = Document(ROOT / "docs/api/openapi.yaml")


def new_site():
    return StudentSite(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), DOCUMENT)


# --- sessions


def test_a_browser_gets_a_cookie_and_an_app_a_token():
    with new_site() as site:
        site.open()
        answer = site.ask("POST", "/api/v1/session", {})
        assert "token" not in answer.json
        assert re.fullmatch(r"tucai_student=[A-Za-z0-9_-]{22}; Path=/; HttpOnly; SameSite=Lax; "
                            r"Max-Age=2592000", answer.headers["Set-Cookie"])
        answer = site.ask("POST", "/api/v1/session", {"client": "app"})
        assert answer.headers["Set-Cookie"] is None
        bearer = {"Authorization": f"Bearer {answer.json['token']}"}
        assert site.ask("GET", "/api/v1/journey", headers=bearer).json["state"] == "consent"
        assert site.ask("POST", "/api/v1/session", {"client": "app"}, bearer).json["token"] in bearer["Authorization"]
        is_problem(site.ask("POST", "/api/v1/session", {"client": "robot"}), 400, "bad-request")


def test_the_token_of_a_cookie_is_never_told():
    with new_site() as site:
        site.open()
        browser = site.student()
        told = site.ask("POST", "/api/v1/session", {"client": "app"}, browser.cookie).json
        assert told["token"] != browser.token and told["csrf_token"] != browser.csrf
        assert "token" not in browser.get("/api/v1/session").json


def test_each_session_has_an_account_of_its_own_and_keeps_it():
    with new_site() as site:
        site.open()
        one, other = site.student(), site.student()
        assert one.post("/api/v1/journey/consent", {"document_id": site.texts["consent"]}).status == 200
        assert other.get("/api/v1/journey").json["state"] == "consent"
        again = one.post("/api/v1/session", {})
        assert again.json["csrf_token"] == one.csrf  # an answer that was lost is asked for again
        assert one.get("/api/v1/session").json["csrf_token"] == one.csrf
        assert one.get("/api/v1/journey").json["state"] == "verify"


def test_the_end_of_a_session():
    with new_site() as site:
        site.open()
        student = site.student()
        is_problem(site.ask("DELETE", "/api/v1/session", headers=student.cookie), 403, "csrf")
        answer = student.ask("DELETE", "/api/v1/session")
        assert answer.status == 204 and "tucai_student=; " in answer.headers["Set-Cookie"]
        is_problem(student.get("/api/v1/journey"), 401, "log-in")


def test_staff_and_students_have_cookies_of_their_own():
    with new_site() as site:
        site.open()
        staff, student = site.enter("centre.a", "centre"), site.student()
        both = {"Cookie": f"tucai_session={staff.token}; tucai_student={student.token}"}
        assert site.ask("GET", "/api/v1/staff/me", headers=both).status == 200
        assert site.ask("GET", "/api/v1/journey", headers=both).status == 200
        is_problem(site.ask("GET", "/api/v1/journey",
                            headers={"Cookie": f"tucai_student={staff.token}"}), 403, "forbidden")
        is_problem(site.ask("GET", "/api/v1/staff/me",
                            headers={"Cookie": f"tucai_session={student.token}"}), 403, "forbidden")


def test_too_many_new_sessions_of_one_address():
    with new_site() as site:
        site.configure("limits", sessions_per_minute="3")
        site.open()
        students = [site.student() for _ in range(3)]
        is_problem(site.ask("POST", "/api/v1/session", {}), 429, "too-many")
        assert students[0].post("/api/v1/session", {}).status == 200  # no new one


def test_too_many_requests_of_one_student_leave_the_rest_of_the_campus_alone():
    with new_site() as site:
        site.configure("limits", student_requests_per_minute="4")
        site.open()
        eager, other = site.student(), site.student()  # one address
        for _ in range(4):
            assert eager.get("/api/v1/journey").status == 200
        answer = eager.get("/api/v1/journey")
        is_problem(answer, 429, "too-many")
        assert 1 <= int(answer.headers["Retry-After"]) <= 16
        assert other.get("/api/v1/journey").status == 200


# --- the steps


def test_the_way_up_to_the_video_each_step_twice():
    with new_site() as site:
        site.open()
        student = site.student()
        view = student.get("/api/v1/journey").json
        assert view["student"] is None and view["version"] == 0
        assert abs(view["now_ms"] - time.time() * 1000) < 60000
        for path, body, state in site.steps():
            for _ in range(2):
                answer = student.post(f"/api/v1/journey/{path}", body)
                assert (answer.status, answer.json["state"]) == (200, state), (path, answer.body)
        view = student.get("/api/v1/journey").json
        assert [step["is_done"] for step in view["steps"]] == [True] * 7 + [False]
        assert view["student"] == {
            "name_masked": "张*", "identity_masked": "1101**********002X", "student_number": "B21030405",
            "college": "Law", "major": "物理学", "class_name": "1"}
        assert view["school"] == {"code": "10284", "name": "A", "contact": "025-1"}
        assert view["batch"]["window"]["state"] == "open" and view["batch"]["fee_fen"] == 1500
        assert view["versions_read"] == {"consent": 1, "notice": 1, "precautions": 1, "requirements": 1}
        assert view["attempts_left"] == {"authenticity": 3, "other": 5}
        assert view["drafts"] == {"count": 0, "capacity": 5, "min_age_ms": 86400000}
        assert view["shooting"]["refusal"] == "capture-not-ready"
        assert view["wants_messages"] is True and view["is_paid"] is False


def test_a_step_out_of_order_is_refused():
    with new_site() as site:
        site.open()
        student = site.student()
        for path, body, _ in site.steps()[1:]:
            is_problem(student.post(f"/api/v1/journey/{path}", body), 409, "step-not-now")
        assert student.get("/api/v1/journey").json["state"] == "consent"


def test_an_equal_step_is_a_success_and_another_one_is_not():
    with new_site() as site:
        site.open()
        student = site.walk("messages-choice")
        other = {"phone": "13912345678"}
        is_problem(student.post("/api/v1/journey/phone", other), 409, "step-not-now")
        assert student.post("/api/v1/journey/phone", {"phone": "+86 138-1234-5678"}).status == 200
        is_problem(student.post("/api/v1/journey/messages-choice", {"wants_messages": False}), 409,
                   "step-not-now")


def test_bad_steps():
    with new_site() as site:
        site.open()
        student = site.student()
        for body in ({}, {"document_id": "1"}, {"document_id": 1.5}, {"document_id": 1, "x": 1}):
            is_problem(student.post("/api/v1/journey/consent", body), 400, "bad-request")
        is_problem(student.post("/api/v1/journey/consent", {"document_id": 999}), 409, "text-newer")
        for kind in ("consent", "", "noticeX"):
            is_problem(student.post("/api/v1/journey/readings", {"kind": kind, "document_id": 1}), 400,
                       "bad-request")
        student = site.walk("verification")
        for phone in ("", "1381234567", "138123456789", "12812345678", "x"):
            is_problem(student.post("/api/v1/journey/phone", {"phone": phone}), 422, "phone-wrong")


# --- texts


def test_texts_have_versions_and_etags():
    with new_site() as site:
        site.open()
        student = site.walk("verification")
        text = student.get("/api/v1/documents/notice")
        assert text.json["body"] == "the notice of everybody" and text.json["version"] == 1
        assert text.headers["Cache-Control"] == "private, no-cache"
        known = {"If-None-Match": text.headers["ETag"]}
        assert student.ask("GET", "/api/v1/documents/notice", headers=known).status == 304
        own = site.fixture("document", "notice", "1", "the school's own")
        answer = student.ask("GET", "/api/v1/documents/notice", headers=known)
        assert answer.status == 200 and answer.json["body"] == "the school's own"
        student.post("/api/v1/journey/phone", {"phone": "13812345678"})
        old = {"kind": "notice", "document_id": text.json["id"]}
        is_problem(student.post("/api/v1/journey/readings", old), 409, "text-newer")
        assert student.post("/api/v1/journey/readings", {**old, "document_id": int(own)}).status == 200
        for kind in ("consents", "x", "notice%20"):
            is_problem(student.get(f"/api/v1/documents/{kind}"), 404, "not-found")


# --- who it is


def verify(student, **changes):
    return student.post("/api/v1/journey/verification", {**ZHANG, **changes})


def test_schools_by_pages():
    with new_site() as site:
        site.open()
        student = site.student()
        page = student.get("/api/v1/schools?limit=1").json
        assert page["items"] == [{"code": "10284", "name": "A", "contact": "025-1",
                                  "takes_roster": True, "takes_codes": False}]
        rest = student.get(f"/api/v1/schools?limit=1&after={page['next']}").json
        assert [school["code"] for school in rest["items"]] == ["10285"] and rest["next"] is None
        site.sql("UPDATE batch SET verification = 'code' WHERE id = 2;"
                 "INSERT INTO batch (school_id, name, verification, opens_ms, closes_ms, daily_from_min,"
                 " daily_to_min, is_payment_unified, has_school_review, production, rules)"
                 " SELECT 2, 'again', 'roster', opens_ms, closes_ms, 0, 1440, 0, 1, 'hand', ''"
                 " FROM batch WHERE id = 2")
        both = student.get("/api/v1/schools").json["items"]
        assert [(its["takes_roster"], its["takes_codes"]) for its in both] == [(True, False), (True, True)]
        site.sql("UPDATE batch SET closes_ms = opens_ms + 1 WHERE school_id = 2")
        assert len(student.get("/api/v1/schools").json["items"]) == 1


def test_refusals_say_why_and_whom_to_ask():
    with new_site() as site:
        site.configure("limits", verifications_per_minute="100")
        site.open()
        student = site.walk("consent")
        school = {"code": "10284", "name": "A", "contact": "025-1"}
        answers = [verify(student, name="李四"), verify(student, student_number="B21030406"),
                   verify(student, identity_number="E12345678"), verify(student, name=""),
                   verify(student, identity_number="12")]
        for answer in answers:
            is_problem(answer, 422, "nobody-fits")
            assert answer.json["school"] == school and answer.body == answers[0].body
        unknown = verify(student, school_code="99999")
        is_problem(unknown, 422, "school-unknown")
        assert "school" not in unknown.json
        is_problem(verify(student, school_code="10285"), 422, "nobody-fits")
        site.sql("UPDATE batch SET verification = 'code' WHERE id = 2")
        is_problem(verify(student, school_code="10285"), 422, "verify-other-way")
        site.sql("UPDATE batch SET closes_ms = opens_ms + 1 WHERE id = 1")
        answer = verify(student)
        is_problem(answer, 422, "school-closed")
        assert answer.json["school"] == school
        for body in ({}, {**ZHANG, "name": None}, {**ZHANG, "more": "1"}):
            is_problem(student.post("/api/v1/journey/verification", body), 400, "bad-request")


def test_names_and_numbers_are_taken_in_any_form():
    with new_site() as site:
        site.open()
        student = site.walk("consent")
        assert verify(student, name="  张三 ", identity_number="110105 19491231 002x").status == 200


def test_a_second_account_is_refused_with_the_contact():
    with new_site() as site:
        site.open()
        first, second = site.walk("verification"), site.walk("consent")
        answer = verify(second)
        is_problem(answer, 409, "bound-elsewhere")
        assert answer.json["school"]["contact"] == "025-1"
        assert verify(first).status == 200
        is_problem(verify(first, name="李四"), 409, "step-not-now")


def test_trying_names_is_slowed_down():
    with new_site() as site:
        site.configure("limits", verifications_per_minute="2")
        site.open()
        student, other = site.walk("consent"), site.walk("consent")
        for _ in range(2):
            is_problem(verify(student, name="李四"), 422, "nobody-fits")
        answer = verify(student)
        is_problem(answer, 429, "too-many")
        assert 1 <= int(answer.headers["Retry-After"]) <= 31
        assert verify(other).status == 200


def test_an_address_has_a_hundred_times_as_many_attempts():
    with new_site() as site:
        site.configure("limits", verifications_per_minute="1")
        site.open()
        students = [site.walk("consent") for _ in range(101)]
        for student in students[:100]:
            is_problem(verify(student, name="李四"), 422, "nobody-fits")
        is_problem(verify(students[100], name="李四"), 429, "too-many")


# --- capture codes


def make_code(site, school="10284", number="U0", name="张三", identity=ZHANG["identity_number"],
              expires_in_ms=86400000):
    expires_ms = int(time.time() * 1000) + expires_in_ms
    return site.fixture("code", school, number, name, identity, str(expires_ms))


def open_for_codes(site):
    site.configure("limits", verifications_per_minute="100")
    site.configure("students", registry="simulator")
    site.open()
    site.sql("UPDATE batch SET verification = 'code' WHERE id = 1")


def verify_code(student, code, **more):
    return student.post("/api/v1/journey/verification", {"capture_code": code, **more})


def test_a_capture_code_verifies():
    with new_site() as site:
        open_for_codes(site)
        student, code = site.walk("consent"), make_code(site)
        for _ in range(2):
            answer = verify_code(student, f" {code}\n")
            assert (answer.status, answer.json["state"]) == (200, "phone")
        assert answer.json["student"]["name_masked"] == "张*"
        other = site.walk("consent")
        is_problem(verify_code(other, make_code(site)), 409, "bound-elsewhere")


def test_every_fault_of_a_code_has_a_problem_of_its_own():
    with new_site() as site, new_site() as elsewhere:
        open_for_codes(site)
        elsewhere.tucai("migrate")
        student, school = site.walk("consent"), {"code": "10284", "name": "A", "contact": "025-1"}
        good = make_code(site)
        for code, problem, its_school in (
                ("https://example.org", "not-one", None), ("", "not-one", None),
                (good[:50] + ("A" if good[50] != "A" else "B") + good[51:], "foreign", None),
                (make_code(elsewhere), "foreign", None), ("x" * 2000, "not-one", None),
                (make_code(site, expires_in_ms=-1), "expired", school),
                (make_code(site, school="77777"), "other-school", None),
                (make_code(site, number="U9"), "unknown", school),
                (make_code(site, number="U1"), "mismatch", school),
                (make_code(site, name="张三丰"), "mismatch", school),
                (make_code(site, identity="110105194912310021"), "mismatch", school)):
            answer = verify_code(student, code)
            is_problem(answer, 422, "capture-code-" + problem)
            assert answer.json.get("school") == its_school
        is_problem(verify_code(student, good, school_code="10285"), 422, "capture-code-other-school")
        is_problem(verify_code(student, make_code(site, school="10285")), 422, "verify-other-way")
        is_problem(verify(student), 422, "verify-other-way")
        is_problem(verify_code(student, good, name="张三"), 400, "bad-request")
        assert verify_code(student, good, school_code="10284").status == 200


def test_who_has_two_codes_uses_the_one_of_this_registration():
    with new_site() as site:
        open_for_codes(site)
        student = site.walk("consent")
        is_problem(verify_code(student, make_code(site, number="U7")), 422, "capture-code-unknown")
        assert verify_code(student, make_code(site, number="U0")).status == 200


def test_without_a_registry_codes_are_off():
    with new_site() as site:
        site.open()
        is_problem(verify_code(site.walk("consent"), make_code(site)), 422, "capture-codes-off")


# --- the video


def beat(student, position_ms, version=1):
    return student.post("/api/v1/video/beat", {"version": version, "position_ms": position_ms})


def watch(student):
    """To the end, at the pace of the settings."""
    duration_ms = student.get("/api/v1/video").json["duration_ms"]
    began = time.monotonic()
    while True:
        position_ms = min(int((time.monotonic() - began) * 1000 * PACE), duration_ms)
        answer = beat(student, position_ms)
        assert answer.status == 200, answer.body
        if answer.json["is_finished"]:
            return
        assert position_ms < duration_ms or answer.json["watched_ms"] < duration_ms


def test_watching_to_the_end_opens_the_camera():
    with new_site() as site:
        site.configure("students", video_pace=str(PACE))
        site.open()
        student = site.walk("readings")
        video = student.get("/api/v1/video").json
        assert (video["version"], video["duration_ms"], video["watched_ms"]) == (1, 4000, 0)
        assert beat(student, 4000).json == {"watched_ms": 0, "is_finished": False}  # at once: no
        assert student.get("/api/v1/journey").json["state"] == "video"
        watch(student)
        view = student.get("/api/v1/journey").json
        assert view["state"] == "shoot" and view["steps"][-1] == {"step": "video", "is_done": True}
        assert view["shooting"]["is_allowed"] is True
        assert beat(student, 0).json["is_finished"] is True  # repeated: nothing happens
        assert student.get("/api/v1/journey").json["version"] == view["version"]


def test_who_has_watched_does_not_watch_again():
    with new_site() as site:
        site.configure("students", video_pace=str(PACE))
        site.open()
        student = site.walk("messages-choice")
        watch(student)  # before it is asked for
        requirements = {"kind": "requirements", "document_id": site.texts["requirements"]}
        answer = student.post("/api/v1/journey/readings", requirements)
        assert (answer.status, answer.json["state"]) == (200, "shoot")
        site.add_video(duration_ms=5000)
        is_problem(beat(student, 0), 409, "video-newer")
        assert student.get("/api/v1/video").json["is_finished"] is False


def test_bad_beats():
    with new_site() as site:
        site.open()
        student = site.student()
        for body in ({}, {"version": 1}, {"version": 1, "position_ms": -1},
                     {"version": 1, "position_ms": "0"}):
            is_problem(student.post("/api/v1/video/beat", body), 400, "bad-request")
        is_problem(beat(student, 0, version=2), 409, "video-newer")
        assert beat(student, 2**63 - 1).json["watched_ms"] == 0
        site.sql("DELETE FROM viewing; DELETE FROM video")
        is_problem(beat(student, 0), 404, "not-found")
        is_problem(student.get("/api/v1/video"), 404, "not-found")
        is_problem(site.ask("GET", "/api/v1/video/file"), 404, "not-found")


def test_the_file_in_parts_as_players_ask():
    data = b"\x1aE\xdf\xa3" + bytes(range(256)) * 1000
    with new_site() as site:
        site.open()
        site.add_video(data)
        address = site.student().get("/api/v1/video").json["file"]

        def get(**headers):
            return site.ask("GET", address, headers={k.replace("_", "-"): v for k, v in headers.items()})

        whole = get()
        assert (whole.status, whole.body) == (200, data)
        assert whole.headers["Content-Type"] == "video/webm"
        assert whole.headers["Accept-Ranges"] == "bytes"
        assert "max-age=86400" in whole.headers["Cache-Control"]
        for asked, first, last in (("bytes=0-", 0, len(data) - 1), ("bytes=1-1", 1, 1),
                                   ("bytes=-300", len(data) - 300, len(data) - 1)):
            part = get(Range=asked)
            assert (part.status, part.body) == (206, data[first:last + 1])
            assert part.headers["Content-Range"] == f"bytes {first}-{last}/{len(data)}"
        outside = get(Range=f"bytes={len(data)}-")
        is_problem(outside, 416, "range-outside")
        assert outside.headers["Content-Range"] == f"bytes */{len(data)}"
        etag = whole.headers["ETag"]
        assert get(If_None_Match=etag).status == 304
        assert get(Range="bytes=0-0", If_Range=etag).status == 206
        assert get(Range="bytes=0-0", If_Range='"1"').status == 200
        site.add_video(data + b"newer")
        assert get(If_None_Match=etag).body == data + b"newer"
        assert not any(
            data[4:100] in path.read_bytes() for path in (site.data / "photos").rglob("*")
            if path.is_file())  # sealed like everything there


# --- what is seen of the batch


def test_the_window_is_told_with_its_next_opening():
    with new_site() as site:
        site.open()
        student = site.walk("verification")
        day = 86400000
        now = int(time.time() * 1000)
        for opens, closes, state in ((now + day, now + 2 * day, "not-yet"),
                                     (now - 2 * day, now - day, "ended")):
            site.sql(f"UPDATE batch SET opens_ms = {opens}, closes_ms = {closes} WHERE id = 1")
            window = student.get("/api/v1/journey").json["batch"]["window"]
            assert window["state"] == state
            assert window["opens_ms"] == (opens if state == "not-yet" else None)


def test_the_log_keeps_personal_data():
    with new_site() as site:
        site.open()
        student = site.walk("readings")
        verify(student, name="李四", identity_number="E12345678")
        assert site.stop() == 0
        log = site.read_log()
        for secret in ("张三", "李四", "11010519491231002X", "E12345678", "13812345678", student.token,
                       student.csrf):
            assert secret not in log, secret


tap.run({name: value for name, value in globals().items() if len(sys.argv) < 4 or sys.argv[3] in name})
