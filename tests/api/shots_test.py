"""Leave, shots, progress, results, drafts over real HTTP with the real makers. Prints TAP.

usage: shots_test.py TUCAI FIXTURE [PART OF A NAME]; on PostgreSQL if TUCAI_TEST_POSTGRES is set.
Borders of clocks are tested where the clock can be turned (tests/unit/app).
"""

import base64
import http.client
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from openapi import Document
from site_of_shots import FORM, GOOD, LI, REFUSED, ShotSite, make_form, sha256
from site_of_students import is_problem

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support")]

import tap  # noqa: E402

DOCUMENT = Document(ROOT / "docs/api/openapi.yaml")
STAGES = ["received", "face", "background", "checks", "authenticity"]


def new_site(n_makers=1):
    return ShotSite(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), DOCUMENT, n_makers=n_makers)


# --- leave


def test_whether_a_photo_may_be_taken_is_told_with_the_guides_words():
    with new_site(0) as site:
        site.open()
        is_problem(site.student().post("/api/v1/captures"), 409, "capture-not-ready")
        student = site.shooter()
        answer = student.get("/api/v1/captures").json
        assert (answer["is_allowed"], answer["refusal"], answer["n_drafts"]) == (True, None, 0)
        until = int(time.time() * 1000) + 100000
        site.sql(f"UPDATE journey SET lock_kind = 'timed', locked_until_ms = {until}")
        answer = student.ask("POST", "/api/v1/captures")
        is_problem(answer, 409, "capture-locked-until")
        assert answer.json["until_ms"] == until
        assert 90 <= int(answer.headers["Retry-After"]) <= 100
        assert re.fullmatch(r"请仔细阅读拍摄要求, 可于 \d{4} 年 \d\d 月 \d\d 日 \d\d: \d\d: \d\d 后重新拍摄。",
                            answer.json["text"]["zh"])
        site.sql("UPDATE journey SET lock_kind = 'school'")
        asked = student.get("/api/v1/captures").json
        assert asked["refusal"] == "capture-locked-by-school" and asked["until_ms"] is None
        assert asked["text"]["zh"] == (
            "系统检测到您的照片多次未通过活体检测, 请联系学校图采工作部门进行账号解锁。")
        site.sql("UPDATE journey SET lock_kind = 'none'")
        site.sql("UPDATE batch SET closes_ms = opens_ms + 1")
        is_problem(student.ask("POST", "/api/v1/captures"), 409, "capture-ended")


# --- from shot to draft


def test_a_good_photo_goes_all_the_way_to_the_draft_box():
    with new_site() as site:
        site.open()
        student = site.shooter()
        answer = student.send(more=[("sha256", sha256(GOOD))])
        assert answer.status == 202, answer.body
        assert answer.headers["Location"] == f"/api/v1/shots/{answer.json['id']}"
        assert answer.json["state"] in ("queued", "making") and answer.json["expected_ms"] > 0
        shot = student.wait(answer.json["id"])
        assert (shot["state"], shot["outcome"]) == ("passed", "passed")
        assert shot["captures"]["is_allowed"] and shot["captures"]["n_drafts"] == 1
        photo = student.get(shot["photo"])
        assert photo.body == GOOD and photo.headers["Content-Type"] == "image/jpeg"
        assert photo.headers["Cache-Control"] == "private, no-store"
        drafts = student.get("/api/v1/drafts").json["items"]
        assert [draft["id"] for draft in drafts] == [shot["draft_id"]]
        assert drafts[0]["deletable_from_ms"] == drafts[0]["created_ms"] + 86400000
        preview = student.get(f"/api/v1/drafts/{shot['draft_id']}/preview")
        assert preview.status == 200 and preview.body.startswith(b"\xff\xd8\xff")
        is_problem(student.get(f"/api/v1/shots/{shot['id']}/overlay"), 404, "not-found")
        answer = student.ask("DELETE", f"/api/v1/drafts/{shot['draft_id']}")
        is_problem(answer, 409, "draft-too-young")
        assert answer.json["until_ms"] == drafts[0]["deletable_from_ms"]


