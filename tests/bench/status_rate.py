#!/usr/bin/env python3
"""How many times a second the status of a shot is told, beside a bare libmicrohttpd.

usage: status_rate.py TUCAI FIXTURE HTTP_LOAD; on PostgreSQL if TUCAI_TEST_POSTGRES is set. A site of
its own, one student who is logged in, one shot; http_load does the rest.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "api")]

from openapi import Document  # noqa: E402
from site_of_shots import ShotSite  # noqa: E402


def main():
    program, fixture, load = (Path(word).resolve() for word in sys.argv[1:4])
    with ShotSite(program, fixture, Document(ROOT / "docs/api/openapi.yaml"), n_makers=0) as site:
        site.configure("limits", requests_per_minute="1000000",
                       student_requests_per_minute="1000000")
        site.open()
        student = site.shooter()
        path = f"/api/v1/shots/{student.send().json['id']}"
        headers = [f"{name}: {value}" for name, value in student.headers.items()]
        database = "PostgreSQL" if site.postgres else "SQLite"
        for name, words in (("GET /healthz, no session, no database", ["/healthz"]),
                            (f"GET /api/v1/shots/ID, {database}", [path, *headers])):
            print(f"-- {name}", flush=True)
            subprocess.run([load, str(site.port), *words], check=True)


main()
