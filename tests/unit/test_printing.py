# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Printing: its collector on answers that real schedulers gave and on made-up ones, and its faults against facts.

printing_answers/ holds what cupsd of Debian 12 and 13 sent over its socket in the lab.
"""

from __future__ import annotations

import copy
import doctest
import json
import os
import pathlib
import re
import shutil
import socketserver
import subprocess
import sys
import tempfile
import threading
import time

import pytest
from declared import declaration, undeclared

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner import rules
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import printing
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import ipp, ppd
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import (
    FAILED,
    NO_PERMISSION,
    TIMEOUT,
    Host,
    LiveHost,
    Result,
    Unexamined,
)
from ansible_collections.fieldtech.workstation.plugins.plugin_utils import catalogue as catalogues

ROOT = pathlib.Path(__file__).resolve().parents[2]
ANSWERS = pathlib.Path(__file__).with_name("printing_answers")
FILTERS = ("rastertohp", "rastertopwg", "pdftopdf")


class Machine(Host):
    """A machine with CUPS whose scheduler answers what it is told: {operation: bytes or an exception}."""

    def __init__(self, answers, files=None, connect=None, now=1_800_000_000.0, run=None, devices=None):
        self.answers, self.reached, self.time, self.told, self.devices = answers, connect or {}, now, run or {}, devices or {}
        self.files = {"/usr/sbin/cupsd": "", **{"/usr/lib/cups/filter/" + name: "" for name in FILTERS},
                      **{"/usr/lib/cups/backend/" + name: "" for name in ("ipp", "socket", "usb", "dnssd")}, **(files or {})}
        self.asked = []

    def exchange(self, address, data, timeout=5, limit=4 << 20):
        if data.startswith(b"HEAD "):
            if self.answers.get("HEAD"):
                return self.answers["HEAD"]
            raise Unexamined(TIMEOUT, address, "")
        operation = ipp.parse(data.partition(b"\r\n\r\n")[2]).code
        self.asked.append((address, operation))
        answer = self.devices.get(address) if address not in (printing.SOCKET, printing.TCP) else self.answers.get(address, self.answers).get(operation)
        if isinstance(answer, Exception):
            raise answer
        if answer is None:
            raise Unexamined(FAILED, address, "ECONNREFUSED")
        return answer

    def stat(self, path, follow=True):
        return {"type": "file"} if path in self.files else None

    def read(self, path, limit=4 << 20):
        content = self.files.get(path)
        if isinstance(content, Exception):
            raise content
        return content

    def glob(self, pattern):
        return [path for path in self.files if re.fullmatch(pattern.replace("*", "[^/]*"), path)]

    def connect(self, address, port, timeout=2):
        answer = self.reached.get((address, port), "")
        if callable(answer):
            return answer()
        return answer

    def run(self, argv, timeout=10, limit=4 << 20, stdin=b"", package=""):
        self.asked.append(tuple(argv[:2]))
        answer = self.told.get(argv[0])
        if answer is None:
            raise Unexamined("tool_missing", argv[0], "")
        if isinstance(answer, Exception):
            raise answer
        return answer

    def uid(self):
        return 0

    def now(self):
        return self.time


def recorded(suite, state, now=1_795_510_338.0, **more):
    return Machine({operation: (ANSWERS / ("%s-%s-%s.http" % (suite, state, name))).read_bytes()
                    for operation, name in ((ipp.GET_PRINTERS, "printers"), (ipp.GET_JOBS, "jobs"))
                    if (ANSWERS / ("%s-%s-%s.http" % (suite, state, name))).exists()}, now=now, **more)


def answer(groups=(), code=0):
    body = ipp.build(code, 1, [(ipp.OPERATION, ipp.operation_attributes()), *groups])
    # In chunks, as cupsd answers when the list is long.
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(body[at:at + 50]), body[at:at + 50]) for at in range(0, len(body), 50))
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n"


def printer(name="q", uri="ipp://printer/ipp/print", state=3, **more):
    attributes = [
        ("printer-name", [(ipp.NAME, name)]), ("device-uri", [(ipp.URI, uri)]), ("printer-state", [(ipp.ENUM, state)]),
        ("printer-is-accepting-jobs", [(ipp.BOOLEAN, True)]), ("printer-state-reasons", [(ipp.KEYWORD, "none")]),
    ]
    return (ipp.PRINTER, attributes + [(key.replace("_", "-"), values) for key, values in more.items()])


def job(number, state, queue="q", created=None, processing=None, hold=None):
    attributes = [("job-id", [(ipp.INTEGER, number)]), ("job-state", [(ipp.ENUM, state)]),
                  ("job-printer-uri", [(ipp.URI, "ipp://localhost/printers/" + queue)])]
    for name, value in (("time-at-creation", created), ("time-at-processing", processing)):
        attributes.append((name, [(ipp.INTEGER, int(1_800_000_000 - value))] if value is not None else [(ipp.NO_VALUE, None)]))
    return (ipp.JOB, attributes)


def scheduler(printers=(), jobs=(), **more):
    return Machine({ipp.GET_PRINTERS: answer(printers), ipp.GET_JOBS: answer(jobs)}, **more)


def collect(machine):
    return printing.collect(machine, {})


def test_the_examples_in_the_module():
    for module in (printing, ppd):
        result = doctest.testmod(module)
        assert result.failed == 0
        assert result.attempted >= 1


# -- real schedulers


@pytest.mark.parametrize("suite", ["bookworm", "trixie"])
def test_a_real_scheduler_with_work(suite):
    machine = recorded(suite, "busy", files={"/etc/cups/ppd/lab-laser.ppd": '*cupsFilter: "application/vnd.cups-raster 0 rastertohp"\n'},
                       connect={("localhost", 9100): "refused"})
    facts = collect(machine)
    laser, queue = facts["queues"]
    assert facts["scheduler"]["running"] is True
    assert facts["default_queue"] == "lab-queue"
    assert (laser["name"], laser["state"], laser["state_reasons"], laser["accepting"]) == ("lab-laser", "stopped", ["paused"], False)
    assert (laser["make_and_model"], laser["driverless"], laser["ppd"], laser["missing_filters"]) == ("HP LaserJet Series PCL 4/5", False, True, [])
    assert (laser["waiting_jobs"], laser["held_jobs"], laser["stuck_jobs"]) == (1, 1, [])
    assert (laser["reachable"], laser["unreachable_reason"], laser["device_address"]) == (False, "refused", "localhost:9100")
    assert (queue["name"], queue["description"], queue["location"]) == ("lab-queue", "Büro «Süd»", "2nd floor")
    assert (queue["state"], queue["accepting"], queue["is_default"], queue["driverless"]) == ("idle", True, True, True)
    assert (queue["reachable"], queue["waiting_jobs"]) == (True, 0)
    assert [(j["queue"], j["state"]) for j in facts["jobs"]] == [("lab-laser", "pending"), ("lab-laser", "pending-held")]
    assert all(0 <= j["age_seconds"] < 3600 for j in facts["jobs"])
    # One request each, over the socket, and no process at all.
    assert machine.asked == [(printing.SOCKET, ipp.GET_PRINTERS), (printing.SOCKET, ipp.GET_JOBS)]


@pytest.mark.parametrize("suite", ["bookworm", "trixie"])
def test_a_real_scheduler_without_queues(suite):
    facts = collect(recorded(suite, "none"))
    assert facts["scheduler"]["running"] is True
    assert facts["queues"] == []


# -- what is declared


DECLARED = declaration("printing")
MARKERS = {
    "marker_names": [(ipp.NAME, "Black"), (ipp.NAME, "Waste")], "marker_types": [(ipp.KEYWORD, "toner"), (ipp.KEYWORD, "waste-toner")],
    "marker_colors": [(ipp.NAME, "#000000"), (ipp.NAME, "none")], "marker_levels": [(ipp.INTEGER, 43), (ipp.INTEGER, -2)],
    "marker_low_levels": [(ipp.INTEGER, 10)],
}
UNIT = (
    "Id=cups.socket\nLoadState=loaded\nActiveState=inactive\nResult=success\n\n"
    "Id=cups.service\nLoadState=loaded\nActiveState=failed\nResult=exit-code\nUnitFileState=disabled\n"
)


def machines():
    return {
        "no_cups": Machine({}, files={}),
        "busy": recorded("trixie", "busy"),
        "rich": scheduler(
            [printer(**MARKERS), printer("c", "", printer_type=[(ipp.ENUM, 1)], member_names=[(ipp.NAME, "q")])], [job(1, 5, created=90, processing=80)],
            devices={"printer:631": answer([(ipp.PRINTER, [("printer-state", [(ipp.ENUM, 3)])])])}),
        "down": Machine({}, run={"systemctl": Result(0, UNIT, ""), "/usr/sbin/cupsd": Result(1, "", "cupsd.conf: bad")}),
        "refused": Machine({ipp.GET_PRINTERS: b"HTTP/1.1 403 Forbidden\r\n\r\n"}),
    }


@pytest.mark.parametrize("name", sorted(machines()))
def test_what_is_produced_is_what_is_declared(name):
    assert undeclared(collect(machines()[name]), DECLARED, "printing") == []


def test_this_machine_gives_what_is_declared():
    facts = collect(LiveHost())
    assert undeclared(facts, DECLARED, "printing") == []
    assert facts["installed"] is os.path.exists("/usr/sbin/cupsd")
    if not facts["installed"]:
        assert (facts["queues"], facts["jobs"]) == ([], [])


def test_the_examiners_package_alone_is_enough():
    """It runs with nothing of Ansible, isolated, and without rights."""
    code = "import sys; sys.path.insert(0, sys.argv[1])\nfrom examiner.collectors import printing\nfrom examiner.host import LiveHost\n" \
        "print(printing.collect(LiveHost(), {})['installed'])"
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        shutil.copytree(ROOT / "plugins/module_utils/examiner", folder + "/examiner")
        python = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
        who = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
        done = subprocess.run([python, "-I", "-c", code, folder], cwd="/", capture_output=True, text=True, check=False, **who)
    assert done.stdout.strip() == str(os.path.exists("/usr/sbin/cupsd")), done.stderr


# -- the scheduler


def test_without_cups_nothing_is_asked():
    machine = Machine({}, files={})
    machine.files = {}
    facts = collect(machine)
    assert (facts["installed"], facts["queues"], facts["jobs"]) == (False, [], [])
    assert machine.asked == []


@pytest.mark.parametrize(("socket", "problem"), [
    (Unexamined(FAILED, "s", "ENOENT"), "absent"),
    (Unexamined(FAILED, "s", "ECONNREFUSED"), "refused"),
    (Unexamined(FAILED, "s", "ECONNRESET"), "reset"),
    (Unexamined(TIMEOUT, "s", "no answer within 5 s"), "timeout"),
    (b"", "reset"),
    (b"SSH-2.0\r\n\r\n", "garbled"),
    (b"HTTP/1.1 200 OK\r\n\r\nnonsense", "garbled"),
    (b"HTTP/1.1 500 Oops\r\n\r\n", "garbled"),
])
def test_a_scheduler_that_is_down(socket, problem):
    facts = collect(Machine({printing.SOCKET: {ipp.GET_PRINTERS: socket}, printing.TCP: {}},
                            run={"systemctl": Result(0, UNIT, ""), "/usr/sbin/cupsd": Result(1, "", "x" * 1000)}))
    assert facts["scheduler"] == {
        "running": False, "problem": problem, "socket_state": "inactive", "service_state": "failed", "service_result": "exit-code",
        "unit_file_state": "disabled", "configuration_error": "x" * 200 + "…",
    }
    assert all(isinstance(facts[part], Unexamined) for part in ("queues", "jobs", "default_queue"))


def test_a_scheduler_on_the_port_alone_runs():
    facts = collect(Machine({printing.SOCKET: {}, printing.TCP: {ipp.GET_PRINTERS: answer([printer()]), ipp.GET_JOBS: answer()}}))
    assert facts["scheduler"]["running"] is True
    assert [queue["name"] for queue in facts["queues"]] == ["q"]


def test_a_scheduler_that_wants_a_password_and_forgets_to_close_is_not_down():
    machine = Machine({ipp.GET_PRINTERS: Unexamined(TIMEOUT, "s", ""), "HEAD": b"HTTP/1.1 401 Unauthorized\r\n\r\n"})
    facts = collect(machine)
    assert isinstance(facts["scheduler"]["running"], Unexamined)
    assert facts["scheduler"]["running"].reason == NO_PERMISSION
    assert [address for address, dummy in machine.asked] == [printing.SOCKET]


@pytest.mark.parametrize("refusal", [b"HTTP/1.1 403 Forbidden\r\n\r\n", answer(code=0x0403), Unexamined(NO_PERMISSION, "socket", "")])
def test_a_scheduler_that_does_not_speak_with_us_is_neither_down_nor_healthy(refusal):
    facts = collect(Machine({ipp.GET_PRINTERS: refusal}))
    assert isinstance(facts["scheduler"]["running"], Unexamined)
    assert isinstance(facts["queues"], Unexamined)


def test_jobs_that_are_not_shown_leave_the_queues():
    facts = collect(Machine({ipp.GET_PRINTERS: answer([printer()]), ipp.GET_JOBS: b"HTTP/1.1 403 Forbidden\r\n\r\n"}))
    assert isinstance(facts["jobs"], Unexamined)
    assert facts["queues"][0]["state"] == "idle"
    assert isinstance(facts["queues"][0]["waiting_jobs"], Unexamined)


# -- queues


def test_odd_answers_make_no_noise():
    """Values of the wrong kind, missing ones, and parallel lists of different lengths."""
    facts = collect(scheduler([
        (ipp.PRINTER, [("printer-name", [(ipp.INTEGER, 1)])]),
        (ipp.PRINTER, [("printer-name", [(ipp.NAME, "bare")])]),
        (ipp.PRINTER, [("printer-name", [(ipp.NAME, "x" * 1000)]), ("printer-state", [(ipp.KEYWORD, "idle")]), ("device-uri", [(ipp.URI, "ipp://[broken")]),
                       ("marker-names", [(ipp.NAME, "a"), (ipp.NAME, "b")]), ("marker-levels", [(ipp.KEYWORD, "full")])]),
    ], [(ipp.JOB, [])]))
    assert [len(queue["name"]) for queue in facts["queues"]] == [4, 201]
    assert [queue["state"] for queue in facts["queues"]] == ["unknown", "unknown"]
    assert [marker["level_percent"] for marker in facts["queues"][1]["markers"]] == [None, None]
    assert undeclared(facts, DECLARED, "printing") == []


def test_supplies_and_their_trend():
    facts = collect(scheduler([printer(**MARKERS)]))
    assert [(m["name"], m["type"], m["level_percent"], m["low_percent"]) for m in facts["queues"][0]["markers"]] == [
        ("Black", "toner", 43, 10), ("Waste", "waste-toner", None, None)]
    assert printing.numbers(facts) == {"supply:q:Black": 43.0}
    assert printing.numbers({"queues": Unexamined(FAILED, "q", "")}) == {}


@pytest.mark.parametrize("more", [
    {"printer_is_temporary": [(ipp.BOOLEAN, True)]}, {"cups_browsed_default": [(ipp.BOOLEAN, True)]}, {"cups_browsed_default": [(ipp.KEYWORD, "true")]},
    {"uri": "implicitclass://q/"},
])
def test_queues_that_come_by_themselves_are_temporary_and_left_in_peace(more):
    machine = scheduler([printer(**more)], connect={("printer", 631): lambda: pytest.fail("it was asked")})
    queue = collect(machine)["queues"][0]
    assert queue["temporary"] is True
    assert queue["reachable"] is None


def test_the_filters_that_are_missing():
    ppd = "\r\n".join([
        '*cupsFilter: "application/vnd.cups-raster 0 rastertohp"', '*cupsFilter2: "image/urf image/urf 100 -"',
        '*cupsFilter2: "application/pdf application/x 0 gone"', '*cupsPreFilter: "application/pdf 0 alsogone"', '*cupsFilter: "a 0 gone"',
        '*cupsFilter: "b 0 /opt/maker/filter"', '*cupsFilter: "b 0 /opt/maker/none"', '*cupsFilter: broken', '*%cupsFilter: "c 0 comment"',
    ])
    machine = scheduler([printer()], files={"/etc/cups/ppd/q.ppd": ppd, "/opt/maker/filter": ""})
    assert collect(machine)["queues"][0]["missing_filters"] == ["gone", "alsogone", "/opt/maker/none"]


def test_a_ppd_that_only_root_may_read():
    machine = scheduler([printer()], files={"/etc/cups/ppd/q.ppd": Unexamined(NO_PERMISSION, "/etc/cups/ppd/q.ppd", "")})
    queue = collect(machine)["queues"][0]
    assert queue["ppd"] is True
    assert isinstance(queue["missing_filters"], Unexamined)


def test_the_name_of_a_queue_leads_nowhere_else():
    ppd = '*cupsFilter: "a 0 gone"'
    assert collect(scheduler([printer("../x")], files={"/etc/cups/ppd/../x.ppd": ppd}))["queues"][0]["ppd"] is False


@pytest.mark.parametrize(("uri", "missing"), [("ipp://p/", None), ("maker:/x", "maker"), ("file:///dev/null", None), ("../../etc/passwd:x", None)])
def test_the_backend_that_is_missing(uri, missing):
    assert collect(scheduler([printer(uri=uri)]))["queues"][0]["missing_backend"] == missing


# -- printers


@pytest.mark.parametrize(("uri", "expected"), [
    ("ipp://printer/ipp/print", ("printer", 631)), ("ipps://printer:8443/x", ("printer", 8443)), ("socket://10.0.0.7", ("10.0.0.7", 9100)),
    ("lpd://printer/queue", ("printer", 515)), ("http://printer/", ("printer", 80)), ("socket://[fe80::1]:9101", ("fe80::1", 9101)),
    ("hp:/net/OfficeJet?ip=10.0.0.8", ("10.0.0.8", 9100)), ("hp:/net/OfficeJet?zc=x", None), ("usb://HP/X", None), ("ipp://", None),
    ("ipp://printer:99999/", None), ("ipp://[broken", None), ("", None), ("cups-pdf:/", None),
])
def test_where_a_printer_listens(uri, expected):
    assert printing.endpoint_of(uri) == expected


def test_reachability_is_asked_of_all_at_once_and_of_each_printer_once():
    calls = []

    def slow():
        calls.append(time.monotonic())
        time.sleep(0.3)
        return "timeout"

    printers = [printer("q%d" % number, "socket://10.0.0.%d" % (number % 8)) for number in range(16)]
    machine = scheduler(printers, connect={("10.0.0.%d" % number, 9100): slow for number in range(8)})
    began = time.monotonic()
    facts = collect(machine)
    assert time.monotonic() - began < 1.5
    assert len(calls) == 8
    assert {(q["reachable"], q["unreachable_reason"]) for q in facts["queues"]} == {(False, "timeout")}


def test_a_name_that_nobody_resolves_does_not_hold_the_rest(monkeypatch):
    monkeypatch.setattr(printing, "PATIENCE_ALL", 0.5)
    stop = threading.Event()
    machine = scheduler([printer("lost"), printer("there", "socket://there")], connect={("printer", 631): lambda: str(stop.wait(20))})
    began = time.monotonic()
    lost, there = collect(machine)["queues"]
    stop.set()
    assert time.monotonic() - began < 2
    assert (lost["reachable"], lost["unreachable_reason"]) == (False, "unresolved")
    assert there["reachable"] is True


def test_more_printers_than_are_asked_are_unexamined():
    facts = collect(scheduler([printer("q%d" % number, "socket://10.0.1.%d" % number) for number in range(printing.MAX_ENDPOINTS + 2)]))
    assert [queue["reachable"] for queue in facts["queues"]][:printing.MAX_ENDPOINTS] == [True] * printing.MAX_ENDPOINTS
    assert all(isinstance(queue["reachable"], Unexamined) for queue in facts["queues"][printing.MAX_ENDPOINTS:])


AVAHI = 'iissssisqaayu 2 0 "Laser 9 [ab]" "_ipps._tcp" "local" "laser9.local" 0 "192.0.2.9" 443 2 1 97 1 98 5\n'


def test_a_printer_that_is_announced_is_looked_up():
    machine = scheduler([printer(uri="dnssd://Laser%209%20%5Bab%5D._ipps._tcp.local/?uuid=1")], run={"busctl": Result(0, AVAHI, "")},
                        connect={("192.0.2.9", 443): "refused"})
    queue = collect(machine)["queues"][0]
    assert (queue["reachable"], queue["unreachable_reason"], queue["device_address"]) == (False, "refused", "192.0.2.9:443")


def test_a_printer_that_is_not_announced_is_unresolved():
    queue = collect(scheduler([printer(uri="dnssd://Gone._ipp._tcp.local/")], run={"busctl": Result(1, "", "Call failed: Timeout reached")}))["queues"][0]
    assert (queue["reachable"], queue["unreachable_reason"]) == (False, "unresolved")


def test_where_nobody_can_look_it_up_it_is_unexamined():
    queue = collect(scheduler([printer(uri="dnssd://Gone._ipp._tcp.local/")]))["queues"][0]
    assert isinstance(queue["reachable"], Unexamined)


def usb(number, kind="07", serial="", product=""):
    folder = "/sys/bus/usb/devices/1-%d" % number
    return {folder + ":1.0/bInterfaceClass": kind + "\n", folder + "/serial": serial + "\n", folder + "/product": product + "\n"}


@pytest.mark.parametrize(("uri", "files", "reachable", "reason"), [
    ("usb://HP/LaserJet%20P1102?serial=000X", usb(1, serial="000X", product="something"), True, None),
    ("usb://HP/LaserJet%20P1102?serial=000X", usb(1, serial="other", product="HP LaserJet P1102"), True, None),
    ("hp:/usb/LaserJet_P1102?serial=000X", usb(1, serial="000X"), True, None),
    # Another printer, or the same under another name: nobody can tell.
    ("usb://HP/LaserJet%20P1102?serial=000X", usb(1, serial="y", product="Brother"), None, None),
    ("usb://HP/LaserJet%20P1102?serial=000X", usb(1, kind="03", product="Keyboard"), False, "not_connected"),
    ("usb://HP/LaserJet%20P1102", {}, False, "not_connected"),
])
def test_usb_printers(uri, files, reachable, reason):
    queue = collect(scheduler([printer(uri=uri)], files=files))["queues"][0]
    assert (queue["reachable"], queue["unreachable_reason"]) == (reachable, reason)


# -- jobs


@pytest.mark.parametrize(("state", "jobs", "device", "stuck"), [
    (3, [job(1, 3, created=900)], None, ([1], 900)),
    (3, [job(1, 4, created=900)], None, ([], None)),
    (3, [job(1, 6, created=900, processing=800)], None, ([1], 800)),
    (4, [job(1, 5, created=900, processing=800), job(2, 3, created=700)], 4, ([], None)),
    (4, [job(1, 5, created=900, processing=800), job(2, 3, created=700)], 3, ([1], 800)),
    (4, [job(1, 5, created=900, processing=5)], 3, ([], None)),
    (5, [job(1, 3, created=900)], None, ([], None)),
    (3, [job(1, 3, queue="other", created=900)], None, ([], None)),
    (3, [job(1, 3)], None, ([], None)),
])
def test_which_documents_do_not_move(state, jobs, device, stuck):
    devices = {"printer:631": answer([(ipp.PRINTER, [("printer-state", [(ipp.ENUM, device)])])])} if device else {}
    queue = collect(scheduler([printer(state=state)], jobs, devices=devices))["queues"][0]
    assert (queue["stuck_jobs"], queue["stuck_seconds"]) == stuck


def test_of_two_queues_to_one_printer_the_one_that_wants_to_know_more_is_asked_for():
    devices = {"printer:631": answer([(ipp.PRINTER, [("printer-state", [(ipp.ENUM, 3)])])])}
    machine = scheduler([printer("busy", state=4), printer("other")], [job(1, 5, queue="busy", created=900, processing=800)], devices=devices)
    assert collect(machine)["queues"][0]["stuck_jobs"] == [1]


@pytest.mark.parametrize("reply", [b"", b"nonsense", answer(), answer(code=0x0501)])
def test_a_printer_that_speaks_no_ipp_is_not_called_idle(reply):
    queue = collect(scheduler([printer(state=4)], [job(1, 5, created=900, processing=800)], devices={"printer:631": reply}))["queues"][0]
    assert queue["device_state"] is None
    assert queue["stuck_jobs"] == []


def test_a_clock_that_was_set_back_makes_no_negative_ages():
    assert collect(scheduler([printer()], [job(1, 3, created=-500)]))["jobs"][0]["age_seconds"] == 0


# -- a peer over a real socket


class Slow(socketserver.StreamRequestHandler):
    """Answers one byte at a time."""

    def handle(self):
        self.rfile.read(10)
        for byte in answer([printer()]):
            try:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)


def test_a_peer_that_drips_does_not_hold_the_collector(monkeypatch, tmp_path):
    monkeypatch.setattr(printing, "SOCKET", str(tmp_path / "sock"))
    monkeypatch.setattr(printing, "TCP", "localhost:1")
    with socketserver.ThreadingUnixStreamServer(printing.SOCKET, Slow) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host = LiveHost()
        real = host.exchange
        host.exchange = lambda address, data, timeout=5: real(address, data, timeout=min(timeout, 0.5))
        host.stat = lambda path, follow=True: {"type": "file"}
        host.run = lambda *args, **kwargs: Result(0, "", "")
        began = time.monotonic()
        facts = collect(host)
        server.shutdown()
    assert time.monotonic() - began < 3
    assert facts["scheduler"]["problem"] == "timeout"


# -- faults

QUEUE = {
    "name": "q", "description": "q", "location": "", "device_uri": "ipp://printer/ipp/print", "uuid": None, "state": "idle", "state_reasons": [],
    "state_message": "", "state_since": 1, "accepting": True, "shared": False, "is_default": False, "is_class": False, "members": [],
    "temporary": False, "make_and_model": "Acme - IPP Everywhere", "driverless": True, "error_policy": "retry-job", "queued_jobs": 0, "markers": [],
    "ppd": True, "missing_filters": [], "missing_backend": None, "waiting_jobs": 0, "oldest_waiting_seconds": None, "held_jobs": 0,
    "oldest_held_seconds": None, "processing_seconds": None, "device_address": "printer:631", "reachable": True, "unreachable_reason": None,
    "device_state": None, "stuck_jobs": [], "stuck_seconds": None, "different_options": [], "plugin_missing": False, "identity": None, "found_at": None,
}
UUID = "4509a320-00a0-008f-00b6-00258b7a0c11"
WANTED = {"name": "q", "uri": "ipp://printer/ipp/print"}
CLOSED = Unexamined(NO_PERMISSION, "/etc/cups/ppd/q.ppd", "")


@pytest.fixture(name="judge", scope="module")
def _judge():
    """Judges facts by all faults of printing: [fault], [what stays unexamined]."""
    catalogue = catalogues.load()
    profile = {name: spec["default"] for name, spec in catalogue.profile.items() if spec["component"] == "printing"}

    def judge(facts, **variables):
        judge = rules.Judge({"printing": facts}, {**profile, **variables}, 1_800_000_000.0)
        for fault in catalogue.faults.values():
            if fault.component == "printing" and set(fault.reads) <= {"printing"}:
                judge.condition(fault.rule)
        broken = [entry for entry in judge.unexamined if entry["reason"] == rules.BROKEN]
        assert broken == []
        return [finding["fault"].partition(".")[2] for finding in judge.findings], judge.unexamined

    return judge


def facts_of(*queues, running=True, installed=True):
    return {
        "installed": installed, "settings": None, "default_queue": None, "jobs": [], "queues": [{**copy.deepcopy(QUEUE), **queue} for queue in queues],
        "scheduler": {"running": running, "problem": None, "socket_state": None, "service_state": None, "service_result": None, "unit_file_state": None,
                      "configuration_error": None},
    }


@pytest.mark.parametrize(("queue", "variables", "faults"), [
    ({}, {}, []),
    ({"state": "processing", "processing_seconds": 5, "waiting_jobs": 1}, {}, []),
    ({"state": "stopped"}, {}, ["queue_stopped"]),
    ({"state": "stopped"}, {"printing_paused_queues": ["q"]}, []),
    ({"state": "stopped"}, {"printing_queues": [{**WANTED, "enabled": False}]}, []),
    ({"state": "stopped"}, {"printing_queues": [WANTED]}, ["queue_stopped"]),
    ({"state": "stopped", "temporary": True}, {}, []),
    ({"accepting": False}, {}, ["queue_rejecting"]),
    ({"accepting": None}, {}, []),
    ({"accepting": False}, {"printing_paused_queues": ["q"]}, []),
    ({"accepting": False}, {"printing_queues": [{**WANTED, "accepting": False}]}, []),
    # A printer that is off at night is nobody's trouble, unless somebody waits or the profile wants to know.
    ({"reachable": False, "unreachable_reason": "timeout"}, {}, []),
    ({"reachable": False, "unreachable_reason": "timeout"}, {"printing_report_unused_printers": True}, ["printer_unreachable"]),
    ({"reachable": False, "unreachable_reason": "timeout", "waiting_jobs": 1}, {}, ["printer_unreachable"]),
    ({"reachable": False, "unreachable_reason": "timeout", "state": "stopped"}, {}, ["printer_unreachable", "queue_stopped"]),
    ({"reachable": None, "waiting_jobs": 1}, {}, []),
    ({"missing_filters": ["rastertohp"]}, {}, ["missing_filter"]),
    ({"missing_filters": CLOSED, "state_reasons": ["cups-missing-filter-warning"]}, {}, ["missing_filter"]),
    ({"stuck_seconds": 901, "stuck_jobs": [1]}, {}, ["jobs_stuck"]),
    ({"stuck_seconds": 899, "stuck_jobs": [1]}, {}, []),
    ({"stuck_seconds": 901, "stuck_jobs": [1], "reachable": None}, {}, ["jobs_stuck"]),
    ({"stuck_seconds": 901, "stuck_jobs": [1], "reachable": False, "waiting_jobs": 1}, {}, ["printer_unreachable"]),
    ({"stuck_seconds": 901, "stuck_jobs": [1]}, {"printing_stuck_after_minutes": 20}, []),
    ({"stuck_seconds": 901, "stuck_jobs": [1], "state": "stopped"}, {}, ["queue_stopped"]),
    # A printer that cannot be asked may be busy with a long document.
    ({"state": "processing", "processing_seconds": 3599}, {}, []),
    ({"state": "processing", "processing_seconds": 3601}, {}, ["jobs_stuck"]),
    ({"state": "processing", "processing_seconds": 3601, "device_state": "processing"}, {}, []),
    ({}, {"printing_queues": [WANTED]}, []),
    ({}, {"printing_queues": [{**WANTED, "name": "other"}]}, ["queue_missing"]),
    ({"device_uri": "socket://elsewhere"}, {"printing_queues": [WANTED]}, ["queue_differs"]),
    ({}, {"printing_queues": [{**WANTED, "uri": "ipp://ann:secret@printer/ipp/print"}]}, []),
    ({}, {"printing_queues": [{**WANTED, "location": "Cellar"}]}, ["queue_differs"]),
    ({}, {"printing_queues": [{**WANTED, "location": None, "description": "q", "shared": False, "error_policy": "retry-job"}]}, []),
    ({}, {"printing_queues": [{**WANTED, "shared": True}]}, ["queue_differs"]),
    ({}, {"printing_queues": [{**WANTED, "default": True}]}, ["default_differs"]),
    ({"is_default": True}, {"printing_queues": [{**WANTED, "default": True}]}, []),
    ({"shared": True}, {"printing_queues": [WANTED], "printing_sharing": False}, ["queue_differs"]),
    ({"shared": True}, {"printing_queues": [{**WANTED, "shared": True}], "printing_sharing": False}, []),
    ({}, {"printing_queues": [WANTED], "printing_error_policy": "abort-job"}, ["queue_differs"]),
    ({}, {"printing_queues": [{**WANTED, "enabled": False}]}, ["queue_differs"]),
    ({"different_options": ["sides"]}, {"printing_queues": [WANTED]}, ["queue_differs"]),
    # A printer that is known by its identity may be anywhere.
    ({"device_uri": "ipp://b/", "identity": "same"}, {"printing_queues": [{**WANTED, "uuid": UUID}]}, []),
    ({"device_uri": "ipp://b/", "identity": "same", "found_at": WANTED["uri"]}, {"printing_queues": [{**WANTED, "uuid": UUID}]}, ["queue_differs"]),
    ({"identity": "silent", "found_at": "ipp://b/"}, {"printing_queues": [{**WANTED, "uuid": UUID}]}, ["printer_moved"]),
    ({"identity": "other"}, {"printing_queues": [{**WANTED, "uuid": UUID}]}, ["printer_moved"]),
    ({"identity": "silent"}, {"printing_queues": [{**WANTED, "uuid": UUID}]}, []),
    ({"plugin_missing": True}, {}, ["plugin_missing"]),
    ({"driverless": False}, {"printing_queues": [{**WANTED, "driver": "everywhere"}]}, ["queue_differs"]),
    ({"driverless": False}, {"printing_queues": [{**WANTED, "driver": "/x.ppd"}]}, []),
    ({}, {"printing_unwanted_queues": ["q", "r"]}, ["queue_unwanted"]),
])
def test_one_queue_is_judged(judge, queue, variables, faults):
    found, unexamined = judge(facts_of(queue), **variables)
    assert found == faults
    assert unexamined == []


def test_each_queue_is_judged_by_itself(judge):
    found, unexamined = judge(facts_of({"name": "a", "missing_filters": CLOSED}, {"name": "b", "missing_filters": ["x"]}))
    assert found == ["missing_filter"]
    assert [entry["fault"] for entry in unexamined] == ["printing.missing_filter"]


def test_a_scheduler_that_is_down_is_the_only_finding_and_the_rest_unexamined(judge):
    facts = collect(Machine({}, run={"systemctl": Result(0, UNIT, ""), "/usr/sbin/cupsd": Result(0, "", "")}))
    found, unexamined = judge(facts, printing_queues=[WANTED], printing_unwanted_queues=["x"])
    assert found == ["scheduler_down"]
    assert {entry["fault"].partition(".")[2] for entry in unexamined} == {
        "jobs_stuck", "missing_filter", "plugin_missing", "printer_moved", "printer_unreachable", "queue_differs",
        "queue_missing", "queue_rejecting", "queue_stopped", "queue_unwanted"}


def test_a_workstation_that_shall_not_print_may_have_its_scheduler_down(judge):
    assert judge(facts_of(running=False), printing_scheduler=False) == ([], [])
    assert judge(facts_of(running=False), printing_scheduler=True)[0] == ["scheduler_down"]


def test_without_cups_only_a_wanted_queue_is_missed(judge):
    machine = Machine({}, files={})
    machine.files = {}
    assert judge(collect(machine)) == ([], [])
    assert judge(collect(machine), printing_queues=[WANTED]) == (["queue_missing"], [])


def test_an_unreachable_printer_comes_before_its_stopped_queue_and_not_before_another():
    catalogue = catalogues.load()
    causes = {fault: {cause["fault"]: cause for cause in catalogue.faults["printing." + fault].caused_by} for fault in ("queue_stopped", "printer_unreachable")}
    cause = causes["queue_stopped"]["printing.printer_unreachable"]
    assert catalogues.causes_apply(cause, {"item": "q", "evidence": {}}, {"item": "q", "evidence": {}})
    assert not catalogues.causes_apply(cause, {"item": "other", "evidence": {}}, {"item": "q", "evidence": {}})
    dns = causes["printer_unreachable"]["network.dns_broken"]
    for reason, applies in (("unresolved", True), ("refused", False), ("timeout", False)):
        assert catalogues.causes_apply(dns, {"item": "network", "evidence": {}}, {"item": "q", "evidence": {"item.unreachable_reason": reason}}) is applies


def test_a_healthy_machine_costs_little():
    """The collector's own CPU, with real answers: far below one process."""
    machine = recorded("trixie", "busy")
    collect(machine)
    began = time.process_time()
    for dummy in range(20):
        collect(machine)
    assert (time.process_time() - began) / 20 < 0.02
    assert len(json.dumps(collect(machine), default=str)) < 10_000


