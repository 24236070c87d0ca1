"""Handing in, paying, the school's review and the inbox, over real HTTP. Prints TAP.

usage: submission_test.py TUCAI FIXTURE [PART OF A NAME]; on PostgreSQL if TUCAI_TEST_POSTGRES is set.
Borders of clocks are tested where the clock can be turned (tests/unit/app).
"""

import sys
from pathlib import Path

from openapi import Document
from site_of_students import LI, ZHANG, StudentSite, is_problem

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support")]

import tap  # noqa: E402

DOCUMENT = Document(ROOT / "docs/api/openapi.yaml")
SCHOOL = ("--school", "10284")
PHOTO = b"\xff\xd8\xff\xe0 Zhang's photo"


class SubmissionSite(StudentSite):
    """Students stand before the camera with drafts in their boxes; the first journey has the id 1."""

    def ready(self, *draft_ids, who=ZHANG, journey=1):
        student = self.walk("readings", who)
        self.sql(f"UPDATE journey SET state = 'shoot' WHERE id = {journey}")
        for draft_id in draft_ids:
            self.add_draft(journey, draft_id, PHOTO)
        return student

    def pay_for_all(self):
        self.sql("UPDATE batch SET is_payment_unified = 1")

    def officer(self, login="school.a"):
        return self.enter(login, "school", *SCHOOL)


def new_site():
    return SubmissionSite(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), DOCUMENT)


def confirm(student, draft_id):
    return student.post("/api/v1/submission", {"draft_id": draft_id})


def look(student):
    return student.get("/api/v1/submission").json


def kinds(student):
    return [entry["kind"] for entry in student.get("/api/v1/messages").json["items"]]


def is_done(answer):
    assert answer.status in (200, 204), answer.body
    return answer


# --- the whole way


def test_from_the_draft_box_to_production():
    with new_site() as site:
        site.open()
        student, officer = site.ready("d1"), site.officer()
        is_problem(student.get("/api/v1/submission"), 404, "not-found")
        is_problem(student.get("/api/v1/order"), 404, "not-found")
        for _ in range(2):
            view = is_done(confirm(student, "d1")).json
            assert (view["state"], view["draft_id"], view["submitted_ms"]) == ("payment", "d1", None)
        order = student.get("/api/v1/order").json
        assert (order["state"], order["amount_fen"], order["provider"]) == ("open", 1500, "offline")
        answer = is_done(student.post("/api/v1/order/payment")).json
        assert answer == {"order": order, "ticket": {}}
        assert officer.get("/api/v1/staff/students/1/order").json == {"id": 1, **order}
        money = {"receipt": "A-17", "amount_fen": 1500}
        for _ in range(2):
            paid = is_done(officer.post("/api/v1/staff/orders/1/payment", money)).json
            assert (paid.pop("id"), paid["state"], paid["number"]) == (1, "paid", order["number"])
        assert is_done(student.post("/api/v1/order/payment")).json == {"order": paid, "ticket": None}
        assert look(student)["state"] == "review"

        queue = officer.get("/api/v1/staff/reviews").json
        assert queue["next"] is None and len(queue["items"]) == 1
        item = queue["items"][0]
        assert (item["name_masked"], item["student_number"], item["opened_by"]) == (
            "张*", "B21030405", None)
        here = f"/api/v1/staff/reviews/{item['id']}"
        for _ in range(2):
            opened = is_done(officer.post(f"{here}/opening")).json
            assert opened["state"] == "in-review"
            assert opened["opened_by"] == {"id": officer.id, "login": "school.a"}
        photo = officer.get(f"{here}/photo")
        assert photo.body == PHOTO and photo.headers["Cache-Control"] == "private, no-store"
        assert officer.get(f"{here}/report").json == {"rules": []}
        for _ in range(2):
            assert is_done(officer.post(f"{here}/decision", {"decision": "approved"})).json[
                "state"] == "production"
        assert officer.get("/api/v1/staff/reviews").json["items"] == []
        assert is_done(confirm(student, "d1")).json["decision"] == "approved"  # a late repetition

        assert kinds(student) == ["approved", "submitted"]
        line = student.get("/api/v1/timeline").json
        assert [step["step"] for step in line["steps"]] == [
            "submitted", "review", "production", "sample", "final", "proofread", "delivered"]
        assert [step["at_ms"] is not None for step in line["steps"][:2]] == [True, True]
        assert [step["at_ms"] for step in line["steps"][5:]] == [None, None]


