"""Who may do what, asked of the real server: every operation of docs/api/openapi.yaml by everybody,
with everybody's things. Prints TAP.

usage: authorization_test.py TUCAI FIXTURE [PART OF A NAME]; on PostgreSQL if TUCAI_TEST_POSTGRES is set.

What to expect is the table MAY alone, never what the server thinks (src/app/authorize.c): an operation
of the document that is not in it fails, so that no new route is forgotten. Each answer is held against
the document, as in all tests here (site_of_test.py).
"""

import sys
from pathlib import Path

from openapi import Document
from site_of_roles import NAME, STUDENTS, RoleSite, Thing, public_id
from site_of_shots import FORM, GOOD, make_form
from site_of_students import is_problem

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support")]

import tap  # noqa: E402

DOCUMENT = Document(ROOT / "docs/api/openapi.yaml")

# Of parameters that are no ids, what is there.
NAMES = {"{kind}": "consent", "/{folder}/{file}": "/quality/quality.wasm", "{file}": "index.html"}

# Who may, with whose things: what is not said is denied. own: the student's; what the retoucher has
# claimed; the member of staff itself. college, school: of one's own. colleges: officers of colleges of
# one's school. others: all but oneself.
MAY = {
    "everybody": """
        health ready metrics page.home page.app page.app-slash page.app-file page.app-folder-file
        page.console page.style page.document staff.login session.begin video.file""",
    "student own": """
        capture.ask capture.begin draft.list draft.delete draft.preview shot.send shot.read shot.events
        shot.photo shot.overlay photo.read photo.sample photo.final photo.proofread session.read
        session.end schools document journey journey.consent journey.consent-withdraw journey.verify
        journey.phone journey.reading journey.messages video video.beat submission.confirm
        submission.read submission.withdraw timeline order.read order.pay inbox.list inbox.read
        exception.own exception.ask""",
    "college own, school own, retoucher own, centre own, auditor own": """
        staff.logout staff.me staff.password staff.totp-enrol staff.totp-confirm""",
    "college college, school school, retoucher own, centre all, auditor all": "staff.read",
    "college college, school school, centre all, auditor all": """
        student.list student.search student.read dashboard exception.list""",
    "college college, school school, centre all": """
        review.list review.read review.photo review.report order.find student.shot-photo
        student.shot-overlay student.shot-report exception.read exception.proof""",
    "college college, school school, retoucher all, centre all": "review.reasons",
    "college college, school school": """
        review.open review.decide student.reset student.reset-many""",
    "school school": "order.take student.unlock student.unlock-many exception.decide",
    "college school, school school, centre all, auditor all": """
        notice.list batch.list batch.read school.read""",
    "school school, centre all": "notice.publish batch.change school.change account.add",
    "school school, centre all, auditor all": "account.list",
    "school colleges, centre others": "account.reset account.disable",
    "retoucher all, centre all": "production.list production.claim",
    "retoucher own, centre all": """
        production.read production.renew production.give-back production.photo production.shot
        production.finish production.accept production.return""",
    "centre all": "final.deliver",
}
BEFORE_PASSWORD = {"staff.logout", "staff.me", "staff.password"}  # while the first is to be changed

# --- what to ask with

