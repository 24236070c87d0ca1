"""Students who go the whole way at once and go on whatever happens to the server: what got no answer is
asked again, word for word, as a client on a bad network does.

A student's photos are: refused, passed, refused; then one is handed in, paid at the school and finished by
the machine. What the server said of each shot is kept in a ledger, and held against what it says in the end.
"""

import http.client
import subprocess
import threading
import time
import uuid

from site_of_shots import GOOD, REFUSED, ShotSite, Shooter
from site_of_students import StudentBrowser

PHOTOS = (REFUSED, GOOD, REFUSED)
NOTED = ("state", "outcome", "draft_id")  # never change once a shot has ended
GIVE_UP_S = 300
RULES = "\n".join(["audit_per_mille=0", "draft_capacity=100", "other_failures_max=1000",
                   *(f"cooldown_ms.{step}=0" for step in range(4))])


class LoadSite(ShotSite):
    """A server and a worker, one maker each; one school, whose students pay, and no review."""

    def __init__(self, *words):
        super().__init__(*words)
        self.is_up = threading.Event()
        self.worker = None
        self.configure("limits", requests_per_minute="1000000", sessions_per_minute="1000000",
                       verifications_per_minute="1000000")
        self.configure("photos", free_least="0")

    def __exit__(self, *words):
        self.crash_worker()
        super().__exit__(*words)

    def open(self):
        super().open()
        self.sql(f"UPDATE batch SET has_school_review = 0, rules = '{RULES}'")
        self.officer = self.enter("school.a", "school", "--school", "10284")
        self.is_up.set()
        self.start_worker()

    def start(self):
        super().start()
        self.is_up.set()

    def crash(self):
        self.is_up.clear()
        self.process.kill()
        self.process.wait()
        self.pump.wait()
        self.process = None

    def crash_while_starting(self, after_s):
        command, environment = self.run("serve")
        starting = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        time.sleep(after_s)
        starting.kill()
        starting.wait()

    def start_worker(self):
        command, environment = self.run("worker")
        self.worker = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)

    def crash_worker(self):
        if self.worker:
            self.worker.kill()
            self.worker.wait()

    def end_leases(self):
        """Their minute is over, whether those who hold them live or not."""
        self.sql("UPDATE job SET lease_until_ms = 0 WHERE state = 'running';"
                 "UPDATE production SET claimed_until_ms = 0 WHERE state = 'claimed'")

    def add_students(self, n):
        """People of the roster, who have not begun: (id, what they verify themselves with)."""
        people = [{"school_code": "10284", "name": "王五", "student_number": f"L{number:07d}",
                   "identity_number": f"H{number:08d}"} for number in range(n)]
        ids = self.fixtures(*(("student", "1", "1", who["name"], who["student_number"],
                               who["identity_number"], f"L{number}") for number, who in enumerate(people)))
        return [(int(student_id), who) for student_id, who in zip(ids, people)]


def again(site, ask, *statuses):
    """The answer, however often the server goes away meanwhile; another status is a fault."""
    until = time.monotonic() + GIVE_UP_S
    while time.monotonic() < until:
        try:
            answer = ask()
        except (OSError, http.client.HTTPException):
            site.is_up.wait(GIVE_UP_S)
            continue
        if answer.status in statuses:
            return answer
        assert answer.status == 503, (answer.status, answer.body)
    raise AssertionError("the server did not come back")


class LoadStudent:
    def __init__(self, site, student_id, who):
        self.site, self.id, self.who = site, student_id, who
        self.ledger = {}  # of shots that have ended, by their id
        self.n_broken = 0

    def again(self, method, path, body=None, statuses=(200,)):
        return again(self.site, lambda: self.browser.ask(method, path, body), *statuses)

    def go(self):
        """The whole way."""
        site = self.site
        self.browser = StudentBrowser(site, again(site, lambda: site.ask("POST", "/api/v1/session", {}), 200))
        for path, body, state in site.steps(self.who):
            assert self.again("POST", f"/api/v1/journey/{path}", body).json["state"] == state
        site.sql(f"UPDATE journey SET state = 'shoot' WHERE state = 'video' AND student_id = {self.id}")
        for photo in PHOTOS:
            while self.shoot(photo)["state"] == "broken":
                self.n_broken += 1
        self.hand_in(next(shot["draft_id"] for shot in self.ledger.values() if shot["draft_id"]))

    def shoot(self, photo):
        shooter = Shooter(self.browser)
        nonce = self.again("POST", "/api/v1/captures", statuses=(201,)).json["nonce"]
        key = uuid.uuid4().hex
        shot = again(self.site, lambda: shooter.send(photo, nonce, key), 200, 202).json
        while shot["stage"] != "ended":
            shot = self.again("GET", f"/api/v1/shots/{shot['id']}?wait_ms=5000").json
        self.ledger[shot["id"]] = {name: shot[name] for name in NOTED}
        return shot

    def hand_in(self, draft_id):
        self.again("POST", "/api/v1/submission", {"draft_id": draft_id})
        self.again("POST", "/api/v1/order/payment")
        order = self.ask_officer("GET", f"/api/v1/staff/students/{self.id}/order").json
        self.ask_officer("POST", f"/api/v1/staff/orders/{order['id']}/payment",
                         {"receipt": f"R-{self.id}", "amount_fen": order["amount_fen"]})

    def ask_officer(self, method, path, body=None):
        return again(self.site, lambda: self.site.officer.ask(method, path, body), 200)


class Load:
    """n_threads students at a time, until all have gone or nobody wants more (stop)."""

    def __init__(self, site, people, n_threads):
        self.site, self.people = site, iter(people)
        self.students, self.faults = [], []
        self.is_ending = False
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.run) for _ in range(n_threads)]
        for thread in self.threads:
            thread.start()

    def run(self):
        while not self.is_ending:
            with self.lock:
                person = next(self.people, None)
            if not person:
                return
            student = LoadStudent(self.site, *person)
            self.students.append(student)
            try:
                student.go()
            except Exception as fault:
                self.faults.append((student.id, fault))
                return

    def is_running(self):
        return any(thread.is_alive() for thread in self.threads)

    def join(self):
        for thread in self.threads:
            thread.join()