def test_staff_who_look_at_a_photo_leave_a_row():
    with new_site() as site:
        site.open()
        site.pay_for_all()
        student, officer = site.ready("d1"), site.officer()
        is_done(confirm(student, "d1"))
        assert officer.get("/api/v1/staff/reviews/1/photo").status == 200
        row = (f"actor = 'staff:{officer.id}' AND action = 'review.photo-read'"
               " AND subject = 'submission:1'")
        site.sql(f"UPDATE school SET name = 'read' WHERE EXISTS (SELECT 1 FROM audit WHERE {row})")
        assert student.get("/api/v1/journey").json["school"]["name"] == "read"


# --- back


def test_a_return_tells_why_and_wants_another_photo():
    with new_site() as site:
        site.open()
        site.pay_for_all()
        student, officer = site.ready("d1", "d2"), site.officer()
        is_done(confirm(student, "d1"))
        is_done(officer.post("/api/v1/staff/reviews/1/opening"))
        verdict = {"decision": "returned", "reasons": ["eyes", "other"], "remark": "请摘下围巾"}
        assert is_done(officer.post("/api/v1/staff/reviews/1/decision", verdict)).json["state"] == "shoot"
        view = look(student)
        assert (view["state"], view["decision"], view["remark"]) == ("shoot", "returned", "请摘下围巾")
        assert [reason["code"] for reason in view["reasons"]] == ["eyes", "other"]
        entry = student.get("/api/v1/messages").json["items"][0]
        assert entry["kind"] == "returned" and entry["reasons"] == view["reasons"]
        is_problem(confirm(student, "d1"), 409, "draft-returned")
        assert is_done(confirm(student, "d2")).json["state"] == "review"


def test_withdrawing_until_somebody_has_looked():
    with new_site() as site:
        site.open()
        student, officer = site.ready("d1", "d2"), site.officer()
        is_done(confirm(student, "d1"))
        is_problem(confirm(student, "d2"), 409, "step-not-now")
        for _ in range(2):
            assert student.ask("DELETE", "/api/v1/submission").status == 204  # from payment
        site.pay_for_all()
        is_done(confirm(student, "d2"))
        assert student.ask("DELETE", "/api/v1/submission").status == 204
        assert look(student)["decision"] == "withdrawn"
        is_done(confirm(student, "d1"))
        is_problem(officer.post("/api/v1/staff/reviews/1/opening"), 409, "review-over")
        is_done(officer.post("/api/v1/staff/reviews/2/opening"))
        is_problem(student.ask("DELETE", "/api/v1/submission"), 409, "review-begun")


def test_a_reset_by_the_school():
    with new_site() as site:
        site.open()
        site.pay_for_all()
        student, officer = site.ready("d1"), site.officer()
        is_problem(officer.post("/api/v1/staff/students/2/reset", {}), 409, "nothing-to-reset")
        is_problem(officer.post("/api/v1/staff/students/1/reset", {"remark": "x" * 601}), 422,
                   "remark-too-long")
        is_done(confirm(student, "d1"))
        for _ in range(2):
            assert officer.post("/api/v1/staff/students/1/reset",
                                {"remark": "重拍"}).status == 204
        view = look(student)
        assert (view["state"], view["decision"], view["remark"]) == ("shoot", "reset", "重拍")
        assert kinds(student) == ["reset"]


# --- who may


