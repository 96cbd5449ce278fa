"""Clients of several nodes: each sends small files to one node and reads them back from another, and all write down what
they saw. A node that cannot be reached is passed over, as a load balancer would.

usage: nodes-load.py send SECONDS CLIENTS PROJECT TOKEN LEDGER URL...     prints a table; the ledger gets digest and path of
       what was acknowledged
       nodes-load.py expire COUNT CLIENTS PROJECT TOKEN LEDGER URL...     sends COUNT files that expire after a second
       nodes-load.py verify CLIENTS PROJECT TOKEN LEDGER URL...           reads all of the ledger, each from every node
"""
import collections
import hashlib
import http.client
import itertools
import json
import os
import random
import sys
import threading
import time
import urllib.parse

BOUNDARY = "7b3a-cloakroom"


class Client:
    """One connection to one node, made anew after a failure."""

    def __init__(self, url, project, token):
        self.place = urllib.parse.urlsplit(url)
        self.project, self.token = project, token
        self.connection = None

    def ask(self, method, target, body=None, headers={}):
        """Status and body; the status is a word when there was no answer."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(self.place.hostname, self.place.port, timeout=60)
            self.connection.request(method, target, body, {"Authorization": "JWT " + self.token, **headers})
            answer = self.connection.getresponse()
            content = answer.read()
            if answer.will_close:
                self.drop()
            return answer.status, content
        except ConnectionRefusedError:
            self.drop()
            return "refused", b""
        except (OSError, http.client.HTTPException):
            self.drop()
            return "cut", b""

    def drop(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def upload(self, content, query=""):
        body = (f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"note.txt\"\r\n"
                f"Content-Type: text/plain\r\n\r\n").encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        status, answer = self.ask("POST", f"/{self.project}/files/assets{query}", body,
                                  {"Content-Type": "multipart/form-data; boundary=" + BOUNDARY})
        return status, json.loads(answer)["filename"] if status == 201 else None

    def read(self, path):
        status, content = self.ask("GET", f"/{self.project}/files?path={urllib.parse.quote(path)}")
        return status, hashlib.sha256(content).hexdigest()


class Sightings:
    """What all clients saw, by kind of request."""

    def __init__(self):
        self.lock = threading.Lock()
        self.began = time.monotonic()
        self.counts = collections.defaultdict(collections.Counter)
        self.slowest = collections.Counter()
        self.times = collections.defaultdict(list)
        self.trouble = {}
        self.wrong = 0

    def note(self, kind, status, took, at):
        with self.lock:
            self.counts[kind][status] += 1
            self.slowest[kind] = max(self.slowest[kind], took)
            self.times[kind].append(took)
            if status not in (200, 201):
                first, _ = self.trouble.get(kind, (at, at))
                self.trouble[kind] = (first, at)

    def tell(self):
        for kind in sorted(self.counts):
            answers = ", ".join(f"{count} x {status}" for status, count in
                                sorted(self.counts[kind].items(), key=lambda item: str(item[0])))
            times = sorted(self.times[kind])
            line = f"  {kind:8} {answers}; median {times[len(times) // 2] * 1000:.0f} ms, slowest {self.slowest[kind]:.2f} s"
            if kind in self.trouble:
                first, last = (moment - self.began for moment in self.trouble[kind])
                line += f"; not all well from {first:.1f} to {last:.1f} s"
            print(line)
        if self.wrong:
            print(f"! {self.wrong} reads with other bytes than were sent")


def timed(sightings, kind, work):
    began = time.monotonic()
    result = work()
    now = time.monotonic()
    sightings.note(kind, result[0], now - began, now)
    return result


def in_threads(count, work):
    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def send(seconds, clients, project, token, ledger, urls):
    sightings = Sightings()
    end = time.monotonic() + float(seconds)
    known = []
    with open(ledger, "a", buffering=1) as book:
        def work(number):
            nodes = [Client(url, project, token) for url in urls]
            for turn in itertools.count(number):
                if time.monotonic() > end:
                    return
                content = b"%d " % turn + os.urandom(24).hex().encode() * 40
                status, path = timed(sightings, "uploads", lambda: nodes[turn % len(nodes)].upload(content))
                if path:
                    entry = (path, hashlib.sha256(content).hexdigest())
                    book.write(f"{entry[1]} {path}\n")
                    known.append(entry)
                if known:
                    path, digest = random.choice(known)
                    status, found = timed(sightings, "reads", lambda: nodes[(turn + 1) % len(nodes)].read(path))
                    sightings.wrong += status == 200 and found != digest
                if status in ("refused", "cut"):
                    time.sleep(0.05)
        in_threads(int(clients), work)
    sightings.tell()
    return 1 if sightings.wrong else 0


def expire(count, clients, project, token, ledger, urls):
    sightings = Sightings()
    numbers = iter(range(int(count)))
    lock = threading.Lock()
    with open(ledger, "a", buffering=1) as book:
        def work(number):
            node = Client(urls[number % len(urls)], project, token)
            while True:
                with lock:
                    turn = next(numbers, None)
                if turn is None:
                    return
                status, path = timed(sightings, "uploads", lambda: node.upload(b"soon gone", "?expiration=1"))
                if path:
                    book.write(path + "\n")
        in_threads(int(clients), work)
    sightings.tell()
    return 0 if sightings.counts["uploads"] == {201: int(count)} else 1


def verify(clients, project, token, ledger, urls):
    entries = [line.split() for line in open(ledger)]
    questions = iter([(url, entry) for url in range(len(urls)) for entry in entries])
    lock = threading.Lock()
    sightings = Sightings()

    def work(number):
        nodes = [Client(url, project, token) for url in urls]
        while True:
            with lock:
                question = next(questions, None)
            if question is None:
                return
            node, (digest, path) = question
            status, found = timed(sightings, "reads", lambda: nodes[node].read(path))
            sightings.wrong += status == 200 and found != digest
    in_threads(int(clients), work)
    sightings.tell()
    return 0 if not sightings.wrong and set(sightings.counts["reads"]) <= {200} else 1


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    fixed = 4 if command == "verify" else 5
    work = {"send": send, "expire": expire, "verify": verify}[command]
    sys.exit(work(*arguments[:fixed], arguments[fixed:]))
