"""The real server over real HTTP: every answer is held against docs/api/openapi.yaml. Prints TAP.

usage: server_test.py TUCAI [PART OF A NAME]; on PostgreSQL if TUCAI_TEST_POSTGRES is set. What
depends on time is tested where the clock can be turned (tests/unit/app).
"""

import base64
import contextlib
import hashlib
import hmac
import http.client
import os
import re
import resource
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

from openapi import Document
from site_of_test import Site

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support")]

import tap  # noqa: E402

PROGRAM = Path(sys.argv[1]).resolve()
DOCUMENT = Document(ROOT / "docs/api/openapi.yaml")
SCHOOLS = (
    "INSERT INTO school (code, name, contact) VALUES ('10284', 'A', '025-1'), ('10285', 'B', '025-2');"
    "INSERT INTO college (school_id, name) VALUES (1, 'Law'), (1, 'Physics'), (2, 'Law')"
)


def new_site():
    return Site(PROGRAM, DOCUMENT)


def is_problem(answer, status, code):
    assert (answer.status, answer.code) == (status, code), (answer.status, answer.body)


# --- the document and the server


def test_what_is_documented_is_served_and_the_reverse():
    with new_site() as site:
        site.start()
        page = site.ask("GET", "/metrics").body.decode()
        served = set(re.findall(r'_count\{method="([A-Z]+)",route="([^"]+)"', page))
        assert served == set(DOCUMENT.operations), served ^ set(DOCUMENT.operations)


def test_the_document_names_each_operation_once():
    names = [operation["operationId"] for operation in DOCUMENT.operations.values()]
    assert len(names) == len(set(names))


def test_health_and_readiness():
    with new_site() as site:
        site.start()
        assert site.ask("GET", "/healthz").json == {"status": "ok"}
        assert site.ask("GET", "/readyz").json["status"] == "ready"
        assert site.ask("HEAD", "/healthz").status == 200
        (site.data / "photos/tmp").rename(site.data / "elsewhere")
        answer = site.ask("GET", "/readyz")
        assert answer.status == 503
        assert answer.json["checks"] == {"database": "ok", "keys": "ok", "photos": "failed",
                                        "makers": "ok"}
        assert site.ask("GET", "/healthz").status == 200
        (site.data / "elsewhere").rename(site.data / "photos/tmp")
        assert site.ask("GET", "/readyz").status == 200



def test_a_lost_database_is_told_and_found_again():
    with new_site() as site:
        if site.postgres:
            return  # the server's loss and return are tests/unit/store/loss_test.c's
        site.configure("photos", makers="0")  # they find it again at their next look, not at once
        site.start()
        (site.data / "tucai.db").rename(site.data / "elsewhere")
        assert site.ask("GET", "/readyz").json["checks"]["database"] == "failed"
        is_problem(site.ask("GET", "/api/v1/staff/me", headers={"Cookie": "tucai_session=" + "a" * 22}),
                   503, "unavailable")
        assert site.ask("GET", "/healthz").status == 200
        (site.data / "elsewhere").rename(site.data / "tucai.db")
        assert site.ask("GET", "/readyz").status == 200


def test_unknown_addresses_and_methods_are_problems():
    with new_site() as site:
        site.start()
        is_problem(site.ask("GET", "/api/v1/nothing"), 404, "not-found")
        answer = site.ask("DELETE", "/api/v1/staff/me")
        is_problem(answer, 405, "method-not-allowed")
        assert answer.headers["Allow"] == "GET"


def test_metrics_count_what_was_asked():
    with new_site() as site:
        site.start()
        for _ in range(3):
            site.ask("GET", "/api/v1/staff/me")
        line = 'tucai_http_requests_total{method="GET",route="/api/v1/staff/me",status="401"} 3'
        # The last one is counted when its connection has taken the answer.
        until = time.monotonic() + 30
        while line not in site.ask("GET", "/metrics").body.decode() and time.monotonic() < until:
            pass
        page = site.ask("GET", "/metrics").body.decode()
        assert line in page
        for name in ("tucai_http_connections", "tucai_workers_load", "process_resident_memory_bytes",
                     "tucai_photo_queue", "tucai_finishing_queue", "tucai_production_queue",
                     "tucai_photo_duration_seconds_count"):
            assert re.search(rf"^{name} [0-9.e+]+$", page, re.MULTILINE), name