def test_a_draft_of_yesterday_is_deleted_with_its_pictures():
    with new_site() as site:
        site.open()
        student = site.shooter()
        shot = student.shoot()
        n_blobs = site.count_blobs()
        site.sql("UPDATE draft SET created_ms = created_ms - 86400000")
        for _ in range(2):  # an answer that was lost is asked for again
            answer = student.ask("DELETE", f"/api/v1/drafts/{shot['draft_id']}")
            assert (answer.status, answer.body) == (204, b"")
        assert site.count_blobs() == n_blobs - 2
        assert student.get("/api/v1/drafts").json == {"items": [], "next": None}
        is_problem(student.get(f"/api/v1/drafts/{shot['draft_id']}/preview"), 404, "not-found")
        assert student.get(f"/api/v1/shots/{shot['id']}").json["draft_id"] is None


def test_a_refused_photo_says_why_and_cools_down():
    with new_site() as site:
        site.open()
        student = site.shooter()
        shot = student.shoot(REFUSED)
        assert (shot["state"], shot["outcome"], shot["draft_id"]) == ("failed", "failed", None)
        assert 1 <= len(shot["reasons"]) <= 3
        assert len({reason["code"] for reason in shot["reasons"]}) == len(shot["reasons"])
        for reason in shot["reasons"]:
            assert reason["name"]["zh"] and reason["tip"]["zh"] and reason["clause"]["zh"]
            assert reason["value"] is not None
            assert reason["min"] is not None or reason["max"] is not None
        as_sent = student.get(f"/api/v1/shots/{shot['id']}").body
        assert b"." in as_sent and not re.search(rb"\d\.\d{12}", as_sent), as_sent  # 0.1, not 0.1000...01
        overlay = student.get(shot["overlay"])
        assert overlay.body.startswith(b"\x89PNG") and overlay.headers["Content-Type"] == "image/png"
        assert shot["captures"]["refusal"] == "capture-cooling-down"
        assert 0 < shot["captures"]["until_ms"] - shot["finished_ms"] <= 10000
        answer = student.ask("POST", "/api/v1/captures")
        is_problem(answer, 409, "capture-cooling-down")
        assert 1 <= int(answer.headers["Retry-After"]) <= 10


def test_a_burst_is_taken_with_its_times():
    with new_site() as site:
        site.open()
        student = site.shooter()
        frames = [("frame", GOOD)] * 4
        for more in ([("frame_times_ms", "0,200,400"), *frames], frames,
                     [("frame_times_ms", "0,200,200,400"), *frames],
                     [("frame_times_ms", "0,1"), *frames[:2]], [("frame_times_ms", "a,b,c,d"), *frames],
                     [("frame_times_ms", ",".join(map(str, range(9)))), *[("frame", GOOD)] * 9]):
            is_problem(student.send(more=more), 400, "bad-request")
        assert site.count_blobs() == 1  # the video
        answer = student.send(more=[("frame_times_ms", "0,200,400,600"), *frames])
        assert answer.status == 202, answer.body
        shot = student.wait(answer.json["id"])
        assert shot["state"] == "passed"  # A03 only warns
        assert "A03" in {reason["code"] for reason in shot["reasons"]}


def write_frames(*pictures):
    return ("frames", ",".join(base64.b64encode(picture).decode() for picture in pictures))


def test_a_burst_is_taken_as_text_too():
    with new_site() as site:
        site.open()
        student = site.shooter()
        times = ("frame_times_ms", "0,200,400,600")
        answer = student.send(more=[times, write_frames(*[GOOD] * 4)])
        assert answer.status == 202, answer.body
        assert site.count_blobs() == 1 + 1 + 4  # the video, the shot, its frames
        shot = student.wait(answer.json["id"])
        assert shot["state"] == "passed"
        assert "A03" in {reason["code"] for reason in shot["reasons"]}  # they were looked at


