"""A site where every role has people and things: two schools with two colleges each, and students who
each have a shot, a draft, a photo handed in, an order, a request for an exception and a message.

Rows are written as they are, not by the steps that lead there, and settle() brings all of them to one
state again. What belongs to a student has the student's number as its id.
"""

import http.client
import sqlite3
import subprocess
import time
from dataclasses import dataclass

from site_of_shots import FORM, make_form
from site_of_students import DAY_MS, StudentSite

# (batch, college) by number; the last two: of no college, and of the school's other batch.
STUDENTS = {1: (1, 1), 2: (1, 1), 3: (1, 2), 4: (2, 3), 5: (2, 4), 6: (1, None), 7: (3, 1)}
N_STUDENTS = len(STUDENTS)
SCHOOL_OF_BATCH = {1: 1, 2: 2, 3: 1}
NAME = "张三"
STAFF = {  # role, school, college
    "law.a": ("college", 1, 1), "physics.a": ("college", 1, 2), "law.b": ("college", 2, 3),
    "school.a": ("school", 1, None), "school.b": ("school", 2, None),
    "hand.1": ("retoucher", None, None), "hand.2": ("retoucher", None, None),
    "centre": ("centre", None, None), "auditor": ("auditor", None, None)}
ONE_OF_EACH = ("law.a", "school.a", "hand.1", "centre", "auditor")
RETOUCHERS = ("hand.1", "hand.2")  # have claimed the photos of odd and even numbers


def public_id(number):
    """Of a student's shot and draft."""
    return f"{number:022}"


@dataclass(frozen=True)
class Thing:
    """What an id names, and whose it is."""
    id: object
    school: int = None
    college: int = None
    student: int = None
    staff: int = None


@dataclass(frozen=True)
class Person:
    name: str
    role: str  # "nobody" for whoever is not logged in, whatever is sent
    school: int = None
    college: int = None
    student: int = None
    staff: int = None
    token: str = ""
    csrf: str = ""
    is_first: bool = False  # the first password has to be changed


