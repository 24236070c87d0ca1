"""A site of its own for a test: data folder, databases, the real program, real HTTP."""

import http.client
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from pathlib import Path

COOKIE = re.compile(r"tucai_session=([A-Za-z0-9_-]{22}); Path=/; HttpOnly; SameSite=Lax; Max-Age=43200$")


class Answer:
    def __init__(self, response, body):
        self.status, self.headers, self.body = response.status, response.headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        return self.json["code"]


class Site:
    """Postgres if TUCAI_TEST_POSTGRES is set, else SQLite."""

    n_made = 0

    def __init__(self, program, document):
        Site.n_made += 1
        self.program, self.document = program, document
        self.folder = Path(tempfile.mkdtemp(prefix="tucai-api-"))
        self.data = self.folder / "data"
        self.log_path = self.folder / "log"
        self.postgres = os.environ.get("TUCAI_TEST_POSTGRES")
        self.settings = {"server": {"port": "0", "workers": "8"}, "limits": {
            "logins_per_minute": "1000", "student_requests_per_minute": "100000",
            "staff_requests_per_minute": "100000"}}
        self.process = None
        self.secrets = set()  # what no log may tell
        if self.postgres:
            for kind, section in (("data", "store"), ("keys", "keys")):
                schema = f"{kind}_{Site.n_made}"
                self.psql(self.postgres, f"CREATE SCHEMA {schema}")
                url = f"{self.postgres} options='-c search_path={schema}'"
                self.settings[section] = {"url": url}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder)

    # --- the program

    def configure(self, section, **values):
        self.settings.setdefault(section, {}).update(values)

    def run(self, *words):
        path = self.folder / "settings.ini"
        path.write_text("".join(
            f"[{section}]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())
            for section, values in self.settings.items()))
        environment = dict(os.environ, TUCAI_DATA=str(self.data))
        return [str(self.program), *words, "--config", str(path)], environment

    def tucai(self, *words, status=0):
        command, environment = self.run(*words)
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert done.returncode == status, f"{words}: {done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def start(self):
        command, environment = self.run("serve")
        log = open(self.log_path, "ab")
        self.process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
        line = b""
        while b'"serving"' not in line:  # the end of the file ends it too
            line = self.process.stderr.readline()
            assert line, "the server does not start"
            log.write(line)
        self.port = json.loads(line)["port"]
        self.pump = subprocess.Popen(["cat"], stdin=self.process.stderr, stdout=log)
        self.process.stderr.close()
        log.close()

    def stop(self):
        self.process.terminate()
        status = self.process.wait()
        self.pump.wait()
        self.process = None
        return status

    def read_log(self):
        return self.log_path.read_text()

    # --- the database

    @staticmethod
    def psql(url, sql):
        done = subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql],
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    def sql(self, sqlite, postgres=None):
        if self.postgres:
            self.psql(self.settings["store"]["url"], postgres or sqlite)
            return
        connection = sqlite3.connect(self.data / "tucai.db")
        connection.executescript(sqlite)
        connection.close()

    # --- people

    def add(self, login, role, *words):
        password = self.tucai("account", "add", login, "--role", role, *words).splitlines()[-1]
        self.secrets |= {password}
        return password

    def ask(self, method, path, body=None, headers=None, connection=None):
        """One request; its answer must be as the document says."""
        headers = dict(headers or {})
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        its = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        its.request(method, path, body, headers)
        response = its.getresponse()
        answer = Answer(response, response.read())
        if not connection:
            its.close()
        if method != "HEAD" and self.document.find(method, path.split("?")[0]):
            kind = answer.headers["Content-Type"]
            self.document.check_answer(method, path.split("?")[0], answer.status, kind, answer.body)
        return answer

    def log_in(self, login, password, code=None):
        """A browser that is logged in, or the refusal."""
        body = {"login": login, "password": password, **({"code": code} if code else {})}
        answer = self.ask("POST", "/api/v1/staff/login", body)
        return Browser(self, answer) if answer.status == 200 else answer

    def enter(self, login, role, *words):
        """A new account that has changed its first password."""
        first = self.add(login, role, *words)
        browser = self.log_in(login, first)
        password = f"a password of {login}"
        self.secrets |= {password}
        answer = browser.post("/api/v1/staff/password",
                              {"old_password": first, "new_password": password})
        assert answer.status == 204, answer.body
        browser.password = password
        return browser


class Browser:
    """Keeps the cookie, repeats the token against forged requests."""

    def __init__(self, site, answer):
        match = COOKIE.match(answer.headers["Set-Cookie"])
        assert match, answer.headers["Set-Cookie"]
        self.site, self.token, self.login = site, match[1], answer.json
        self.csrf = answer.json["csrf_token"]
        self.id = answer.json["staff"]["id"]
        site.secrets |= {self.token, self.csrf}

    def get(self, path):
        return self.site.ask("GET", path, headers={"Cookie": f"a=b; tucai_session={self.token}"})

    def ask(self, method, path, body=None, **headers):
        return self.site.ask(method, path, body, {
            "Cookie": f"tucai_session={self.token}", "X-CSRF-Token": self.csrf, **headers})

    def post(self, path, body=None, **headers):
        return self.ask("POST", path, body, **headers)