def test_a_burst_as_text_is_held_to_the_same_limits():
    with new_site(0) as site:
        site.open()
        student = site.shooter()
        nonce = student.leave()
        large = b"\xff\xd8\xff" + bytes(2 * 1024 * 1024)
        text = write_frames(GOOD)[1]
        for n, frames, status, code in (
                (9, [write_frames(*[GOOD] * 9)], 400, "bad-request"),
                (2, [write_frames(*[GOOD] * 2)], 400, "bad-request"),
                (4, [write_frames(*[GOOD] * 3)], 400, "bad-request"),
                (3, [write_frames(*[GOOD] * 3), ("frame", GOOD)], 400, "bad-request"),
                (4, [("frame", GOOD), write_frames(*[GOOD] * 3)], 400, "bad-request"),
                (3, [write_frames(*[GOOD] * 3)] * 2, 400, "bad-request"),
                (3, [("frames", "")], 400, "bad-request"),
                (3, [("frames", f"{text},{text},{text[:-1]}")], 400, "bad-request"),
                (3, [("frames", f"{text},{text},%{text[1:]}")], 400, "bad-request"),
                (3, [("frames", f"data:image/jpeg;base64,{text},{text}")], 400, "bad-request"),
                (3, [("frames", f"{text},,{text}")], 415, "not-a-picture"),
                (3, [write_frames(GOOD, GOOD, b"GIF89a" + bytes(100))], 415, "not-a-picture"),
                (3, [write_frames(GOOD, GOOD, large)], 413, "picture-too-large"),
                (8, [write_frames(*[large + bytes(9)] * 8)], 413, "picture-too-large")):
            times = ("frame_times_ms", ",".join(map(str, range(n))))
            is_problem(student.send(GOOD, nonce, more=[times, *frames]), status, code)
        assert (site.count_rows("shot"), site.count_blobs()) == (0, 1)
        whole = (b"\xff\xd8\xff" + bytes(2 * 1024 * 1024))[:2 * 1024 * 1024]  # at the border
        times = ("frame_times_ms", "0,1,2,3,4,5,6,7")
        assert student.send(GOOD, nonce, more=[times, write_frames(*[whole] * 8)]).status == 202


# --- progress


def test_events_tell_the_stages_in_order_and_end():
    with new_site() as site:
        site.open()
        student = site.shooter()
        shot_id = student.send().json["id"]
        events = student.events(shot_id)
        assert events[-1] == ("ended", {"stage": "ended"})
        stages = [data["stage"] for name, data in events[:-1] if name == "progress"]
        assert stages == sorted(stages, key=STAGES.index) and len(set(stages)) >= 3, stages
        assert student.get(f"/api/v1/shots/{shot_id}").json["stage"] == "ended"
        assert student.events(shot_id) == [("ended", {"stage": "ended"})]


def test_events_come_of_photos_that_another_process_makes():
    with new_site(0) as site:
        site.open()
        student = site.shooter()
        shot_id = student.send().json["id"]
        command, environment = site.run("worker")
        worker = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        try:
            events = student.events(shot_id)
        finally:
            worker.terminate()
            worker.wait()
        assert events[0] == ("progress", {"stage": "received", "n_before": 0})
        assert events[-1][0] == "ended"
        assert student.get(f"/api/v1/shots/{shot_id}").json["state"] == "passed"


def test_a_wait_ends_with_its_time_or_a_change():
    with new_site(0) as site:
        site.open()
        student = site.shooter()
        path = f"/api/v1/shots/{student.send().json['id']}"
        started = time.monotonic()
        shot = student.get(path + "?wait_ms=300").json
        assert (shot["stage"], shot["n_before"]) == ("received", 0)
        assert 0.3 <= time.monotonic() - started < 20
        answers = []
        waiters = [threading.Thread(target=lambda: answers.append(student.get(path + "?stage=received&wait_ms=25000")))
                   for _ in range(30)]  # more than the eight workers
        started = time.monotonic()
        for waiter in waiters:
            waiter.start()
        assert student.get("/healthz").status == 200
        site.sql("UPDATE shot SET stage = 'face', state = 'making'")  # another process makes it
        for waiter in waiters:
            waiter.join()
        assert time.monotonic() - started < 20
        assert {answer.json["stage"] for answer in answers} == {"face"}
        started = time.monotonic()  # it has changed before: told at once
        assert student.get(path + "?stage=received&wait_ms=25000").json["stage"] == "face"
        assert time.monotonic() - started < 20
        assert student.get(path + "?stage=face&wait_ms=300").json["stage"] == "face"
        assert time.monotonic() - started >= 0.3
        for bad in ("faces", ""):
            is_problem(student.get(f"{path}?stage={bad}"), 400, "bad-request")
        for bad in ("25001", "-1", "x", "", "1e3", "9999999999999999999999"):
            is_problem(student.get(f"{path}?wait_ms={bad}"), 400, "bad-request")


def test_a_stop_wakes_who_waits():
    with new_site(0) as site:
        site.open()
        student = site.shooter()
        shot_id = student.send().json["id"]
        answers = []

        def wait():
            answers.append(student.get(f"/api/v1/shots/{shot_id}?wait_ms=25000"))

        def listen():
            answers.append(student.events(shot_id))

        threads = [threading.Thread(target=work) for work in (wait, listen)]
        for thread in threads:
            thread.start()
        n = 0
        while n < 3:  # the two, and the one that asks
            page = site.ask("GET", "/metrics").body.decode()
            n = int(re.search(r"^tucai_http_exchanges (\d+)", page, re.MULTILINE)[1])
        started = time.monotonic()
        assert site.stop() == 0
        assert time.monotonic() - started < 15
        for thread in threads:
            thread.join()
        assert len(answers) == 2