class RoleSite(StudentSite):
    asker = None  # a psql, on PostgreSQL

    def open(self):
        self.configure("limits", requests_per_minute="1000000", verifications_per_minute="1000000")
        self.configure("photos", makers="0")
        super().open()
        if self.postgres:
            self.asker = subprocess.Popen(
                ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.settings["store"]["url"]],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.kept = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        now = int(time.time() * 1000)
        self.sql("INSERT INTO college (school_id, name) VALUES (2, 'Physics');"
                 "INSERT INTO batch (school_id, name, verification, opens_ms, closes_ms,"
                 " daily_from_min, daily_to_min, is_payment_unified, has_school_review, production,"
                 f" rules) VALUES (1, '2027', 'roster', {now - DAY_MS}, {now + DAY_MS}, 0, 1440, 0, 1,"
                 " 'hand', '')")
        self.fixtures(*(("student", str(batch), str(college or 0), NAME, f"S{number}",
                         f"E1000000{number}", f"N{number}")
                        for number, (batch, college) in STUDENTS.items() if number > 2))
        self.people = [Person("logged out", "nobody"), Person("a guess", "nobody", token="A" * 22),
                       *self.add_students(now), *self.add_staff(now)]
        self.sql("CREATE TABLE kept AS SELECT * FROM session")

    # --- people

    def add_students(self, now):
        browsers = [self.student() for _ in range(N_STUDENTS + 2)]
        pictures = {"photo": b"\xff\xd8\xff\xe0 a photo as it seems", "overlay": b"\x89PNG\r\n\x1a\n" + bytes(9)}
        for name, data in pictures.items():
            (self.folder / name).write_bytes(data)
        texts = self.texts
        self.sql("UPDATE student SET name_hash = (SELECT name_hash FROM student WHERE id = 1);"
                 "INSERT INTO journey (account_id, student_id, state, version, notice_id,"
                 " precautions_id, requirements_id, is_paid, n_failed_in_row, n_other_in_row,"
                 " n_timed_locks, cooldown_until_ms, lock_kind, locked_until_ms, not_genuine,"
                 f" created_ms, changed_ms) SELECT id, id, 'shoot', 1, {texts['notice']},"
                 f" {texts['precautions']}, {texts['requirements']}, 0, 0, 0, 0, 0, 'none', 0, '[]',"
                 f" {now}, {now} FROM student ORDER BY id")
        self.fixtures(*(("draft", str(number), str(self.folder / name), public_id(number + i * N_STUDENTS))
                        for i, name in enumerate(pictures) for number in STUDENTS))
        self.sql(self.things_of_students())
        people = [Person(f"student {number}", "student", student=number, token=browser.token,
                         csrf=browser.csrf) for number, browser in enumerate(browsers, 1)]
        self.expire(people[-1], now)
        for number, person in enumerate(people[:N_STUDENTS], 1):
            form = make_form([("shot_id", public_id(number)), ("codes", "P19"), ("note", "a note"),
                              ("proof", pictures["photo"])])
            assert self.ask_as(person, "POST", "/api/v1/exceptions", form,
                               {"Content-Type": FORM}).status == 201
        return [*people[:N_STUDENTS], Person("fresh student", "student", token=people[-2].token,
                                             csrf=people[-2].csrf),
                Person("expired student", "nobody", token=people[-1].token, csrf=people[-1].csrf)]

    @staticmethod
    def things_of_students():
        return (
            "UPDATE shot SET state = 'failed', file_blob = (SELECT photo_blob FROM draft WHERE shot_id = shot.id),"
            f" overlay_blob = (SELECT photo_blob FROM draft WHERE shot_id = shot.id + {N_STUDENTS});"
            f"DELETE FROM draft WHERE id > {N_STUDENTS};"
            "UPDATE draft SET preview_blob = photo_blob;"
            "INSERT INTO submission (journey_id, draft_id, submitted_ms)"
            " SELECT id, id, 1 FROM draft ORDER BY id;"
            "INSERT INTO purchase (number, journey_id, draft_id, amount_fen, provider, state,"
            " created_ms, changed_ms) SELECT public_id, id, id, 1500, 'offline', 'open', 1, 1"
            " FROM draft ORDER BY id;"
            "INSERT INTO production (submission_id, state, hand_reason, sample_blob, final_blob,"
            " queued_ms) SELECT id, 'waiting', 'batch', photo_blob, photo_blob, 1 FROM draft"
            " ORDER BY id;"
            "INSERT INTO message (journey_id, kind, detail, created_ms)"
            " SELECT id, 'submitted', '{}', 1 FROM draft ORDER BY id")

    def add_staff(self, now):
        """All with one password, which is hashed once. The second session of one of each role has
        expired; "disabled" and "new" have one of each role too. Nobody logs in as "spare"."""
        self.password = self.add("first", "centre")
        places = {**STAFF, **{f"spare-{name}": place for name, place in STAFF.items()},
                  "locked": STAFF["school.a"],
                  **{f"{kind}-{name}": STAFF[name] for kind in ("new", "disabled") for name in ONE_OF_EACH}}
        self.sql("".join(
            "INSERT INTO staff (login, password_hash, role, school_id, college_id,"
            " must_change_password, n_failed, locked_until_ms, is_disabled, created_ms)"
            f" SELECT '{login}', password_hash, '{role}', {school or 'NULL'}, {college or 'NULL'},"
            f" {int(login.startswith('new'))}, 0, {now + DAY_MS if login == 'locked' else 0}, 0, 1"
            " FROM staff WHERE login = 'first';" for login, (role, school, college) in places.items()))
        self.accounts = {login: Thing(id, school, college, staff=id)
                         for id, (login, (_, school, college)) in enumerate(
                             {"first": STAFF["centre"], **places}.items(), 1)}
        for login, (role, school, college) in places.items():
            if login != "locked" and not login.startswith("spare"):
                yield self.enter_as(login, login, role, school, college)
        for login in ONE_OF_EACH:
            person = self.enter_as(f"expired {login}", login, "nobody", None, None)
            self.expire(person, now)
            yield person
        self.sql("UPDATE staff SET is_disabled = 1 WHERE login LIKE 'disabled%'")

    def enter_as(self, name, login, role, school, college):
        browser = self.log_in(login, self.password)
        assert browser.id == self.accounts[login].id
        return Person(name, "nobody" if name.startswith("disabled") else role, school, college,
                      staff=browser.id, token=browser.token, csrf=browser.csrf,
                      is_first=name.startswith("new"))

    def expire(self, person, now):
        self.sql(f"UPDATE session SET expires_ms = {now} WHERE csrf_token = '{person.csrf}'")

    # --- things

    def things(self, kind):
        """By the part of an address before the id; for addresses of staff it begins with "staff/"."""
        if kind == "staff/accounts":
            return [self.accounts[f"spare-{name}"] for name in STAFF]
        if kind == "staff/batches":
            return [Thing(batch, school) for batch, school in SCHOOL_OF_BATCH.items()]
        if kind == "staff/schools":
            return [Thing(school, school) for school in (1, 2)]
        is_public = kind in ("drafts", "shots")
        return [Thing(public_id(number) if is_public else number, SCHOOL_OF_BATCH[batch], college, student=number,
                      staff=self.accounts[RETOUCHERS[1 - number % 2]].id if kind == "staff/production" else None)
                for number, (batch, college) in STUDENTS.items()]

    def settle(self, state, opener=None):
        """All ways in this state, with what goes with it; the review, if any, is this one's of staff.
        What was added since is gone, who was logged out is back."""
        n, far = N_STUDENTS, int(time.time() * 1000) + DAY_MS
        is_over, is_queue = state in ("final", "proofread"), state == "queue"
        production = "finished" if is_over else "waiting" if is_queue else "claimed"
        holder = (f"CASE WHEN id % 2 = 1 THEN {self.accounts['hand.1'].id} ELSE"
                  f" {self.accounts['hand.2'].id} END"
                  if production == "claimed" else "NULL")
        is_shooting = state in ("shoot", "locked", "payment")
        self.sql(
            "BEGIN;"
            f"DELETE FROM production WHERE submission_id > {n}; DELETE FROM submission WHERE id > {n};"
            f"DELETE FROM exception_request WHERE id > {n}; DELETE FROM job;"
            f"DELETE FROM shot WHERE id > {n}; DELETE FROM capture WHERE id > {n};"
            f"DELETE FROM document WHERE id > 4; UPDATE batch SET version = 1; UPDATE school SET version = 1;"
            "UPDATE journey SET is_paid = 0, version = 1, state ="
            f" '{dict(queue='production', locked='shoot').get(state, state)}',"
            f" lock_kind = '{'school' if state == 'locked' else 'none'}', notice_id = 2 WHERE id <= {n};"
            f"UPDATE submission SET opened_by = {opener or 'NULL'}, opened_ms = {far if opener else 'NULL'},"
            f" decided_by = NULL, decided_ms = NULL, reasons = NULL, remark = NULL,"
            f" decision = {chr(39) + 'withdrawn' + chr(39) if is_shooting else 'NULL'};"
            "UPDATE purchase SET state = 'open', provider_reference = NULL;"
            f"UPDATE production SET state = '{production}', claimed_by = {holder},"
            f" claimed_until_ms = {far if production == 'claimed' else 'NULL'}, hand_reason = 'batch',"
            f" finished_ms = {1 if is_over else 'NULL'};"
            f"UPDATE exception_request SET state = '{'refused' if is_shooting else 'asked'}',"
            " decided_by = NULL, decided_ms = NULL;"
            f"UPDATE shot SET state = '{'failed' if is_shooting else 'passed'}';"
            "UPDATE draft SET deleted_ms = NULL;"
            "INSERT INTO session SELECT * FROM kept WHERE true ON CONFLICT DO NOTHING;"
            "COMMIT")

    # --- asking, and what has changed

    def ask_as(self, person, method, path, body=None, headers=(), is_bearer=False, csrf=True):
        """As a browser, with the cookies of both kinds; or as an app."""
        headers = dict(headers)
        if person.token and is_bearer:
            headers["Authorization"] = f"Bearer {person.token}"
        elif person.token:
            headers["Cookie"] = f"tucai_session={person.token}; tucai_student={person.token}"
            headers |= {"X-CSRF-Token": person.csrf} if csrf else {}
        return self.ask(method, path, body, headers, self.kept)

    def look(self):
        """What all tables hold, but for when sessions were seen; and how many blobs there are."""
        def select(name):
            return f"SELECT {'token_hash' if name == 'session' else '*'} FROM {name}"

        if self.postgres:
            names = self.rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
            found = self.rows(" UNION ALL ".join(
                f"SELECT '{name} ' || md5(string_agg(t::text, ',' ORDER BY t::text)) FROM ({select(name)}) t"
                for name in names))
        else:
            connection = sqlite3.connect(self.data / "tucai.db")
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            found = [f"{name} {sorted(map(repr, connection.execute(select(name))))}" for (name,) in names]
            connection.close()
        n_blobs = sum(1 for path in (self.data / "photos").rglob("*") if path.is_file())
        return {*found, f"blobs {n_blobs}"}

    # --- one connection for all of it: psql takes as long to begin as a hundred questions take

    def sql(self, sql, **others):
        if self.postgres and self.asker:
            self.rows(sql)
        else:
            super().sql(sql, **others)

    def rows(self, sql):
        self.asker.stdin.write(f"{sql};\n\\echo that was all\n")
        self.asker.stdin.flush()
        found = []
        for line in iter(self.asker.stdout.readline, "that was all\n"):
            assert line, f"psql has ended at {sql}"
            found.append(line.removesuffix("\n"))
        return found

    def __exit__(self, *why):
        if self.asker:
            self.asker.communicate()
        super().__exit__(*why)