def test_drafts_and_orders_of_others_are_not_there():
    with new_site() as site:
        site.open()
        zhang = site.ready("d1")
        li = site.ready("d2", who=LI, journey=2)
        is_problem(confirm(zhang, "d2"), 404, "not-found")
        is_problem(confirm(zhang, ""), 404, "not-found")
        is_done(confirm(li, "d2"))
        is_problem(zhang.get("/api/v1/order"), 404, "not-found")
        is_problem(zhang.get("/api/v1/submission"), 404, "not-found")
        stranger = site.student()
        is_problem(stranger.get("/api/v1/timeline"), 404, "not-found")
        is_problem(confirm(stranger, "d1"), 409, "step-not-now")
        assert stranger.get("/api/v1/messages").json == {"items": [], "next": None, "n_unread": 0}


def test_schools_and_colleges_see_their_own():
    with new_site() as site:
        site.open()
        student = site.ready("d1")
        is_done(confirm(student, "d1"))
        site.sql("UPDATE journey SET is_paid = 1, state = 'shoot'")
        is_done(confirm(student, "d1"))
        here = "/api/v1/staff/reviews/1"
        law = site.enter("law.a", "college", *SCHOOL, "--college", "Law")
        physics = site.enter("physics.a", "college", *SCHOOL, "--college", "Physics")
        other = site.enter("school.b", "school", "--school", "10285")
        centre, retoucher = site.enter("centre.a", "centre"), site.enter("hand.a", "retoucher")
        money, approval = {"receipt": "1", "amount_fen": 1500}, {"decision": "approved"}
        for browser in (physics, other):
            assert browser.get("/api/v1/staff/reviews").json["items"] == []
            for path in ("", "/photo", "/report"):
                is_problem(browser.get(here + path), 404, "not-found")
            is_problem(browser.post(f"{here}/opening"), 404, "not-found")
            is_problem(browser.post(f"{here}/decision", approval), 404, "not-found")
            is_problem(browser.post("/api/v1/staff/students/1/reset", {}), 404, "not-found")
            is_problem(browser.get("/api/v1/staff/students/1/order"), 404, "not-found")
        is_problem(centre.get("/api/v1/staff/students/2/order"), 404, "not-found")
        is_problem(other.post("/api/v1/staff/orders/1/payment", money), 404, "not-found")
        for browser in (law, centre):
            assert len(browser.get("/api/v1/staff/reviews").json["items"]) == 1
            assert browser.get(f"{here}/photo").status == 200
        is_problem(law.post("/api/v1/staff/orders/1/payment", money), 403, "forbidden")
        is_problem(centre.post(f"{here}/opening"), 403, "forbidden")
        is_problem(retoucher.get(f"{here}/photo"), 403, "forbidden")
        assert retoucher.get("/api/v1/staff/return-reasons").json["items"][0]["code"] == "background"
        is_done(law.post(f"{here}/opening"))
        officer = site.officer()
        is_problem(officer.post(f"{here}/opening"), 409, "review-held")
        is_problem(officer.post(f"{here}/decision", approval), 409, "review-held")
        assert officer.get(here).json["opened_by"]["login"] == "law.a"
        for path in ("/api/v1/staff/reviews/99", "/api/v1/staff/reviews/x", "/api/v1/staff/reviews/0"):
            is_problem(officer.get(path), 404, "not-found")


# --- what is refused


def test_money_that_does_not_fit():
    with new_site() as site:
        site.open()
        zhang, officer = site.ready("d1"), site.officer()
        li = site.ready("d2", who=LI, journey=2)
        is_done(confirm(zhang, "d1"))
        is_done(confirm(li, "d2"))
        here = "/api/v1/staff/orders/1/payment"
        for amount in (0, 1499, 1501, -1500):
            is_problem(officer.post(here, {"receipt": "1", "amount_fen": amount}), 422, "amount-wrong")
        for receipt in ("", "a/b", "一", "x" * 33):
            is_problem(officer.post(here, {"receipt": receipt, "amount_fen": 1500}), 422,
                       "receipt-wrong")
        for body in ({}, {"receipt": "1"}, {"receipt": 1, "amount_fen": 1500},
                     {"receipt": "1", "amount_fen": 15.0}):
            is_problem(officer.post(here, body), 400, "bad-request")
        is_done(officer.post(here, {"receipt": "1", "amount_fen": 1500}))
        is_problem(officer.post(here, {"receipt": "2", "amount_fen": 1500}), 409, "paid-otherwise")
        is_problem(officer.post("/api/v1/staff/orders/2/payment",
                                {"receipt": "1", "amount_fen": 1500}), 409, "paid-otherwise")
        is_problem(officer.post("/api/v1/staff/orders/9/payment",
                                {"receipt": "1", "amount_fen": 1500}), 404, "not-found")