# --- what is refused


def test_what_is_no_picture_is_refused_before_the_queue():
    with new_site(0) as site:
        site.open()
        student = site.shooter()
        nonce = student.leave()
        for photo in (b"", b"GIF89a" + bytes(100), b"%PDF-1.4" + bytes(100), b"\xff\xd8\xff", bytes(100)):
            is_problem(student.send(photo, nonce), 415, "not-a-picture")
        is_problem(student.send(b"\xff\xd8\xff" + bytes(16 * 1024 * 1024), nonce), 413, "picture-too-large")
        is_problem(student.send(GOOD, nonce, more=[("sha256", sha256(REFUSED))]), 422, "picture-altered")
        big = [("frame", b"\xff\xd8\xff" + bytes(2 * 1024 * 1024))] + [("frame", GOOD)] * 2
        is_problem(student.send(GOOD, nonce, more=[("frame_times_ms", "0,1,2"), *big]), 413,
                   "picture-too-large")
        assert (site.count_rows("shot"), site.count_blobs()) == (0, 1)
        assert student.send(GOOD, nonce).status == 202  # the leave is as good as before


def test_forms_are_taken_strictly():
    with new_site(0) as site:
        site.open()
        student = site.shooter()
        nonce, key, photo = ("nonce", student.leave()), ("idempotency_key", "k"), ("photo", GOOD)
        for parts in ([key, photo], [nonce, photo], [nonce, key], [nonce, key, photo, photo],
                      [nonce, nonce, key, photo], [nonce, key, photo, ("more", "x")],
                      [nonce, key, ("photo", "text")], [nonce, ("idempotency_key", ""), photo],
                      [nonce, ("idempotency_key", "x" * 65), photo], []):
            is_problem(student.send_parts(parts), 400, "bad-request")
        is_problem(student.ask("POST", "/api/v1/shots", {"nonce": "x"}), 400, "bad-request")
        huge = {"Content-Type": FORM, "Content-Length": str(40 * 1024 * 1024), "Expect": "100-continue"}
        is_problem(student.ask("POST", "/api/v1/shots", b"", huge), 413, "too-large")
        assert student.send_parts([nonce, key, photo]).status == 202


def test_leaves_are_used_once_by_their_owner_in_time():
    with new_site(0) as site:
        site.open()
        zhang, li = site.shooter(), site.shooter(LI)
        is_problem(zhang.send(nonce="a" * 22), 422, "capture-unknown")
        nonce = zhang.leave()
        is_problem(li.send(nonce=nonce), 422, "capture-unknown")
        site.sql("UPDATE capture SET expires_ms = created_ms")
        is_problem(zhang.send(nonce=nonce), 409, "capture-expired")
        nonce, other = zhang.leave(), zhang.leave()
        shot = zhang.send(nonce=nonce).json
        is_problem(zhang.send(nonce=nonce), 409, "capture-used")
        is_problem(zhang.send(nonce=other), 409, "capture-making")  # no way round the cool-down
        for path in ("", "/events", "/photo", "/overlay"):
            is_problem(li.get(f"/api/v1/shots/{shot['id']}{path}"), 404, "not-found")
        assert (site.count_rows("shot"), site.count_blobs()) == (1, 2)


def test_nobody_sends_a_body_without_a_session():
    with new_site(0) as site:
        site.open()
        body = make_form([("nonce", "x"), ("idempotency_key", "y"), ("photo", GOOD)])
        is_problem(site.ask("POST", "/api/v1/shots", body, {"Content-Type": FORM}), 401, "log-in")
        student = site.shooter()
        forged = {**student.headers, "X-CSRF-Token": "x", "Content-Type": FORM}
        is_problem(site.ask("POST", "/api/v1/shots", body, forged), 403, "csrf")


# --- bad networks


def test_the_same_upload_twice_is_one_shot():
    with new_site(0) as site:
        site.open()
        student = site.shooter()
        nonce = student.leave()
        first = student.send(nonce=nonce, key="same")
        again = student.send(nonce=nonce, key="same")
        assert (first.status, again.status) == (202, 200)
        assert first.json["id"] == again.json["id"]
        assert again.headers["Location"] == first.headers["Location"]
        assert (site.count_rows("shot"), site.count_blobs()) == (1, 2)