JPEG = b"\xff\xd8\xff\xe0 a photo"
BODIES = {
    "staff.login": {"login": "nobody"},  # not whole: log-in itself is server_test.py's
    "shot.send": make_form([("nonce", "A" * 22), ("idempotency_key", "k"), ("photo", JPEG)]),
    "photo.proofread": {"is_correct": True},
    "production.claim": {"n": 1},
    "production.finish": JPEG,
    "production.return": {"reasons": ["eyes"]},
    "final.deliver": {"ids": [1, 4], "outcome": "delivered"},
    "staff.password": {"old_password": "wrong", "new_password": "another password"},
    "staff.totp-confirm": {"code": "000000"},
    "session.begin": {},
    "journey.consent": {"document_id": 1},
    "journey.verify": {"school_code": "10284", "name": NAME, "student_number": "S3",
                       "identity_number": "E10000003"},
    "journey.phone": {"phone": "13812345678"},
    "journey.reading": {"kind": "notice", "document_id": 2},
    "journey.messages": {"wants_messages": True},
    "video.beat": {"version": 1, "position_ms": 0},
    "review.decide": {"decision": "approved"},
    "order.take": {"receipt": "1", "amount_fen": 1500},
    "student.reset": {},
    "student.search": {"name": NAME},
    "student.unlock-many": {"ids": [0, *STUDENTS, 999]},
    "student.reset-many": {"ids": [0, *STUDENTS, 999]},
    "exception.decide": {"is_approved": True},
    "notice.publish": {"body": "a notice"},
    "batch.change": {"daily_from_min": 1},
    "school.change": {"contact": "025-3"},
}
BODIES_OF = {  # whoever asks
    "submission.confirm": lambda who: {"draft_id": public_id(who.student or 1)},
    "exception.ask": lambda who: make_form([("shot_id", public_id(who.student or 1)), ("codes", "P19"),
                                            ("note", "n")]),
    "account.add": lambda who: {"login": f"{who.staff}-more", "role": "college", "college": "Law",
                                "school_code": "10285" if who.school == 2 else "10284"},
}
HEADERS = {"shot.send": {"Content-Type": FORM}, "exception.ask": {"Content-Type": FORM},
           "production.finish": {"Content-Type": "image/jpeg"},
           **dict.fromkeys(("batch.change", "school.change"), {"If-Match": '"1"'})}

# The state in which the change can be made, if it is not "review" (site_of_roles.py).
STATES = {
    "capture.begin": "shoot", "shot.send": "shoot", "submission.confirm": "shoot",
    "exception.ask": "shoot", "draft.delete": "shoot", "student.unlock": "locked",
    "student.unlock-many": "locked",
    "order.pay": "payment", "order.take": "payment", "review.decide": "in-review",
    "photo.final": "final", "photo.proofread": "final", "final.deliver": "proofread",
    "journey.consent": "consent", "journey.phone": "phone", "journey.reading": "notice",
    "journey.messages": "messages", "video.beat": "video", "production.claim": "queue"}
LAST = ("draft.delete", "journey.consent-withdraw")  # the pictures are gone afterwards
# Allowed, but what is asked for is refused: where they are done.
ELSEWHERE = {
    "staff.login": "server_test.py", "staff.password": "server_test.py",
    "staff.totp-confirm": "server_test.py", "shot.send": "shots_test.py",
    "production.finish": "production_test.py",
    "production.accept": "production_test.py"}


class Operation:
    def __init__(self, name, method, pattern, sentence, site):
        self.name, self.method, self.pattern, self.site = name, method, pattern, site
        self.is_everybodys = sentence == "everybody"
        self.scopes = {} if self.is_everybodys else dict(part.split() for part in sentence.split(", "))
        self.state = STATES.get(name, "production" if name.startswith("production.") else "review")
        self.query = ""
        self.kind = None  # of the thing that the address names
        if "/{id}" in pattern:
            self.kind = pattern.split("/{id}")[0].removeprefix("/api/v1/")
        self.things = site.things(self.kind) if self.kind else [None]

    def is_change(self):
        return self.method != "GET"

    def is_inside(self, person, thing):
        scope = self.scopes.get(person.role)
        if scope == "own":
            return person.student == thing.student if person.student else person.staff == thing.staff
        if scope in ("school", "colleges"):
            return person.school == thing.school
        if scope == "college":
            return (person.school, person.college) == (thing.school, thing.college)
        return scope in ("all", "others")

    def judge(self, person, thing):
        """None: allowed; or the refusal."""
        scope = self.scopes.get(person.role)
        if self.is_everybodys:
            return None
        if person.role == "nobody":
            return 401, "log-in"
        if not scope:
            return 403, "forbidden"
        if person.is_first and self.name not in BEFORE_PASSWORD:
            return 403, "password-first"
        if thing and not self.is_inside(person, thing):
            return 404, "not-found"
        if thing and (scope == "colleges" and not thing.college or
                      scope == "others" and thing.staff == person.staff):
            return 403, "forbidden"
        return None

    def get_things(self, person):
        """Those that the address may name; of accounts the person's own too."""
        if self.kind == "staff/accounts" and person.staff:
            return [*self.things, Thing(person.staff, person.school, person.college, staff=person.staff)]
        return self.things

    def ask(self, person, thing, **how):
        path = self.pattern.replace("{id}", str(thing.id) if thing else "")
        for name, value in NAMES.items():
            path = path.replace(name, value)
        path += f"?{self.query}" if self.query else ""
        body = BODIES.get(self.name)
        if self.name in BODIES_OF:
            body = BODIES_OF[self.name](person)
        return self.site.ask_as(person, self.method, path, body, HEADERS.get(self.name, {}), **how)

    def settle(self, person=None):
        self.site.settle(self.state, person and person.staff if self.state == "in-review" else None)


