"""Who makes the photos: the server's own threads, or a worker beside it; and how they stop. Prints TAP.

usage: makers_test.py TUCAI FIXTURE [PART OF A NAME]; on PostgreSQL if TUCAI_TEST_POSTGRES is set.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from openapi import Document
from site_of_shots import ShotSite

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support")]

import tap  # noqa: E402

DOCUMENT = Document(ROOT / "docs/api/openapi.yaml")


def new_site(n_makers):
    return ShotSite(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), DOCUMENT, n_makers=n_makers)


def send(student):
    answer = student.send()
    assert answer.status == 202, answer.body
    return f"/api/v1/shots/{answer.json['id']}", answer.json["id"]


def test_a_worker_makes_what_a_server_only_queues():
    with new_site(0) as site:
        site.open()
        student = site.shooter()
        path, shot_id = send(student)
        page = site.ask("GET", "/metrics").body.decode()
        assert "\ntucai_photo_queue 1\n" in page and "tucai_photos_total" not in page
        assert student.get(path).json["state"] == "queued"
        command, environment = site.run("worker")
        worker = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        try:
            assert student.wait(shot_id)["state"] == "passed"
        finally:
            worker.terminate()
        log = worker.communicate(timeout=60)[1]
        assert worker.returncode == 0 and '"working"' in log and '"stopped"' in log, log


def test_a_stop_finishes_the_photo_that_is_being_made():
    with new_site(1) as site:
        site.open()
        student = site.shooter()
        path, _ = send(student)
        while student.get(path).json["state"] == "queued":
            pass
        assert site.stop() == 0
        site.configure("photos", makers="0")  # so that nobody makes it afterwards
        site.start()
        assert student.get(path).json["state"] == "passed"


def test_photos_are_counted():
    with new_site(1) as site:
        site.open()
        student = site.shooter()
        student.wait(send(student)[1])
        page, until = "", time.monotonic() + 60
        # Counted when it has been committed, a little after its student may know.
        while '\ntucai_photos_total{outcome="passed"} 1\n' not in page and time.monotonic() < until:
            page = site.ask("GET", "/metrics").body.decode()
        assert '\ntucai_photos_total{outcome="passed"} 1\n' in page
        assert "\ntucai_photo_duration_seconds_count 1\n" in page


def test_without_models_nothing_starts():
    with new_site(1) as site:
        models = os.environ.get("IDPHOTO_MODELS")
        os.environ["IDPHOTO_MODELS"] = str(site.folder)
        try:
            for command in ("serve", "worker"):
                said = site.tucai(command, status=1).splitlines()[-1]
                assert said.startswith("tucai: the engine does not start: model "), said
        finally:
            del os.environ["IDPHOTO_MODELS"]
            if models:
                os.environ["IDPHOTO_MODELS"] = models


tap.run({name: value for name, value in globals().items() if len(sys.argv) < 4 or sys.argv[3] in name})
