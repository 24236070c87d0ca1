"""What a server meets: a full disk, a database that is locked or gone, a folder that cannot be written,
a photo that kills who makes it. Each is told to the client and to the log, uses nothing up, and is over when
its cause is, without a restart. Prints TAP.

usage: faults_test.py TUCAI FIXTURE [PART OF A NAME]; on PostgreSQL if TUCAI_TEST_POSTGRES is set. That it
crashes and starts again is done by tests/support/with_postgres.
"""

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

from openapi import Document
from site_of_shots import GOOD, ShotSite
from site_of_students import is_problem

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support")]

import tap  # noqa: E402

DOCUMENT = Document(ROOT / "docs/api/openapi.yaml")
PATIENCE_S = 90
ATTEMPTS_MAX = 3  # of src/store/queue.h


class FaultSite(ShotSite):
    worker = None

    def __init__(self, *words, **named):
        super().__init__(*words, **named)
        self.configure("limits", requests_per_minute="1000000")

    def __exit__(self, *words):
        if self.worker:
            self.kill_worker()
        super().__exit__(*words)

    def start_worker(self):
        """Its log goes through a pipe, so that a full disk is not the log's."""
        command, environment = self.run("worker")
        self.worker = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
        with open(self.log_path, "ab") as log:
            self.worker_pump = subprocess.Popen(["cat"], stdin=self.worker.stderr, stdout=log)
        self.worker.stderr.close()

    def kill_worker(self):
        self.worker.kill()
        self.worker.wait()
        self.worker_pump.wait()
        self.worker = None

    def wait_for(self, look):
        """What comes of itself."""
        until = time.monotonic() + PATIENCE_S
        while not look():
            assert time.monotonic() < until, self.read_log()

    def logged(self, event):
        return [line for line in map(json.loads, self.read_log().splitlines()) if line["event"] == event]

    def wait_until_logged(self, event):
        self.wait_for(lambda: self.logged(event))

    def is_ready(self):
        return self.ask("GET", "/readyz").status == 200

    def checks(self):
        return self.ask("GET", "/readyz").json["checks"]

    def end_leases(self):
        """Their minute is over."""
        self.sql("UPDATE job SET lease_until_ms = 0 WHERE state = 'running'")

    @contextlib.contextmanager
    def database_lost(self):
        if not self.postgres:
            (self.data / "tucai.db").rename(self.data / "elsewhere")
            yield
            (self.data / "elsewhere").rename(self.data / "tucai.db")
            return
        keeper = int(os.environ["TUCAI_TEST_POSTGRES_KEEPER"])
        os.kill(keeper, signal.SIGUSR1)
        self.wait_for(lambda: not self.is_postgres_there())
        yield
        os.kill(keeper, signal.SIGUSR2)
        self.wait_for(self.is_postgres_there)

    def is_postgres_there(self):
        return subprocess.run(["psql", "-X", "-q", "-d", self.postgres, "-c", "SELECT 1"],
                              capture_output=True).returncode == 0

    @contextlib.contextmanager
    def photos_closed(self):
        """Nobody can begin a photo: a file is where the folder was. (Modes do not stop root.)"""
        folder = self.data / "photos/tmp"
        folder.rename(self.data / "elsewhere")
        folder.write_bytes(b"")
        yield
        folder.unlink()
        (self.data / "elsewhere").rename(folder)


def new_site(n_makers=0):
    return FaultSite(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), DOCUMENT, n_makers=n_makers)


@contextlib.contextmanager
def disk_full(process, n_bytes):
    """No file of the process grows beyond n_bytes."""
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (n_bytes, resource.RLIM_INFINITY))
    yield
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def is_told(answer, code):
    is_problem(answer, 503, code)
    assert int(answer.headers["Retry-After"]) >= 1


# --- the disk