def test_two_uploads_at_once_are_one_shot():
    with new_site(0) as site:
        site.open()
        student = site.shooter()
        for _ in range(5):
            nonce, answers = student.leave(), []
            threads = [threading.Thread(target=lambda: answers.append(student.send(nonce=nonce, key=nonce)))
                       for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert sorted(answer.status for answer in answers) == [200, 200, 200, 202], answers
            assert len({answer.json["id"] for answer in answers}) == 1
            site.sql("UPDATE shot SET state = 'failed', finished_ms = received_ms")
        assert (site.count_rows("shot"), site.count_blobs()) == (5, 6)


def test_an_upload_cut_off_leaves_nothing():
    with new_site(0) as site:
        site.open()
        student = site.shooter()
        nonce = student.leave()
        body = make_form([("nonce", nonce), ("idempotency_key", "k"), ("photo", GOOD)])
        head = "POST /api/v1/shots HTTP/1.1\r\nHost: x\r\n" + "".join(
            f"{name}: {value}\r\n" for name, value in
            {**student.headers, "Content-Type": FORM, "Content-Length": len(body)}.items()) + "\r\n"
        for n_bytes in (0, 100, len(body) // 2, len(body) - 1):
            raw = socket.create_connection(("127.0.0.1", site.port))
            raw.sendall(head.encode() + body[:n_bytes])
            raw.close()
        assert student.send(nonce=nonce, key="k").status == 202
        assert (site.count_rows("shot"), site.count_blobs()) == (1, 2)


def test_a_crash_between_vault_and_database_leaves_an_orphan_and_the_leave():
    with new_site(0) as site:
        site.open()
        student = site.shooter()
        nonce = student.leave()
        with site.writes_held():
            sender = threading.Thread(target=lambda: cut_off(student, nonce))
            sender.start()
            while site.count_blobs() < 2:  # sealed; the transaction waits
                pass
            site.process.kill()
            site.process.wait()
            sender.join()
        site.start()
        assert (site.count_rows("shot"), site.count_blobs()) == (0, 2)
        answer = student.send(nonce=nonce, key="k")
        assert answer.status == 202, answer.body
        assert (site.count_rows("shot"), site.count_blobs()) == (1, 3)
        site.tucai("purge")
        assert site.count_blobs() == 3  # it might be another server's that is still at it
        site.make_blobs_old()
        site.tucai("purge")
        assert site.count_blobs() == 2
        assert student.get(answer.json["photo"]).body == GOOD


def cut_off(student, nonce):
    """Sends in and loses the server."""
    try:
        student.send(nonce=nonce, key="k")
    except (http.client.HTTPException, OSError):
        return
    raise AssertionError("the server answered")


def test_a_full_queue_is_told_before_the_body_with_a_place():
    with new_site(0) as site:
        site.configure("limits", photos_waiting="1")
        site.open()
        zhang, li = site.shooter(), site.shooter(LI)
        nonce, key = li.leave(), "k"
        first = zhang.send(nonce=zhang.leave(), key="first")
        assert first.status == 202
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
        connection.putrequest("POST", "/api/v1/shots")
        for name, value in {**li.headers, "Content-Type": FORM, "Content-Length": "1000000",
                            "Expect": "100-continue"}.items():
            connection.putheader(name, value)
        connection.endheaders()  # and no body
        response = connection.getresponse()
        assert response.status == 429, response.status
        connection.close()
        answer = li.send(nonce=nonce, key=key)  # who sends anyhow sees it too
        is_problem(answer, 429, "queue-full")
        assert answer.json["place"] == 2 and 5 <= int(answer.headers["Retry-After"]) <= 120
        parts = [("nonce", "x"), ("idempotency_key", "first"), ("photo", GOOD)]
        again = zhang.send_parts(parts, **{"Idempotency-Key": "first"})
        assert (again.status, again.json["id"]) == (200, first.json["id"])
        is_problem(zhang.send_parts(parts, **{"Idempotency-Key": "other"}), 429, "queue-full")
        site.sql("UPDATE job SET state = 'done'")
        assert li.send(nonce=nonce, key=key).status == 202  # the leave was not used up


tap.run({name: value for name, value in globals().items() if len(sys.argv) < 4 or sys.argv[3] in name})
