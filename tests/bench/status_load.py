#!/usr/bin/env python3
"""How fast the status of a shot is told while many ask and many send slowly.

usage: status_load.py TUCAI FIXTURE [SECONDS]; on PostgreSQL if TUCAI_TEST_POSTGRES is set. 500
students ask once a second over connections that stay; 200 send a photo over the whole time. The
first four seconds, in which all of them connect, do not count.
"""

import asyncio
import random
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "api")]

from openapi import Document  # noqa: E402
from site_of_shots import FORM, GOOD, ShotSite, make_form  # noqa: E402

N_ASKING, N_SENDING, WARM_UP_S = 500, 200, 4
SECONDS = float(sys.argv[3]) if len(sys.argv) > 3 else 20


def make_head(method, path, headers):
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{method} {path} HTTP/1.1\r\nHost: load\r\n{lines}\r\n".encode()


async def read_answer(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.decode().split("\r\n"):
        if line.lower().startswith("content-length:"):
            await reader.readexactly(int(line.split(":")[1]))
    return int(head.split()[1])


async def ask(port, request, started, times):
    await asyncio.sleep(random.random())
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.monotonic() < started + SECONDS:
        asked = time.monotonic()
        writer.write(request)
        assert await read_answer(reader) == 200
        if asked > started + WARM_UP_S:
            times.append(time.monotonic() - asked)
        await asyncio.sleep(1)
    writer.close()


async def send(port, headers, answers):
    body = make_form([("nonce", "unknown"), ("idempotency_key", "k"), ("photo", GOOD)])
    step = max(1, int(len(body) / (SECONDS * 2)))
    await asyncio.sleep(random.random() * WARM_UP_S)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(make_head("POST", "/api/v1/shots",
                           {**headers, "Content-Type": FORM, "Content-Length": len(body)}))
    for start in range(0, len(body), step):
        writer.write(body[start:start + step])
        await asyncio.sleep(.4)
    answers.append(await read_answer(reader))
    writer.close()


async def load(site, student, shot_id):
    times, answers = [], []
    request = make_head("GET", f"/api/v1/shots/{shot_id}", student.headers)
    started = time.monotonic()
    await asyncio.gather(*(ask(site.port, request, started, times) for _ in range(N_ASKING)),
                         *(send(site.port, student.headers, answers) for _ in range(N_SENDING)))
    return sorted(times), Counter(answers)


def main():
    program, fixture = (Path(word).resolve() for word in sys.argv[1:3])
    with ShotSite(program, fixture, Document(ROOT / "docs/api/openapi.yaml"), n_makers=0) as site:
        site.configure("limits", requests_per_minute="1000000",
                       student_requests_per_minute="1000000")
        site.configure("server", workers="16")
        site.open()
        student = site.shooter()
        times, answers = asyncio.run(load(site, student, student.send().json["id"]))
    assert answers == {422: N_SENDING}, answers  # all were read to the end: their leave is unknown
    p50, p99 = (1000 * times[int(len(times) * share)] for share in (.5, .99))
    print(f"{len(times)} answers, {len(times) / (SECONDS - WARM_UP_S):.0f} a second: "
          f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, max {1000 * times[-1]:.1f} ms")


main()