def test_verdicts_that_say_nothing():
    with new_site() as site:
        site.open()
        site.pay_for_all()
        student, officer = site.ready("d1"), site.officer()
        is_done(confirm(student, "d1"))
        here = "/api/v1/staff/reviews/1/decision"
        is_problem(officer.post(here, {"decision": "approved"}), 409, "review-over")
        is_done(officer.post("/api/v1/staff/reviews/1/opening"))
        for verdict in ({"decision": "returned"}, {"decision": "returned", "reasons": []},
                        {"decision": "returned", "reasons": ["ugly"]},
                        {"decision": "returned", "reasons": ["eyes", "eyes"]},
                        {"decision": "returned", "reasons": [1]},
                        {"decision": "returned", "reasons": "eyes"},
                        {"decision": "returned", "reasons": ["other"]},
                        {"decision": "returned", "reasons": ["eyes"], "remark": "x" * 601},
                        {"decision": "approved", "reasons": ["eyes"]},
                        {"decision": "withdrawn", "reasons": ["eyes"]}, {"decision": ""}):
            is_problem(officer.post(here, verdict), 422, "verdict-wrong")
        for body in ({}, {"decision": 1}, {"decision": "approved", "x": 1}):
            is_problem(officer.post(here, body), 400, "bad-request")
        for body in ({}, {"draft_id": 1}, {"draft_id": "d1", "x": 1}):
            is_problem(student.post("/api/v1/submission", body), 400, "bad-request")


# --- the inbox and the queue, page by page


def test_the_inbox_page_by_page():
    with new_site() as site:
        site.open()
        site.pay_for_all()
        student, officer = site.ready("d1"), site.officer()
        for _ in range(3):
            is_done(confirm(student, "d1"))
            assert officer.post("/api/v1/staff/students/1/reset", {}).status == 204
        page = student.get("/api/v1/messages?limit=2").json
        assert len(page["items"]) == 2 and page["n_unread"] == 3
        rest = student.get(f"/api/v1/messages?limit=2&after={page['next']}").json
        assert len(rest["items"]) == 1 and rest["next"] is None
        ids = [entry["id"] for entry in page["items"] + rest["items"]]
        assert ids == sorted(ids, reverse=True)
        for _ in range(2):
            assert student.post(f"/api/v1/messages/{ids[0]}/reading").status == 204
        page = student.get("/api/v1/messages").json
        assert student.get("/api/v1/journey").json["n_unread"] == 2
        assert page["n_unread"] == 2 and page["items"][0]["read_ms"] is not None
        is_problem(site.student().post(f"/api/v1/messages/{ids[0]}/reading"), 404, "not-found")
        for path in ("x", "0", "99"):
            is_problem(student.post(f"/api/v1/messages/{path}/reading"), 404, "not-found")
        is_problem(student.get("/api/v1/messages?limit=201"), 400, "bad-request")


def test_the_queue_page_by_page():
    with new_site() as site:
        site.open()
        site.pay_for_all()
        officer = site.officer()
        is_done(confirm(site.ready("d1"), "d1"))
        is_done(confirm(site.ready("d2", who=LI, journey=2), "d2"))
        page = officer.get("/api/v1/staff/reviews?limit=1").json
        assert [item["id"] for item in page["items"]] == [1]
        rest = officer.get(f"/api/v1/staff/reviews?limit=1&after={page['next']}").json
        assert [item["id"] for item in rest["items"]] == [2] and rest["next"] is None


tap.run({name: value for name, value in globals().items() if len(sys.argv) < 4 or sys.argv[3] in name})
