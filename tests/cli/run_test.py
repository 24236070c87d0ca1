"""./dev run without its build: comes up with the demo, keeps its data, stops gracefully. Prints TAP.

usage: run_test.py TUCAI [PART OF A NAME]
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support")]

import tap  # noqa: E402

PROGRAM = Path(sys.argv[1]).resolve()
PATIENCE_S = 300


class Run:
    def __init__(self, data, port="0"):
        self.process = subprocess.Popen(
            ["sh", "tools/demo/run.sh", str(PROGRAM)], cwd=ROOT, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=dict(os.environ, TUCAI_DATA=str(data), PORT=port))
        self.printed = ""

    def await_address(self):
        while "to begin anew" not in self.printed:
            line = self.process.stdout.readline()
            assert line, self.process.stderr.read()
            self.printed += line
        return re.search(r"http://127\.0\.0\.1:\d+", self.printed)[0]

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.printed += self.process.communicate(timeout=PATIENCE_S)[0]
        return self.process.returncode


class Folder:
    def __enter__(self):
        self.path = Path(tempfile.mkdtemp(prefix="tucai-run-"))
        return self.path / "data"

    def __exit__(self, *_):
        shutil.rmtree(self.path)


def get(address, path):
    with urllib.request.urlopen(address + path, timeout=60) as answer:
        return answer.read().decode()


def log_in(address, login, password):
    request = urllib.request.Request(
        address + "/api/v1/staff/login", json.dumps({"login": login, "password": password}).encode(),
        {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["staff"]["role"]


def test_it_comes_up_by_itself_and_keeps_its_data():
    with Folder() as data:
        (ROOT / "build/demo/requirements.webm").unlink(missing_ok=True)  # as in a clean clone
        first = Run(data)
        address = first.await_address()
        assert json.loads(get(address, "/readyz"))["checks"]["makers"] == "ok"
        assert "学生入口" in get(address, "/")
        login, password = re.search(r"^  centre +(\S+) +(\S+)$", first.printed, re.MULTILINE).groups()
        assert log_in(address, login, password) == "centre"
        assert first.stop() == 0 and first.printed.endswith("stopped\n"), first.printed
        assert f"  {data}/server.log  the log\n" in first.printed, first.printed
        assert '"stopped"' in (data / "server.log").read_text()

        second = Run(data)
        assert log_in(second.await_address(), login, password) == "centre"
        assert f"{login}     {password}" in second.printed
        assert second.stop() == 0
        assert (data / "demo.txt").stat().st_mode & 0o077 == 0


def test_a_port_that_is_taken_is_one_clear_line():
    with Folder() as data, socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = Run(data, str(port))
        out, err = run.process.communicate(timeout=PATIENCE_S)
        assert run.process.returncode == 1
        assert err.splitlines()[-1].startswith(f"tucai: cannot listen on 127.0.0.1 port {port}"), err
        assert out == "", out


def test_data_of_somebody_else_is_left_alone():
    with Folder() as data:
        environment = dict(os.environ, TUCAI_DATA=str(data))
        subprocess.run([PROGRAM, "seed", "demo", "--for", "tests"], env=environment, check=True,
                       capture_output=True)
        run = Run(data)
        err = run.process.communicate(timeout=PATIENCE_S)[1]
        assert run.process.returncode == 1 and "remove it and try again" in err, err


tap.run({name: value for name, value in globals().items() if len(sys.argv) < 3 or sys.argv[2] in name})
