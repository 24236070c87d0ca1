"""The server and a worker are killed (-9) at random moments while students go their way. Prints TAP.

usage: crash_test.py TUCAI FIXTURE [PART OF A NAME]; on PostgreSQL if TUCAI_TEST_POSTGRES is set.
KILLS=300 for a long run (else few), SEED=... for other moments. The pauses here wait for nothing: they
are the moments.
"""

import os
import random
import re
import sys
import time
from pathlib import Path

from openapi import Document
from site_of_load import PHOTOS, Load, LoadSite

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support")]

import tap  # noqa: E402

DOCUMENT = Document(ROOT / "docs/api/openapi.yaml")
KILLS = int(os.environ.get("KILLS", "8"))
SEED = int(os.environ.get("SEED", "4"))
N_THREADS = 4
LIFE_S = 1.5  # of a server, at most


def kill_at_random(site, load, chance):
    """One kill of the server, mostly while it serves; of the worker now and then, too."""
    time.sleep(chance.uniform(0, LIFE_S))
    if chance.random() < 0.3:
        site.end_leases()  # of the living: somebody else makes the same photo
        time.sleep(chance.uniform(0, 0.5))
    if chance.random() < 0.3:
        site.crash_worker()
        site.start_worker()
    site.crash()
    if chance.random() < 0.2:
        site.crash_while_starting(chance.uniform(0, 0.5))
    if chance.random() < 0.7:
        site.end_leases()
    site.start()
    assert not load.faults, load.faults


def let_end(site, load):
    """Nobody is killed any more; what the dead had leased comes back in a minute, or now."""
    load.is_ending = True
    site.end_leases()
    load.join()
    assert not load.faults, load.faults
    while site.count_rows("production WHERE state IN ('waiting', 'claimed') AND hand_reason IS NULL"):
        pass


# --- what must hold


def check_student(site, student):
    """What was told once is told again, and everything counted once."""
    for shot_id, told in student.ledger.items():
        shot = student.browser.get(f"/api/v1/shots/{shot_id}").json
        assert {name: shot[name] for name in told} == told, (shot, told)
        if told["draft_id"]:
            assert student.browser.get(f"/api/v1/drafts/{told['draft_id']}/preview").status == 200
    page = site.officer.get(f"/api/v1/staff/students/{student.id}").json
    states = [shot["state"] for shot in page["shots"]]  # the newest first
    assert states == [told["state"] for told in student.ledger.values()][::-1], states
    n_refused = next(i for i, state in enumerate(s for s in states if s != "broken") if state == "passed")
    assert n_refused == 1
    assert page["attempts"]["n_failed_in_row"] == page["attempts"]["n_other_in_row"] == n_refused
    assert len(page["drafts"]) == states.count("passed") == 1
    assert page["order"]["state"] == "paid"
    assert [entry["kind"] for entry in page["messages"]].count("submitted") == 1, page["messages"]


def count_named_blobs(site, students):
    """By what the database says of each: the video, the shots, their drafts, overlays and samples."""
    n_shots = sum(len(student.ledger) for student in students)
    return (1 + n_shots + 2 * len(students)
            + site.count_rows("production WHERE sample_blob IS NOT NULL")
            + site.count_rows("shot WHERE overlay_blob IS NOT NULL")
            + site.count_rows("production WHERE final_blob IS NOT NULL"))


def check_all(site, students):
    n_made = sum(told["state"] != "broken" for student in students for told in student.ledger.values())
    assert n_made == len(students) * len(PHOTOS)
    for student in students:
        check_student(site, student)
    made = "audit WHERE action = 'shot.made'"
    assert site.count_rows(made) == n_made
    assert site.count_rows(f"(SELECT DISTINCT subject FROM {made}) AS made") == n_made
    for table in ("purchase", "submission", "production"):
        assert site.count_rows(table) == len(students), table
    # What the machine was killed over three times is people's, and they have no need of a sample.
    assert site.count_rows("production WHERE sample_blob IS NULL AND hand_reason <> 'machine'") == 0
    assert site.count_rows("job WHERE state IN ('waiting', 'running')") == 0
    site.crash_worker()
    site.crash()
    assert " ok: " in re.search("^audit.*$", site.tucai("doctor"), re.MULTILINE)[0]


def check_blobs(site, students):
    """After a purge there is what the database names, and nothing else."""
    site.tucai("purge")  # young ones may be somebody's who is still at it
    n_before = site.count_blobs()
    site.make_blobs_old()
    said = site.tucai("purge")
    n_orphans = int(re.search(r"^orphans +(\d+)$", said, re.MULTILINE)[1])
    assert re.search("^missing +0$", said, re.MULTILINE), said
    assert site.count_blobs() == n_before - n_orphans == count_named_blobs(site, students), said
    assert not list((site.data / "photos/tmp").iterdir())
    assert re.search("^orphans +0$", site.tucai("purge"), re.MULTILINE)
    return n_orphans


def test_nothing_is_lost_or_counted_twice_whatever_is_killed():
    with LoadSite(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), DOCUMENT) as site:
        chance, started = random.Random(SEED), time.monotonic()
        site.open()
        load = Load(site, site.add_students(N_THREADS * (1 + 3 * KILLS)), N_THREADS)
        try:
            for _ in range(KILLS):
                kill_at_random(site, load, chance)
                assert load.is_running(), "all students have gone before the last kill"
        finally:
            let_end(site, load)
        check_all(site, load.students)
        n_orphans = check_blobs(site, load.students)
        print(f"# {KILLS} kills in {time.monotonic() - started:.0f} s, seed {SEED}: {len(load.students)} students,"
              f" {sum(len(student.ledger) for student in load.students)} shots, of which"
              f" {sum(student.n_broken for student in load.students)} broken; {n_orphans} orphans purged")


def test_a_first_start_that_is_killed_is_made_up_for_by_the_next():
    chance = random.Random(SEED)
    for _ in range(max(3, KILLS // 10)):
        with LoadSite(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), DOCUMENT) as site:
            site.configure("photos", makers="0")
            site.crash_while_starting(chance.uniform(0, 0.2))
            site.start()
            assert site.ask("GET", "/readyz").status == 200
            site.crash()
            site.tucai("doctor")


tap.run({name: value for name, value in globals().items() if len(sys.argv) < 4 or sys.argv[3] in name})