def read_operations(site):
    sentences = {name: sentence for sentence, names in MAY.items() for name in names.split()}
    documented = {operation["operationId"]: where for where, operation in DOCUMENT.operations.items()}
    assert set(sentences) == set(documented), set(sentences) ^ set(documented)
    assert sum(len(names.split()) for names in MAY.values()) == len(sentences), "said twice"
    return [Operation(name, *where, sentences[name], site) for name, where in documented.items()]


# --- what is denied


def deny_all(operation):
    """Everybody who may not, with each thing; then those who may, but whom another page made ask."""
    missing = [Thing("999"), Thing("x"), Thing("0")] if operation.kind else []
    for person in SITE.people:
        refusal = operation.judge(person, None)
        if refusal:  # whatever the thing is
            is_refused(operation, person, operation.things[0], refusal)
            is_refused(operation, person, operation.things[-1], refusal, is_bearer=True)
            continue
        for thing in [*operation.get_things(person), *missing]:
            refusal = (404, "not-found") if thing in missing else operation.judge(person, thing)
            if refusal:
                is_refused(operation, person, thing, refusal)
            elif operation.is_change() and not operation.is_everybodys:
                is_refused(operation, person, thing, (403, "csrf"), csrf=False)


def is_refused(operation, person, thing, refusal, **how):
    answer = operation.ask(person, thing, **how)
    where = f"{operation.name} of {thing} by {person.name} {how}"
    assert answer.status == refusal[0], (where, refusal, answer.status, answer.body)
    assert answer.code == refusal[1], (where, refusal, answer.body)


def test_what_is_not_granted_is_denied_and_changes_nothing():
    state = None
    for operation in sorted(OPERATIONS, key=lambda it: it.state):
        if operation.state != state:
            state = operation.state
            SITE.settle(state)
            before = SITE.look()
        deny_all(operation)
        after = SITE.look()
        assert after == before, (operation.name, sorted(after ^ before))


# --- lists, counts, many at once: what addresses do not name


def get_those_who_may(operation):
    return [person for person in SITE.people if operation.judge(person, None) is None]


def get_parameters(operation):
    documented = DOCUMENT.operations[operation.method, operation.pattern]
    return [parameter["name"] for parameter in documented.get("parameters", [])]


def get_expected(operation, person, kind):
    everything = SITE.accounts.values() if kind == "staff/accounts" else SITE.things(kind)
    return {thing.id for thing in everything if operation.is_inside(person, thing)}


def get_items(operation, person, query=""):
    operation.query = query
    answer = operation.ask(person, None)
    operation.query = ""
    assert answer.status == 200, (operation.name, person.name, query, answer.body)
    assert answer.json.get("next") is None, "more than a page"
    return answer.json["items"]


def test_lists_hold_what_is_in_scope_and_no_filter_widens_it():
    for operation in OPERATIONS:
        is_paged = "after" in get_parameters(operation) and not operation.kind
        if not operation.pattern.startswith("/api/v1/staff/") or not (
                is_paged or operation.name == "student.search"):
            continue
        operation.settle()
        kind = operation.pattern.removeprefix("/api/v1/").removesuffix("/search")
        filters = [name for name in get_parameters(operation) if name.endswith("_id")]
        for person in get_those_who_may(operation):
            expected, where = get_expected(operation, person, kind), (operation.name, person.name)
            found = {item["id"] for item in get_items(operation, person)}
            assert found == expected, (where, found, expected)
            for query in (f"{name}={id}" for name in filters for id in (1, 2, 3, 4)):
                found = {item["id"] for item in get_items(operation, person, query)}
                assert found <= expected, (where, query, found, expected)


