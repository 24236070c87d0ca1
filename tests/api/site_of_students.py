"""A site with two schools, their batches, texts and a few students; and a student's browser.

Times: the batches are open now, all day.
"""

import re
import subprocess
import time

from site_of_test import Site

DAY_MS = 86400000
ZHANG = {"school_code": "10284", "name": "张三", "student_number": "B21030405",
         "identity_number": "11010519491231002X"}
LI = {"school_code": "10284", "name": "李四", "student_number": "B21030406",
      "identity_number": "E12345678"}


def is_problem(answer, status, code):
    assert (answer.status, answer.code) == (status, code), (answer.status, answer.body)


class StudentSite(Site):
    def __init__(self, program, fixture_program, document):
        super().__init__(program, document)
        self.fixture_program = fixture_program
        self.texts = {}

    def fixtures(self, *lines):
        """Adds what is sealed (tests/support/fixture.c), a tuple of words each; answers what it prints
        of each."""
        command, environment = self.run()
        done = subprocess.run([str(self.fixture_program), command[-1]], env=environment, text=True,
                              input="".join("\t".join(line) + "\n" for line in lines), capture_output=True)
        assert done.returncode == 0, f"{lines}: {done.stderr}"
        return done.stdout.splitlines()

    def fixture(self, *words):
        return self.fixtures(words)[0]

    def open(self):
        """Batch 1 of school 10284 and batch 2 of school 10285, by roster; Zhang and Li in the first.
        The server runs."""
        now = int(time.time() * 1000)
        self.configure("limits", sessions_per_minute=self.settings["limits"].get(
            "sessions_per_minute", "1000"))
        self.tucai("migrate")
        self.sql(
            "INSERT INTO school (code, name, contact) VALUES ('10284', 'A', '025-1'),"
            " ('10285', 'B', '025-2');"
            "INSERT INTO college (school_id, name) VALUES (1, 'Law'), (1, 'Physics'), (2, 'Law');"
            "INSERT INTO batch (school_id, name, verification, opens_ms, closes_ms, daily_from_min,"
            " daily_to_min, is_payment_unified, has_school_review, production, rules) VALUES "
            + ",".join(f"({school}, '2026', 'roster', {now - DAY_MS}, {now + DAY_MS}, 0, 1440, 0, 1,"
                       " 'automatic', '')" for school in (1, 2)))
        kinds = ("consent", "notice", "precautions", "requirements")
        ids = self.fixtures(
            *(("document", kind, "0", f"the {kind} of everybody") for kind in kinds),
            self.make_video(),
            *(("student", "1", "1", who["name"], who["student_number"], who["identity_number"],
               f"U{number}") for number, who in enumerate((ZHANG, LI))))
        self.texts = dict(zip(kinds, map(int, ids)))
        self.start()

    def make_video(self, data=b"\x1aE\xdf\xa3" + bytes(5000), duration_ms=4000):
        """The words of a fixture."""
        path = self.folder / "video"
        path.write_bytes(data)
        return "video", str(path), str(duration_ms)

    def add_video(self, *words, **named):
        self.fixture(*self.make_video(*words, **named))

    def add_draft(self, journey_id, public_id, data=b"\xff\xd8\xff\xe0 a photo"):
        path = self.folder / "photo"
        path.write_bytes(data)
        self.fixture("draft", str(journey_id), str(path), public_id)

    def steps(self, who=ZHANG):
        """(path below /api/v1/journey/, body, state afterwards), up to the video."""
        def read(kind):
            return {"kind": kind, "document_id": self.texts[kind]}

        return [("consent", {"document_id": self.texts["consent"]}, "verify"),
                ("verification", who, "phone"),
                ("phone", {"phone": "13812345678"}, "notice"),
                ("readings", read("notice"), "precautions"),
                ("readings", read("precautions"), "messages"),
                ("messages-choice", {"wants_messages": True}, "requirements"),
                ("readings", read("requirements"), "video")]

    def student(self):
        return StudentBrowser(self, self.ask("POST", "/api/v1/session", {}))

    def walk(self, last, who=ZHANG):
        """A new student who has taken the steps up to the last one of this path."""
        student = self.student()
        steps = self.steps(who)
        n_steps = max(i for i, step in enumerate(steps) if step[0] == last) + 1
        for path, body, state in steps[:n_steps]:
            answer = student.post(f"/api/v1/journey/{path}", body)
            assert (answer.status, answer.json.get("state")) == (200, state), answer.body
        return student


class StudentBrowser:
    """Keeps the cookie, repeats the token against forged requests."""

    def __init__(self, site, answer):
        assert answer.status == 200, answer.body
        self.site = site
        self.token = re.match(r"tucai_student=([A-Za-z0-9_-]{22});", answer.headers["Set-Cookie"])[1]
        self.csrf = answer.json["csrf_token"]
        self.cookie = {"Cookie": f"tucai_student={self.token}"}

    def ask(self, method, path, body=None, headers=None):
        headers = {**self.cookie, "X-CSRF-Token": self.csrf, **(headers or {})}
        return self.site.ask(method, path, body, headers)

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, body=None):
        return self.ask("POST", path, body)