# --- what only the profile asks about ------------------------------------------------------------------------------------


def with_profile(machine, **profile):
    facts = printing.collect(machine, profile)
    assert undeclared(facts, declaration("printing"), "printing") == []
    return facts


@pytest.mark.parametrize(("text", "expected"), [
    ("", (True, True, False, "stop-printer")),
    ("Listen localhost:631\nListen /run/cups/cups.sock\nListen [::1]:631\nBrowsing No\nDefaultShared No\nErrorPolicy abort-job\n",
     (False, False, False, "abort-job")),
    ("  port 631\n# Browsing No\nBrowsing On\nDefaultShared off\n", (True, False, True, "stop-printer")),
    ("Listen *:631\nBrowsing\n", (True, True, True, "stop-printer")),
])
def test_settings_of_the_scheduler(text, expected):
    settings = with_profile(scheduler([printer()], files={printing.CONFIGURATION: text}), printing_sharing=False)["settings"]
    assert tuple(settings[key] for key in ("browsing", "default_shared", "open", "error_policy")) == expected


def test_settings_are_read_only_for_a_profile_that_names_them():
    assert with_profile(scheduler([printer()], files={printing.CONFIGURATION: ""}))["settings"] is None
    assert with_profile(scheduler([printer()]), printing_sharing=False)["settings"] is None
    assert with_profile(scheduler([printer()], files={printing.CONFIGURATION: ""}), printing_error_policy="abort-job")["settings"] is not None