def test_counts_are_of_those_in_scope_and_no_filter_widens_them():
    operation = next(it for it in OPERATIONS if it.name == "dashboard")
    filters = ["", *(f"&{name}={id}" for name in ("school_id", "college_id", "batch_id")
                     for id in (1, 2, 3, 4))]
    for person in get_those_who_may(operation):
        expected = get_expected(operation, person, "staff/students")
        for query in (f"by={by}{more}" for by in ("school", "college", "major", "class") for more in filters):
            groups = get_items(operation, person, query)
            n_students = sum(group["n_students"] for group in groups)
            assert n_students == len(expected) or "&" in query and n_students < len(expected), query
            assert person.school in (None, *(group["school_id"] for group in groups)) or not groups


def test_many_at_once_reaches_those_in_scope():
    for operation in OPERATIONS:
        if operation.name not in ("student.unlock-many", "student.reset-many"):
            continue
        for person in get_those_who_may(operation):
            operation.settle()
            items = operation.ask(person, None).json["items"]
            found = {item["id"] for item in items if item["result"] == "done"}
            hidden = {item["id"] for item in items if item["result"] == "not-found"}
            expected = get_expected(operation, person, "staff/students")
            assert (found, found | hidden) == (expected, {0, *STUDENTS, 999}), (operation.name, person.name, items)


def test_things_of_others_in_a_body_are_not_there():
    SITE.settle("shoot")
    one, other = (person for person in SITE.people if person.student in (1, 2))
    nonce = SITE.ask_as(other, "POST", "/api/v1/captures").json["nonce"]
    before = SITE.look()
    is_problem(SITE.ask_as(one, "POST", "/api/v1/submission", {"draft_id": public_id(2)}), 404, "not-found")
    form = make_form([("shot_id", public_id(2)), ("codes", "P19"), ("note", "n"), ("proof", JPEG + bytes(99))])
    is_problem(SITE.ask_as(one, "POST", "/api/v1/exceptions", form, {"Content-Type": FORM}), 404, "not-found")
    form = make_form([("nonce", nonce), ("idempotency_key", "k"), ("photo", GOOD)])
    is_problem(SITE.ask_as(one, "POST", "/api/v1/shots", form, {"Content-Type": FORM}), 422, "capture-unknown")
    school, centre = (next(it for it in SITE.people if it.name == name) for name in ("school.a", "centre"))
    for place in ({"role": "college", "school_code": "10285", "college": "Law"}, {"role": "auditor"},
                  {"role": "school", "school_code": "10284"}, {"role": "centre"}):
        answer = SITE.ask_as(school, "POST", "/api/v1/staff/accounts", {"login": "more", **place})
        is_problem(answer, 403, "forbidden")
    assert SITE.look() == before, sorted(SITE.look() ^ before)


def test_who_is_locked_or_disabled_does_not_log_in():
    for login in ("locked", "disabled-law.a", "disabled-centre"):
        is_problem(SITE.log_in(login, SITE.password), 401, "login-refused")


# --- what is allowed; the last, as some of it cannot be undone


def allow_all(operation):
    """Answers what those who may were answered."""
    statuses = set()
    for person in SITE.people:
        for thing in operation.get_things(person):
            if operation.judge(person, thing) is None:
                if operation.is_change() and not operation.is_everybodys:
                    operation.settle(person)
                status = operation.ask(person, thing).status
                where = (operation.name, person.name, thing, status)
                assert status not in (401, 403), where
                assert status != 404 or person.name == "fresh student", where
                statuses.add(status)
    return statuses


def test_what_is_granted_is_done():
    operations = sorted(OPERATIONS, key=lambda it: (it.name in LAST and LAST.index(it.name) + 1,
                                                    it.is_change()))
    faults = []
    for operation in operations:
        try:
            operation.settle()
            statuses = allow_all(operation)
            is_done = any(status < 300 for status in statuses)
            assert is_done != (operation.name in ELSEWHERE), (operation.name, statuses)
        except AssertionError as fault:
            faults.append(str(fault))
    assert not faults, "\n".join(faults)


with RoleSite(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), DOCUMENT) as SITE:
    SITE.open()
    OPERATIONS = read_operations(SITE)
    tap.run({name: value for name, value in globals().items() if len(sys.argv) < 4 or sys.argv[3] in name})