# --- log-in


def test_the_first_password_must_be_changed_before_anything_else():
    with new_site() as site:
        site.start()
        first = site.add("centre.a", "centre")
        browser = site.log_in("centre.a", first)
        assert browser.login["staff"]["must_change_password"] is True
        is_problem(browser.post("/api/v1/staff/totp"), 403, "password-first")
        is_problem(browser.get(f"/api/v1/staff/accounts/{browser.id}"), 403, "password-first")
        for new, code in (("short", "password-too-short"), ("x" * 257, "password-too-long"),
                          (first, "password-is-old")):
            is_problem(browser.post("/api/v1/staff/password",
                                    {"old_password": first, "new_password": new}), 422, code)
        is_problem(browser.post("/api/v1/staff/password",
                                {"old_password": "wrong", "new_password": "a long one"}),
                   422, "password-old-wrong")
        other = site.log_in("centre.a", first)
        assert browser.post("/api/v1/staff/password", {
            "old_password": first, "new_password": "新的密码一二三四五六"}).status == 204
        assert browser.get("/api/v1/staff/me").json["staff"]["must_change_password"] is False
        is_problem(other.get("/api/v1/staff/me"), 401, "log-in")
        is_problem(site.log_in("centre.a", first), 401, "login-refused")
        site.log_in("centre.a", "新的密码一二三四五六").get("/api/v1/staff/me")


def test_refused_log_ins_are_alike():
    with new_site() as site:
        site.start()
        site.add("centre.a", "centre")
        site.add("centre.b", "centre")
        password = site.add("centre.c", "centre")
        site.tucai("account", "disable", "centre.c")
        for _ in range(6):
            last = site.log_in("centre.b", "wrong")  # locked by now
        answers = [site.log_in("nobody", "wrong"), site.log_in("centre.a", "wrong"), last,
                   site.log_in("centre.c", password)]
        for answer in answers:
            is_problem(answer, 401, "login-refused")
            assert answer.body == answers[0].body and "Set-Cookie" not in answer.headers


def test_a_reset_unlocks_and_disabling_ends_sessions():
    with new_site() as site:
        site.start()
        browser = site.enter("centre.a", "centre")
        for _ in range(5):
            site.log_in("centre.a", "wrong")
        is_problem(site.log_in("centre.a", browser.password), 401, "login-refused")
        password = site.tucai("account", "reset", "centre.a").splitlines()[-1]
        is_problem(browser.get("/api/v1/staff/me"), 401, "log-in")
        browser = site.log_in("centre.a", password)
        assert browser.get("/api/v1/staff/me").status == 200
        site.tucai("account", "disable", "centre.a")
        is_problem(browser.get("/api/v1/staff/me"), 401, "log-in")


def test_log_out_ends_the_session():
    with new_site() as site:
        site.start()
        browser = site.enter("centre.a", "centre")
        answer = browser.post("/api/v1/staff/logout")
        assert answer.status == 204 and "Max-Age=0" in answer.headers["Set-Cookie"]
        is_problem(browser.get("/api/v1/staff/me"), 401, "log-in")


def test_forged_requests_are_refused():
    with new_site() as site:
        site.start()
        browser = site.enter("centre.a", "centre")
        stranger = site.enter("centre.b", "centre")
        cookie = {"Cookie": f"tucai_session={browser.token}"}
        for token in (None, "", browser.token, stranger.csrf, browser.csrf[:-1]):
            headers = cookie if token is None else {**cookie, "X-CSRF-Token": token}
            is_problem(site.ask("POST", "/api/v1/staff/logout", headers=headers), 403, "csrf")
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        is_problem(site.ask("POST", "/api/v1/staff/login", "login=centre.a", form), 415, "not-json")
        bearer = {"Authorization": f"Bearer {browser.token}"}  # no browser sends that by itself
        assert site.ask("POST", "/api/v1/staff/logout", headers=bearer).status == 204


def test_cookies_are_for_tls_behind_a_proxy():
    with new_site() as site:
        site.configure("server", behind_proxy="yes")
        site.start()
        password = site.add("centre.a", "centre")
        answer = site.ask("POST", "/api/v1/staff/login", {"login": "centre.a", "password": password},
                          {"X-Forwarded-For": "203.0.113.9"})
        assert answer.headers["Set-Cookie"].endswith("; Secure")
        is_problem(site.ask("GET", "/metrics", headers={"X-Forwarded-For": "203.0.113.9"}), 404,
                   "not-found")