def test_a_full_disk_is_told_and_uses_nothing_up():
    with new_site() as site:
        site.open()
        student = site.shooter()
        nonce = student.leave()
        for n_bytes, event in ((0, "spool-failed"), (len(GOOD) // 2, "spool-failed"), (len(GOOD) + 1, "failed")):
            with disk_full(site.process, n_bytes):
                n_before = len(site.logged(event))
                is_told(student.send(nonce=nonce, key="k"), "unavailable")
                site.wait_for(lambda: len(site.logged(event)) == n_before + 1)
                assert site.checks()["photos"] == ("ok" if n_bytes else "failed")
                assert site.ask("GET", "/healthz").status == 200
                assert student.get("/api/v1/journey").status == 200  # reading goes on
                if not n_bytes and not site.postgres:  # its disk is another's
                    is_told(student.ask("POST", "/api/v1/captures"), "unavailable")
        assert (site.count_rows("shot"), site.count_blobs()) == (0, 1)
        assert site.is_ready()
        assert student.send(nonce=nonce, key="k").status == 202
        assert not list((site.data / "photos/tmp").iterdir())


def test_makers_wait_for_room_on_the_disk():
    with new_site() as site:
        site.open()
        site.start_worker()
        site.wait_until_logged("working")
        student = site.shooter()
        with disk_full(site.worker, 1000):
            shot_id = student.send().json["id"]
            site.wait_until_logged("maker-failing")
            assert student.get(f"/api/v1/shots/{shot_id}").json["stage"] != "ended"
        assert student.wait(shot_id)["state"] == "passed"
        site.wait_until_logged("maker-recovered")
        assert site.count_blobs() == 4  # the video, the shot, the photo and its preview


def test_photos_that_cannot_be_written_are_told_and_made_later():
    with new_site() as site:
        site.open()
        student = site.shooter()
        nonce = student.leave()
        with site.photos_closed():
            is_told(student.send(nonce=nonce, key="k"), "unavailable")
            assert site.checks()["photos"] == "failed"
            site.wait_until_logged("not-ready")
            assert student.get("/api/v1/captures").status == 200
        answer = student.send(nonce=nonce, key="k")
        assert answer.status == 202
        site.sql("UPDATE job SET run_after_ms = run_after_ms + 3600000")  # until the folder is closed
        site.start_worker()
        site.wait_until_logged("working")
        with site.photos_closed():
            site.sql("UPDATE job SET run_after_ms = 0")
            site.wait_until_logged("photo.not-made")
            assert student.get(f"/api/v1/shots/{answer.json['id']}").json["stage"] != "ended"
        assert student.wait(answer.json["id"])["state"] == "passed"
        assert site.is_ready() and site.count_rows("job WHERE n_attempts = 1") == 1


# --- the database


def test_a_database_that_somebody_has_locked_is_told():
    with new_site() as site:
        site.open()
        student = site.shooter()
        nonce = student.leave()
        with site.writes_held():
            is_told(student.send(nonce=nonce, key="k"), "busy")
            assert student.get("/api/v1/journey").status == 200  # reading goes on
            site.wait_until_logged("failed")
            assert [line["level"] for line in site.logged("failed")] == ["warning"]
        assert student.send(nonce=nonce, key="k").status == 202
        assert site.count_rows("shot") == 1


def test_a_database_that_is_gone_is_told_and_found_again():
    with new_site(1) as site:
        site.open()
        student = site.shooter()
        nonce = student.leave()
        with site.database_lost():
            assert site.checks()["database"] == "failed"
            is_told(student.get("/api/v1/journey"), "unavailable")
            is_told(student.send(nonce=nonce, key="k"), "unavailable")
            assert site.ask("GET", "/healthz").status == 200
            site.wait_until_logged("maker-failing")
        site.wait_for(site.is_ready)
        answer = student.send(nonce=nonce, key="k")
        assert answer.status == 202, answer.body
        assert student.wait(answer.json["id"])["state"] == "passed"
        assert len(site.logged("maker-failing")) == 1 == len(site.logged("maker-recovered"))


# --- a photo that kills


def test_a_photo_that_kills_its_makers_is_given_up_and_counts_nothing():
    with new_site() as site:
        site.open()
        officer = site.enter("school.a", "school", "--school", "10284")
        student = site.shooter()
        shot_id = student.send().json["id"]
        is_problem(student.ask("POST", "/api/v1/captures"), 409, "capture-making")
        for n in range(1, ATTEMPTS_MAX + 1):
            site.start_worker()
            site.wait_for(lambda: site.count_rows(f"job WHERE state = 'running' AND n_attempts = {n}"))
            site.kill_worker()
            assert student.get(f"/api/v1/shots/{shot_id}").json["stage"] != "ended"
            site.end_leases()
        site.start_worker()
        shot = student.wait(shot_id)
        assert (shot["state"], shot["outcome"], shot["reasons"]) == ("broken", "none", [])
        assert shot["captures"]["refusal"] is None
        site.wait_until_logged("photo.given-up")
        attempts = officer.get("/api/v1/staff/students/1").json["attempts"]
        assert [attempts[name] for name in ("n_failed_in_row", "n_other_in_row", "n_not_genuine")] == [0] * 3
        assert student.shoot()["state"] == "passed"


tap.run({name: value for name, value in globals().items() if len(sys.argv) < 4 or sys.argv[3] in name})
