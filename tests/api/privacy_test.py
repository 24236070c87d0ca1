"""Personal data is nowhere readable; backups; what a withdrawal does to them. Prints TAP.

usage: privacy_test.py TUCAI FIXTURE; on PostgreSQL if TUCAI_TEST_POSTGRES is set.
"""

import base64
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

from openapi import Document
from site_of_shots import FORM, make_form
from site_of_students import LI, ZHANG, StudentBrowser, StudentSite, is_problem

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support")]

import tap  # noqa: E402

PROGRAM, FIXTURE = (Path(word).resolve() for word in sys.argv[1:3])
DOCUMENT = Document(ROOT / "docs/api/openapi.yaml")
PHONE = "13812345678"
PHOTO = b"\xff\xd8\xff\xe0 the photo of somebody, which is sealed"
SEEDED = ["张三", "李四", ZHANG["identity_number"], LI["identity_number"], PHONE,
          "the photo of somebody", "因宗教信仰需要佩戴头巾", "the proof of somebody"]
CONTROL = "planted-control-value"


class PrivateSite(StudentSite):
    """Zhang (journey 1, draft a) and Li (journey 2, draft b) are at the video."""

    def __init__(self, n_students=2):
        super().__init__(PROGRAM, FIXTURE, DOCUMENT)
        self.configure("log", level="debug")
        self.open()
        self.students = [self.walk("messages-choice", who) for who in (ZHANG, LI)[:n_students]]
        for number in range(n_students):
            self.add_draft(number + 1, "ab"[number] * 22, PHOTO)
        self.sql("UPDATE draft SET preview_blob = photo_blob")
        (self.folder / "photo").unlink()

    def ask_exception(self):
        """Zhang asks for one: a note and a proof, both sealed."""
        self.sql("UPDATE shot SET state = 'failed', outcome = 'failed', public_id = 's1' WHERE id = 1")
        form = make_form([("shot_id", "s1"), ("codes", "P19"), ("note", SEEDED[-2]),
                          ("proof", b"\xff\xd8\xff\xe0 " + SEEDED[-1].encode() + b", long enough")])
        answer = self.students[0].ask("POST", "/api/v1/exceptions", form, {"Content-Type": FORM})
        assert answer.status == 201, answer.body

    def ask_sql(self, sql):
        """The first column of all rows, as text."""
        if self.postgres:
            words = ["psql", "-X", "-q", "-A", "-t", "-d", self.settings["store"]["url"], "-c", sql]
            return subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
        with sqlite3.connect(self.data / "tucai.db") as connection:
            return [row[0] for row in connection.execute(sql)]

    def back_up(self):
        line = self.tucai("backup", str(self.folder / "backups"))
        return Path(line.splitlines()[-1].split(": ")[0])

    def restored(self, backup, keeps_keys=True):
        """A new site on the backup, with the keys that there are now; the words of its failure."""
        other = Restored(self)
        shutil.copy(self.data / "master.key", other.data)
        if not self.postgres and keeps_keys:
            copy = other.data / "keys.db"
            self.tucai("backup", "--keys", str(copy))
        return other


class Restored(PrivateSite):
    n_databases = 0

    def __init__(self, site):
        self.__dict__.update(site.__dict__)
        self.settings = {name: dict(values) for name, values in site.settings.items()}
        Restored.n_databases += 1
        self.data = site.folder / f"restored{Restored.n_databases}"
        self.data.mkdir(mode=0o700)
        self.log_path = self.data / "log"
        self.process = None
        if self.postgres:
            name = f"restored{Restored.n_databases}"
            schema = re.search(r"search_path=(\w+)", site.settings["store"]["url"])[1]
            self.psql(self.postgres, f"CREATE DATABASE {name}")
            url = self.settings["store"]["url"].replace("dbname=postgres", f"dbname={name}")
            self.settings["store"] = {"url": url}
            self.psql(url, f"CREATE SCHEMA {schema}")

    def __exit__(self, *_):
        if self.process:
            self.process.kill()
            self.process.wait()


# --- searching