def test_json_is_taken_strictly():
    with new_site() as site:
        site.start()
        json_type = {"Content-Type": "application/json"}
        for body in ("", "{", "[]", "null", '"text"', "{}", '{"login": "a"}',
                     '{"login": "a", "password": 1}', '{"login": "a", "password": null}',
                     '{"login": "a", "password": "b", "more": 1}',
                     '{"login": "a", "login": "b", "password": "c"}',
                     '{"login": "a", "password": "b"} x', '{"login": "a\\u0000", "password": "b"}',
                     b'{"login": "\xff\xfe", "password": "b"}', "[" * 4000):
            is_problem(site.ask("POST", "/api/v1/staff/login", body, json_type), 400, "bad-request")
        large = '{"login": "a", "password": "' + "x" * 5000 + '"}'
        is_problem(site.ask("POST", "/api/v1/staff/login", large, json_type), 413, "too-large")
        is_problem(site.ask("POST", "/api/v1/staff/login", "{}", {"Content-Type": "application/jsonx"}),
                   415, "not-json")
        charset = {"Content-Type": "application/json; charset=utf-8"}
        is_problem(site.ask("POST", "/api/v1/staff/login", '{"login": "a", "password": "b"}', charset),
                   401, "login-refused")
        is_problem(site.ask("POST", "/api/v1/staff/logout", "{}", json_type), 400, "bad-request")


# --- the second factor


def make_code(secret, steps_ahead=0):
    step = int(time.time()) // 30 + steps_ahead
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    return f"{struct.unpack_from('>I', mac, mac[-1] & 15)[0] % (1 << 31) % 1000000:06d}"


def test_a_second_factor_from_enrolment_to_log_in():
    with new_site() as site:
        site.start()
        browser = site.enter("centre.a", "centre")
        is_problem(browser.post("/api/v1/staff/totp/confirm", {"code": "123456"}), 409, "totp-missing")
        secret = browser.post("/api/v1/staff/totp").json["secret"]
        site.secrets |= {secret}
        is_problem(browser.post("/api/v1/staff/totp/confirm", {"code": make_code(secret, 9)}),
                   422, "code-wrong")
        # The step before: whether the clock moves on or not, later ones are still good.
        assert browser.post("/api/v1/staff/totp/confirm",
                            {"code": make_code(secret, 0)}).status == 204
        is_problem(browser.post("/api/v1/staff/totp"), 409, "totp-exists")
        is_problem(site.log_in("centre.a", browser.password), 401, "code-wanted")
        is_problem(site.log_in("centre.a", "wrong"), 401, "login-refused")
        is_problem(site.log_in("centre.a", browser.password, make_code(secret, 9)), 401, "login-refused")
        again = site.log_in("centre.a", browser.password, make_code(secret, 1))
        assert again.get("/api/v1/staff/me").json["staff"]["has_totp"] is True


# --- who may what


def make_people(site):
    site.tucai("migrate")
    site.sql(SCHOOLS)
    site.start()
    return {
        "college": site.enter("a.law", "college", "--school", "10284", "--college", "Law"),
        "school": site.enter("a.school", "school", "--school", "10284"),
        "retoucher": site.enter("retoucher", "retoucher"),
        "centre": site.enter("centre", "centre"),
        "auditor": site.enter("auditor", "auditor"),
        "other college": site.enter("a.physics", "college", "--school", "10284", "--college", "Physics"),
        "other school": site.enter("b.school", "school", "--school", "10285"),
        "its college": site.enter("b.law", "college", "--school", "10285", "--college", "Law"),
    }


def test_accounts_are_seen_by_those_they_belong_to():
    sees = {
        "college": {"college"},
        "other college": {"other college"},
        "school": {"school", "college", "other college"},
        "other school": {"other school", "its college"},
        "its college": {"its college"},
        "retoucher": {"retoucher"},
    }
    with new_site() as site:
        people = make_people(site)
        for name, browser in people.items():
            seen = {other for other, its in people.items()
                    if browser.get(f"/api/v1/staff/accounts/{its.id}").status == 200}
            assert seen == sees.get(name, set(people)), (name, seen)
        for path in ("0", "-1", "1e3", "99999999999999999999", "999999", "x", "1%20"):
            is_problem(people["centre"].get(f"/api/v1/staff/accounts/{path}"), 404, "not-found")
        own = f"/api/v1/staff/accounts/{people['school'].id}"
        outside = people["other school"].get(own)
        assert outside.body == people["other school"].get("/api/v1/staff/accounts/999999").body