def test_options_that_differ():
    driver = '*OpenUI *PageSize/Size: PickOne\n*DefaultPageSize: Letter\n*PageSize A4/A4: ""\n*CloseUI: *PageSize\n'
    told = printer(sides_default=[(ipp.KEYWORD, "one-sided")], copies_default=[(ipp.INTEGER, 2)], media_default=[(ipp.KEYWORD, "a"), (ipp.KEYWORD, "b")])
    wanted = {"PageSize": "A4", "sides": "one-sided", "copies": 2, "media": ["a", "b"], "odd": True, "x y": 1}
    facts = with_profile(scheduler([told], files={"/etc/cups/ppd/q.ppd": driver}), printing_queues=[{**WANTED, "options": wanted}])
    assert facts["queues"][0]["different_options"] == ["PageSize", "odd", "x y"]
    assert with_profile(scheduler([told]), printing_queues=[WANTED])["queues"][0]["different_options"] == []


def test_a_driver_that_needs_its_makers_plugin():
    model = [(ipp.TEXT, "HP LaserJet 1020, hpcups 3.22.10, requires proprietary plugin")]
    state = "[plugin]\ninstalled = %d\n"
    for files, missing in (({}, True), ({printing.HPLIP_STATE: state % 0}, True), ({printing.HPLIP_STATE: state % 1}, False)):
        assert collect(scheduler([printer(printer_make_and_model=model)], files=files))["queues"][0]["plugin_missing"] is missing