def forms_of(text):
    """The value as it might lie somewhere."""
    for plain in {text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"),
                  text.encode("gb18030")}:
        yield plain
        yield plain[::-1]
        yield plain.hex().encode()
        yield plain.hex().upper().encode()
        for shift in range(3):  # base64 at each place within its groups of three
            whole = base64.b64encode(bytes(shift) + plain)
            inner = whole[(shift * 8 + 5) // 6: (shift + len(plain)) * 8 // 6]
            yield inner
            yield inner.replace(b"+", b"-").replace(b"/", b"_")
    yield text[::-1].encode()


FORMS = {value: list(forms_of(value)) for value in SEEDED + [CONTROL]}


def search(data):
    return {value for value, forms in FORMS.items() if any(form in data for form in forms)}


def search_files(folder):
    found = {}
    for path in Path(folder).rglob("*"):
        if path.is_file():
            for value in search(path.read_bytes()):
                found.setdefault(value, []).append(path)
    return found


def read_postgres(site):
    """Database and key store as text; their files after a checkpoint; the log of the server."""
    site.psql(site.postgres, "CHECKPOINT")
    folder = re.search(r"host=(\S+)", site.postgres)[1]
    dump = subprocess.run(["pg_dump", "-d", site.postgres], capture_output=True, check=True).stdout
    return folder, dump


def read_backup(site, backup):
    if not site.postgres:
        return (backup / "database").read_bytes()
    return subprocess.run(["pg_restore", "-f", "-", str(backup / "database")], capture_output=True,
                          check=True).stdout


def test_each_form_of_a_value_is_found():
    for value in SEEDED:
        for form in FORMS[value]:
            assert value in search(b"before " + form + b" after"), (value, form)
    assert not search(b"nothing of anybody")


def test_personal_data_is_nowhere_readable():
    with PrivateSite() as site:
        site.ask_exception()
        backup = site.back_up()
        keys = site.folder / "keys.copy"
        site.tucai("backup", "--keys", str(keys))
        for path in (keys, backup / "database"):
            assert not path.stat().st_mode & 0o077, path  # its owner's alone
        page = site.ask("GET", "/metrics").body
        site.students[0].post("/api/v1/journey/phone", {"phone": PHONE})  # refused, and logged
        is_problem(site.ask("POST", "/api/v1/session", {"client": ZHANG["name"]}), 400, "bad-request")
        # The search proves itself: a name of the same database that is not sealed is found.
        site.sql(f"UPDATE school SET contact = '{CONTROL}' WHERE id = 2")
        assert b'"request"' in site.log_path.read_bytes()
        found = search_files(site.folder)
        found_in_database = search(read_backup(site, backup))
        if site.postgres:
            folder, dump = read_postgres(site)
            assert CONTROL in search(dump)
            found_in_database |= search(dump) - {CONTROL}
            for value, paths in search_files(folder).items():
                found.setdefault(value, []).extend(paths)
        assert found.pop(CONTROL, None), "the planted value was not found"
        assert not found, found
        assert not found_in_database, found_in_database
        assert not search(page)
        assert "A" in read_backup(site, backup).decode(errors="replace")
        later = site.back_up()
        assert search(read_backup(site, later)) == {CONTROL}
        photos = [path for path in (site.data / "photos").rglob("*") if path.is_file()]
        assert len(photos) >= 4, "no photos were searched"


# --- withdrawal


def withdraw(student):
    return student.ask("DELETE", "/api/v1/journey/consent")


def test_a_withdrawal_ends_the_session_and_one_can_begin_again():
    with PrivateSite() as site:
        zhang, li = site.students
        before = site.ask_sql("SELECT key_name FROM student ORDER BY id")
        names = site.ask_sql("SELECT photo_blob FROM draft ORDER BY id")
        site.ask_exception()
        answer = withdraw(zhang)
        assert answer.status == 204, answer.body
        assert "Max-Age=0" in answer.headers["Set-Cookie"]
        is_problem(zhang.get("/api/v1/journey"), 401, "log-in")
        assert li.get("/api/v1/journey").json["state"] == "requirements"
        paths = [site.data / "photos" / name[:2] / name[2:4] / name for name in names]
        assert [path.exists() for path in paths] == [False, True]
        for table in ("erasure", "exception_request"):
            assert site.ask_sql(f"SELECT count(*) FROM {table}") in ([0], ["0"])
        again = site.walk("messages-choice")  # another account: the browser's session has ended
        assert again.get("/api/v1/journey").json["state"] == "requirements"
        after = site.ask_sql("SELECT key_name FROM student ORDER BY id")
        assert (after[0] != before[0], after[1] == before[1]) == (True, True)
        is_problem(withdraw(site.student()), 409, "step-not-now")


def test_an_older_backup_shows_nothing_of_who_withdrew():
    with PrivateSite() as site:
        tokens = site.ask_sql("SELECT hex(token_hash) FROM session ORDER BY account_id"
                              if not site.postgres else
                              "SELECT encode(token_hash, 'hex') FROM session ORDER BY account_id")
        assert len(tokens) == 2
        for student, draft in zip(site.students, "ab"):
            assert student.get(f"/api/v1/drafts/{draft * 22}/preview").body == PHOTO
        backup = site.back_up()
        assert withdraw(site.students[0]).status == 204
        with site.restored(backup) as other:
            other.tucai("restore", str(backup))
            other.tucai("doctor")
            assert other.ask_sql("SELECT count(*) FROM session") in ([0], ["0"])
            for number, (token, student) in enumerate(zip(tokens, site.students), 1):
                other.sql(*(f"INSERT INTO session (token_hash, account_id, csrf_token, created_ms, "
                            f"seen_ms, expires_ms) VALUES ({value}, {number}, '{student.csrf}', 0, "
                            f"0, 9000000000000)" for value in (f"x'{token}'", f"'\\x{token}'")))
            other.start()
            answers = [other.ask("GET", f"/api/v1/drafts/{draft * 22}/preview", None, student.cookie)
                       for draft, student in zip("ab", site.students)]
            assert answers[1].body == PHOTO
            assert answers[0].status != 200 and PHOTO not in answers[0].body
            assert other.stop() == 0


# --- backup and restore


def test_backups_are_incremental_and_whole():
    with PrivateSite() as site:
        first = site.back_up()
        second = site.back_up()
        photos = [path for path in (first / "photos").rglob("*") if path.is_file()]
        assert len(photos) >= 3  # the video and two drafts
        for path in photos:
            twin = second / path.relative_to(first)
            assert path.stat().st_ino == twin.stat().st_ino
            live = site.data / path.relative_to(first)
            assert path.read_bytes() == live.read_bytes()
            assert path.stat().st_ino != live.stat().st_ino
        assert not (site.folder / "backups/partial").exists()
        assert (first / "photos.list").read_bytes() == (second / "photos.list").read_bytes()
        for path in site.folder.glob("backups/**/*"):
            assert "keys" not in path.name and "master" not in path.name


def test_restore_refuses_what_is_damaged_or_not_empty():
    with PrivateSite() as site:
        backup = site.back_up()
        site.tucai("restore", str(backup), status=1)  # its own site is not empty
        for victim in ("database", "photos.list", "manifest", "photo"):
            path = next(p for p in (backup / "photos").rglob("*") if p.is_file()) \
                if victim == "photo" else backup / victim
            data = path.read_bytes()
            path.write_bytes(data[:-2] + bytes([data[-2] ^ 1]) + data[-1:])
            with site.restored(backup) as other:
                other.tucai("restore", str(backup), status=1)
            path.write_bytes(data)
        with site.restored(backup) as other:
            (other.data / "master.key").unlink()
            (other.data / "something").write_text("")
            other.tucai("restore", str(backup), status=1)
            (other.data / "master.key").write_bytes(bytes(range(32)))
            (other.data / "master.key").chmod(0o600)
            other.tucai("restore", str(backup), status=1)
        if not site.postgres:
            with site.restored(backup, keeps_keys=False) as other:
                assert "keys.db" in other.tucai("restore", str(backup), status=1)
        with site.restored(backup) as other:
            other.tucai("restore", str(backup))
            other.tucai("doctor")
            other.tucai("restore", str(backup), status=1)


def test_a_backup_under_a_running_writer_is_consistent():
    with PrivateSite() as site:
        is_over = threading.Event()
        faults, rounds = [], []

        def write():
            try:
                while not is_over.is_set():
                    number = len(rounds)
                    site.add_draft(2, f"{number:022d}", PHOTO)
                    site.student().post("/api/v1/journey/consent", site.steps()[0][1])
                    site.sql(f"UPDATE draft SET deleted_ms = 1, photo_blob = NULL, preview_blob = "
                             f"NULL WHERE public_id = '{max(number - 2, 0):022d}'")
                    site.tucai("purge")
                    rounds.append(1)
            except Exception as fault:
                faults.append(fault)

        writer = threading.Thread(target=write)
        writer.start()
        while len(rounds) < 2 and not faults:
            is_over.wait(.01)
        backups = [site.back_up() for _ in range(3)]
        is_over.set()
        writer.join()
        assert not faults, faults
        for backup in backups:
            with site.restored(backup) as other:
                other.tucai("restore", str(backup))
                other.tucai("doctor")
                assert re.search(r"missing +0\n", other.tucai("purge", "--dry-run"))


tap.run(globals())