def test_every_operation_wants_a_session_unless_the_document_says_otherwise():
    with new_site() as site:
        site.start()
        first = site.add("centre.a", "centre")
        browser = site.log_in("centre.a", first)
        for (method, pattern), operation in DOCUMENT.operations.items():
            path = re.sub(r"\{[a-z_]+\}", "1", pattern)
            body, kind = ({} if "requestBody" in operation else None), {}
            if "multipart/form-data" in operation.get("requestBody", {}).get("content", {}):
                body, kind = b"--border--\r\n", {"Content-Type": "multipart/form-data; boundary=border"}
            is_open = operation.get("security") == []
            for headers in ({}, {"Cookie": "tucai_session="}, {"Cookie": "tucai_session=" + "a" * 22},
                            {"Authorization": "Bearer " + "a" * 22}, {"Authorization": "Basic YTpi"}):
                answer = site.ask(method, path, body, {**kind, **headers})
                assert (answer.status == 401) == (not is_open), (method, path, answer.status)
            if not is_open and not operation.get("x-before-password"):
                answer = site.ask(method, path, body,
                                  {**kind, "Authorization": f"Bearer {browser.token}"})
                # forbidden: it is no work of the centre's.
                assert answer.status == 403 and answer.code in ("password-first", "forbidden"), pattern


# --- limits


def test_too_many_log_ins_are_told_when_to_come_again():
    with new_site() as site:
        site.configure("limits", logins_per_minute="3")
        site.start()
        for _ in range(3):
            is_problem(site.log_in("nobody", "wrong"), 401, "login-refused")
        answer = site.log_in("nobody", "wrong")
        is_problem(answer, 429, "too-many")
        assert 1 <= int(answer.headers["Retry-After"]) <= 21
        assert site.ask("GET", "/healthz").status == 200


def test_too_many_requests_of_one_address_leave_others_alone():
    with new_site() as site:
        site.configure("limits", requests_per_minute="5")
        site.configure("server", behind_proxy="yes")
        site.start()
        one, other = {"X-Forwarded-For": "203.0.113.1"}, {"X-Forwarded-For": "203.0.113.2"}
        for _ in range(5):
            assert site.ask("GET", "/healthz", headers=one).status == 200
        is_problem(site.ask("GET", "/healthz", headers=one), 429, "too-many")
        assert site.ask("GET", "/healthz", headers=other).status == 200


def test_too_many_requests_of_one_account_count_in_all_its_sessions():
    with new_site() as site:
        site.configure("limits", staff_requests_per_minute="4")
        site.start()
        password = site.add("centre.a", "centre")
        here, there = (site.log_in("centre.a", password) for _ in range(2))
        for browser in (here, there, here, there):
            assert browser.get("/api/v1/staff/me").status == 200
        is_problem(there.get("/api/v1/staff/me"), 429, "too-many")
        assert site.ask("GET", "/healthz").status == 200


def test_the_server_allows_itself_the_files_that_its_connections_need():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with new_site() as site:
        site.configure("server", connections="1000")
        resource.setrlimit(resource.RLIMIT_NOFILE, (200, hard))
        site.start()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        with contextlib.ExitStack() as stack:
            for _ in range(400):
                stack.enter_context(socket.create_connection(("127.0.0.1", site.port)))
            assert site.ask("GET", "/healthz").status == 200
        assert "few-files" not in site.read_log()


# --- the program


def test_a_stop_lets_what_is_under_way_end():
    with new_site() as site:
        site.start()
        password = site.add("centre.a", "centre")
        answers = []

        def log_in():
            answers.append(site.ask("POST", "/api/v1/staff/login",
                                    {"login": "centre.a", "password": password}))

        threads = [threading.Thread(target=log_in) for _ in range(3)]
        watcher = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
        for thread in threads:
            thread.start()
        n_under_way = 0
        while n_under_way < 4 and not answers:  # three, and the one that asks
            page = site.ask("GET", "/metrics", connection=watcher).body.decode()
            n_under_way = int(re.search(r"^tucai_http_exchanges (\d+)", page, re.MULTILINE)[1])
        assert site.stop() == 0
        for thread in threads:
            thread.join()
        assert [answer.status for answer in answers] == [200] * 3
        assert '"stopped"' in site.read_log()