SAME, OTHER = (answer([(ipp.PRINTER, [("printer-uuid", [(ipp.URI, "urn:uuid:" + uuid)])])]) for uuid in (UUID.upper(), UUID.replace("45", "54")))


@pytest.mark.parametrize(("devices", "found", "expected"), [
    ({"old:631": SAME}, None, ("same", None)),
    ({"old:631": OTHER, "new:631": SAME}, None, ("other", "ipp://new/ipp/print")),
    ({"new:631": SAME}, None, ("silent", "ipp://new/ipp/print")),
    ({"old:631": SAME, "new:631": SAME}, None, ("same", "ipp://new/ipp/print")),
    ({}, "ipp://b.local:8631/ipp/print\n", ("silent", None)),
    ({"b.local:8631": SAME}, "ipps://b.local/\nnonsense\nipp://b.local:8631/ipp/print\n", ("silent", "ipp://b.local:8631/ipp/print")),
    ({"old:631": b"220 mail", "b.local:8631": OTHER}, "ipp://b.local:8631/ipp/print\n", ("other", None)),
], ids=range(7))
def test_a_printer_is_known_by_its_identity(devices, found, expected):
    machine = scheduler([printer(uri="ipp://old/ipp/print")], devices=devices, run={"ippfind": Result(0 if found else 1, found or "", "")})
    queue = with_profile(machine, printing_queues=[{"name": "q", "uri": "ipp://new/ipp/print", "uuid": "urn:uuid:" + UUID}])["queues"][0]
    assert (queue["identity"], queue["found_at"]) == expected