def test_sessions_outlive_a_restart():
    with new_site() as site:
        site.start()
        browser = site.enter("centre.a", "centre")
        assert site.stop() == 0
        site.start()
        assert browser.get("/api/v1/staff/me").status == 200


def test_a_database_out_of_date_is_refused_if_so_set():
    with new_site() as site:
        site.configure("store", migrate="no")
        assert "tucai migrate" in site.tucai("serve", status=1)
        site.tucai("migrate")
        site.start()
        assert site.ask("GET", "/readyz").status == 200


def test_bad_settings_stop_the_start():
    with new_site() as site:
        site.configure("server", colour="blue")
        assert "unknown key colour" in site.tucai("serve", status=2)


def test_printed_settings_are_read_again():
    printed = subprocess.run([PROGRAM, "config", "--print"], capture_output=True, check=True).stdout
    path = Path(f"/tmp/tucai-settings-{os.getpid()}")
    path.write_bytes(printed)
    again = subprocess.run([PROGRAM, "config", "--print", path], capture_output=True, check=True).stdout
    path.unlink()
    assert printed == again and b"requests_per_minute = 120000" in printed


def test_accounts_by_the_operator():
    with new_site() as site:
        site.tucai("migrate")
        site.sql(SCHOOLS)
        site.add("a.law", "college", "--school", "10284", "--college", "Law")
        for words in (("add", "a.law", "--role", "centre"), ("add", "b.x", "--role", "school"),
                      ("add", "b.x", "--role", "king"), ("add", "B X", "--role", "centre"),
                      ("add", "b.x", "--role", "school", "--school", "1"), ("reset", "nobody"),
                      ("disable", "nobody"), ("add", "b.x"), ("list", "surplus")):
            site.tucai("account", *words, status=2)
        site.tucai("account", "disable", "a.law")
        assert re.search(r"^a\.law +college +10284/Law +disabled first-password$",
                         site.tucai("account", "list"), re.MULTILINE)


def test_the_doctor_finds_what_is_wrong():
    with new_site() as site:
        site.add("centre.a", "centre")
        site.tucai("account", "reset", "centre.a")
        report = site.tucai("doctor")
        assert len(re.findall(r"^[a-z]+ +ok(?::|$)", report, re.MULTILINE)) == 8, report
        site.configure("photos", free_least="1000000000")
        assert "MB are free" in site.tucai("doctor", status=3)
        site.configure("photos", free_least="0")
        site.data.chmod(0o755)
        assert "chmod 700" in site.tucai("doctor", status=3)
        site.data.chmod(0o700)
        change = "UPDATE audit SET subject = 'staff:2' WHERE id = 1"
        site.sql(f"DROP TRIGGER audit_no_update; {change}",
                 f"ALTER TABLE audit DISABLE TRIGGER audit_no_update; {change}")
        assert "row 1 was altered" in site.tucai("doctor", status=3)
        (site.data / "master.key").rename(site.data / "elsewhere")
        assert "put the master key back" in site.tucai("doctor", status=3)
        (site.data / "master.key").write_bytes(bytes(32))
        (site.data / "master.key").chmod(0o600)
        assert "another master key" in site.tucai("doctor", status=3)


def test_the_log_keeps_secrets():
    with new_site() as site:
        site.start()
        browser = site.enter("centre.secret", "centre")
        site.log_in("centre.secret", "wrong word")
        site.ask("GET", "/api/v1/staff/me?token=leak", headers={"Cookie": "tucai_session=leak"})
        site.ask("GET", "/leak")
        assert browser.post("/api/v1/staff/logout").status == 204
        assert site.stop() == 0
        log = site.read_log()
        for secret in site.secrets | {"wrong word", "leak", "centre.secret"}:
            assert secret not in log, secret
        assert log.count('"request"') >= 5


tap.run({name: value for name, value in globals().items() if len(sys.argv) < 3 or sys.argv[2] in name})