def test_nobody_is_asked_who_they_are_without_need():
    machine = scheduler([printer()], devices={"printer:631": SAME})
    assert with_profile(machine, printing_queues=[WANTED])["queues"][0]["identity"] is None
    assert [address for address, *dummy in machine.asked if address == "printer:631"] == []
    assert isinstance(with_profile(scheduler([printer()]), printing_queues=[{**WANTED, "uuid": UUID}])["queues"][0]["found_at"], Unexamined)
    odd = with_profile(scheduler([printer()]), printing_queues=[{**WANTED, "uuid": "$(reboot)"}])["queues"][0]
    assert (odd["identity"], odd["found_at"]) == (None, None)


def test_settings_are_judged(judge):
    facts = facts_of({})
    facts["settings"] = {"browsing": True, "default_shared": False, "open": False, "error_policy": "retry-job"}
    assert judge(facts)[0] == []
    assert judge(facts, printing_sharing=False)[0] == ["scheduler_differs"]
    assert judge(facts, printing_error_policy="retry-job")[0] == []
    assert judge(facts, printing_error_policy="abort-job")[0] == ["scheduler_differs"]


TWO_SIDED = ('*OpenUI *Duplex/2-Sided: PickOne\n*DefaultDuplex: None\n*Duplex None/Off: ""\n*Duplex DuplexNoTumble/On: ""\n*CloseUI: *Duplex\n'
             '*OpenUI *PageSize: PickOne\n*DefaultPageSize: Letter\n*PageSize A4: ""\n*PageSize Letter: ""\n*CloseUI: *PageSize\n'
             '*PaperDimension A4: "595.276 841.89"\n*PaperDimension Letter/US: "612 792"\n')


@pytest.mark.parametrize(("name", "value", "expected"), [
    ("sides", "two-sided-long-edge", ("Duplex", "DuplexNoTumble")), ("sides", "one-sided", ("Duplex", "None")), ("sides", "odd", None),
    ("media", "iso_a4_210x297mm", ("PageSize", "A4")), ("media", "na_letter_8.5x11in", ("PageSize", "Letter")), ("media", "A4", None),
    ("print-color-mode", "monochrome", None),
])
def test_job_attributes_that_the_driver_knows_as_options(name, value, expected):
    assert ppd.as_option(TWO_SIDED, name, value) == expected


@pytest.mark.parametrize(("driver", "name", "value"), [
    (TWO_SIDED, "sides", "two-sided-short-edge"), ("*PPD-Adobe", "sides", "two-sided-long-edge"), (TWO_SIDED, "media", "iso_a3_297x420mm")])
def test_job_attributes_that_the_driver_cannot_do(driver, name, value):
    with pytest.raises(ValueError, match="the driver has no"):
        ppd.as_option(driver, name, value)
    assert ppd.as_option("*PPD-Adobe", "sides", "one-sided") is None
