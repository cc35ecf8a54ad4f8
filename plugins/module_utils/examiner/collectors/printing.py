# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Printing: the CUPS scheduler, its queues and jobs as it tells them over IPP, the filters they need, whether the printers are there.

CUPS answers these questions to anybody, so most of this works without root; only the PPD files are closed. Names of documents and
of people are never asked for.
"""

from __future__ import annotations

import re
import threading
import time
import typing as t

from ..formats import ipp, ppd
from ..host import AS_ROOT, FAILED, NO_PERMISSION, TIMEOUT, Host, Unexamined, attempt

PROFILE = ("printing_queues", "printing_sharing", "printing_error_policy")

SOCKET = "/run/cups/cups.sock"
TCP = "localhost:631"
PPD_FOLDER = "/etc/cups/ppd"
PROGRAM_FOLDERS = ("/usr/lib/cups", "/usr/libexec/cups")
CONFIGURATION = "/etc/cups/cupsd.conf"
HPLIP_STATE = "/var/lib/hp/hplip.state"

MAX_QUEUES = 200
MAX_JOBS = 500
MAX_TEXT = 200
MAX_ENDPOINTS = 32
#: Seconds for one printer, and for all of them together.
PATIENCE = 2
PATIENCE_ALL = 3
#: Seconds for the question who a printer is, and where it is if it is not where it was. Only what the profile knows by its UUID is asked.
PATIENCE_IDENTITY = 12
#: A job that is being printed for longer than this makes us ask the printer itself what it is doing.
ASK_DEVICE_AFTER = 30

_CLASS, _DEFAULT = 0x0001, 0x20000

QUEUE_ATTRIBUTES = (
    "printer-name", "printer-type", "printer-state", "printer-state-reasons", "printer-state-message", "printer-state-change-time",
    "printer-is-accepting-jobs", "printer-is-shared", "printer-is-temporary", "cups-browsed-default", "printer-make-and-model",
    "printer-info", "printer-location", "printer-uuid", "printer-error-policy", "device-uri", "queued-job-count", "member-names",
    "marker-names", "marker-types", "marker-colors", "marker-levels", "marker-low-levels",
)
JOB_ATTRIBUTES = (
    "job-id", "job-state", "job-state-reasons", "job-printer-uri", "time-at-creation", "time-at-processing", "job-k-octets",
    "job-media-sheets-completed",
)

#: Where a scheme's printer listens if the address does not say.
PORTS = {"ipp": 631, "ipps": 631, "http": 80, "https": 443, "socket": 9100, "lpd": 515, "smb": 445}


def _urls() -> t.Any:
    import urllib.parse  # pylint: disable=import-outside-toplevel  # slow to load, and who has no queue needs none of it

    return urllib.parse


def collect(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    """The component's facts; see roles/printing/meta/facts.yml."""
    facts: dict[str, t.Any] = {
        "installed": attempt(_installed, host),
        "scheduler": {
            "running": False, "problem": None, "socket_state": None, "service_state": None, "service_result": None, "unit_file_state": None,
            "configuration_error": None,
        },
        "settings": None,
        "default_queue": None,
        "queues": [],
        "jobs": [],
    }
    if facts["installed"] is False:
        return facts
    # What only the profile asks about costs nothing where it does not ask.
    asked = {entry["name"]: entry for entry in profile.get("printing_queues") or []}
    options = sorted({name + "-default" for entry in asked.values() for name in entry.get("options") or {} if re.match(r"[\w.-]{1,100}\Z", name)})
    if profile.get("printing_sharing") is not None or profile.get("printing_error_policy"):
        facts["settings"] = attempt(_settings, host)
    try:
        printers = _ask(host, ipp.GET_PRINTERS, [("limit", [(ipp.INTEGER, MAX_QUEUES)]), _wanted((*QUEUE_ATTRIBUTES, *options))])
    except _Down as exc:
        facts["scheduler"]["problem"] = exc.problem
        facts["scheduler"].update(_units(host))
        facts["scheduler"]["configuration_error"] = attempt(_configuration_error, host)
        silent = Unexamined(FAILED, "the print queues", "the print scheduler does not answer (%s)" % exc.problem)
        facts.update(queues=silent, jobs=silent, default_queue=silent)
        return facts
    except Unexamined as exc:
        # Somebody is there and will not speak with us: that is neither healthy nor a scheduler that is down.
        facts["scheduler"]["running"] = exc
        facts.update(queues=exc, jobs=exc, default_queue=exc)
        return facts
    facts["scheduler"]["running"] = True
    jobs = attempt(_jobs, host)
    told = {queue["name"]: attributes for queue, attributes in ((_queue(attributes), attributes) for attributes in ipp.groups_of(printers, "printer"))}
    facts["queues"] = [_queue(attributes) for name, attributes in told.items() if name]
    facts["default_queue"] = next((queue["name"] for queue in facts["queues"] if queue["is_default"]), None)
    for queue in facts["queues"]:
        queue.update(_drivers(host, queue))
        queue.update(_waiting(queue, jobs))
        wanted = asked.get(queue["name"], {})
        queue["different_options"] = attempt(_different, host, queue, told[queue["name"]], wanted["options"]) if wanted.get("options") else []
        queue["plugin_missing"] = attempt(_plugin_missing, host) if "requires proprietary plugin" in queue["make_and_model"] else False
    _reach(host, facts["queues"])
    _identify(host, facts["queues"], asked)
    for queue in facts["queues"]:
        queue.update(_stuck(queue, jobs))
    facts["jobs"] = jobs
    return facts


def numbers(facts: dict[str, t.Any]) -> dict[str, float]:
    """Supplies in percent and waiting jobs: what a forecast needs."""
    trends: dict[str, float] = {}
    if not isinstance(facts.get("queues"), list):
        return trends
    for queue in facts["queues"]:
        for marker in queue["markers"]:
            if marker["level_percent"] is not None and len(trends) < 40:
                trends["supply:%s:%s" % (queue["name"][:40], marker["name"][:40])] = float(marker["level_percent"])
    return trends


def _installed(host: Host) -> bool:
    return host.stat("/usr/sbin/cupsd") is not None


# ---------------------------------------------------------------------------------------------------------------------
# Talking to the scheduler


class _Down(Exception):
    """The scheduler does not answer. problem: absent, refused, timeout, garbled …"""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


_ERRNO = {"ENOENT": "absent", "ECONNREFUSED": "refused", "ECONNRESET": "reset", "EPIPE": "reset"}


def _wanted(names: tuple[str, ...]) -> ipp.Attribute:
    return ("requested-attributes", [(ipp.KEYWORD, name) for name in names])


def _ask(host: Host, operation: int, attributes: list[ipp.Attribute], uri: str = "ipp://localhost/") -> dict[str, t.Any]:
    """The decoded answer of the local scheduler. Raises _Down if nobody answers, Unexamined if we are refused."""
    body = ipp.build(operation, 1, [(ipp.OPERATION, ipp.operation_attributes(uri) + attributes)])
    request = ipp.http_request("/", body)
    problem = ""
    for address in (SOCKET, TCP):
        try:
            raw = host.exchange(address, request, timeout=5)
        except Unexamined as exc:
            if exc.reason == NO_PERMISSION:
                raise
            # What the socket says weighs more than what the port says after it.
            problem = problem or ("timeout" if exc.reason == TIMEOUT else _ERRNO.get(exc.remedy, exc.reason))
            if exc.reason == TIMEOUT:
                break  # it is the same scheduler behind both
            continue
        try:
            return _answer(raw)
        except ValueError:
            problem = problem or ("reset" if not raw else "garbled")
    if problem == "timeout" and _speaks_http(host):
        # CUPS 2.4.2 asks for a password and then keeps the connection open: it is not down, it does not want to speak with us.
        raise Unexamined(NO_PERMISSION, "the print scheduler", "it runs and does not answer; " + AS_ROOT)
    raise _Down(problem)


def _speaks_http(host: Host) -> bool:
    """Whether somebody serves the socket at all: asked for a page, even a scheduler that wants passwords answers and closes."""
    try:
        ipp.http_answer(host.exchange(SOCKET, b"HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", timeout=2))
    except (Unexamined, ValueError):
        return False
    return True


def _answer(raw: bytes) -> dict[str, t.Any]:
    status, dummy, body = ipp.http_answer(raw)
    if status in (401, 403, 426):
        raise Unexamined(NO_PERMISSION, "the print scheduler", "it answers HTTP %d; %s" % (status, AS_ROOT))
    if status != 200:
        raise ValueError("HTTP %d" % status)
    answer = ipp.decode(body)
    if answer["code"] in (0x0401, 0x0402, 0x0403):
        raise Unexamined(NO_PERMISSION, "the print scheduler", "it answers %s; %s" % (answer["status"], AS_ROOT))
    # not-found is how CUPS says that there are no queues at all.
    if answer["code"] >= 0x0400 and answer["code"] != 0x0406:
        raise ValueError(answer["status"])
    return answer


def _units(host: Host) -> dict[str, t.Any]:
    """What systemd knows of the scheduler; cups.service may rest while cups.socket listens."""
    result = attempt(
        host.run, ["systemctl", "show", "cups.socket", "cups.service", "--property=Id,LoadState,ActiveState,Result,UnitFileState"], 5)
    if isinstance(result, Unexamined):
        return {"socket_state": result, "service_state": result, "service_result": result, "unit_file_state": result}
    units: dict[str, dict[str, str]] = {}
    for block in result.out.split("\n\n"):
        unit = dict(line.partition("=")[::2] for line in block.splitlines())
        units[unit.get("Id", "")] = unit
    peer, service = units.get("cups.socket", {}), units.get("cups.service", {})
    return {
        "socket_state": peer.get("ActiveState"),
        "service_state": service.get("ActiveState"),
        "service_result": service.get("Result"),
        "unit_file_state": service.get("LoadState") if service.get("LoadState") == "masked" else service.get("UnitFileState") or None,
    }


def _configuration_error(host: Host) -> str | None:
    """What cupsd itself finds wrong with its configuration, as it says it; None if nothing. Asked only when it is down."""
    if host.uid() != 0:
        raise Unexamined(NO_PERMISSION, "cupsd -t", AS_ROOT)
    result = host.run(["/usr/sbin/cupsd", "-t"], 5)
    return _clip((result.err or result.out).strip()) if result.rc else None


# ---------------------------------------------------------------------------------------------------------------------
# Queues


def _clip(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + "…"


def _queue(attributes: dict[str, list[t.Any]]) -> dict[str, t.Any]:
    """One queue of Get-Printers; what is asked elsewhere is filled in later."""
    kind = ipp.first(attributes, "printer-type", int, 0)
    model = _clip(ipp.first(attributes, "printer-make-and-model", str, ""))
    uri = _clip(ipp.first(attributes, "device-uri", str, ""))
    return {
        "name": _clip(ipp.first(attributes, "printer-name", str, "")),
        "description": _clip(ipp.first(attributes, "printer-info", str, "")),
        "location": _clip(ipp.first(attributes, "printer-location", str, "")),
        "device_uri": uri,
        "uuid": ipp.first(attributes, "printer-uuid", str),
        "state": ipp.PRINTER_STATES.get(ipp.first(attributes, "printer-state", int), "unknown"),
        "state_reasons": [_clip(reason) for reason in ipp.every(attributes, "printer-state-reasons", str)[:20] if reason != "none"],
        "state_message": _clip(ipp.first(attributes, "printer-state-message", str, "")),
        "state_since": ipp.first(attributes, "printer-state-change-time", int),
        "accepting": ipp.first(attributes, "printer-is-accepting-jobs", bool),
        "shared": ipp.first(attributes, "printer-is-shared", bool),
        "is_default": bool(kind & _DEFAULT),
        "is_class": bool(kind & _CLASS),
        "members": ipp.every(attributes, "member-names", str)[:50],
        # Made by cups-browsed or for one session: it comes and goes, and no profile asks for it.
        "temporary": bool(
            ipp.first(attributes, "printer-is-temporary", bool, False)
            or str(ipp.first(attributes, "cups-browsed-default", object, "false")).lower() == "true"
            or uri.startswith("implicitclass:")
        ),
        "make_and_model": model,
        "driverless": "IPP Everywhere" in model or "driverless" in model,
        "error_policy": ipp.first(attributes, "printer-error-policy", str),
        "queued_jobs": ipp.first(attributes, "queued-job-count", int, 0),
        "markers": _markers(attributes),
    }


def _markers(attributes: dict[str, list[t.Any]]) -> list[dict[str, t.Any]]:
    """Toner, ink and the like: parallel lists in IPP; a level below 0 means that the printer does not know."""
    names = ipp.every(attributes, "marker-names", str)
    columns = [attributes.get("marker-" + name, []) for name in ("types", "colors", "levels", "low-levels")]

    def cell(column: list[t.Any], index: int, kind: type) -> t.Any:
        return column[index] if index < len(column) and isinstance(column[index], kind) else None

    markers = []
    for index, name in enumerate(names[:20]):
        level, low = cell(columns[2], index, int), cell(columns[3], index, int)
        markers.append({
            "name": _clip(name), "type": cell(columns[0], index, str), "color": cell(columns[1], index, str),
            "level_percent": level if level is not None and 0 <= level <= 100 else None,
            "low_percent": low if low is not None and 0 <= low <= 100 else None,
        })
    return markers


def _drivers(host: Host, queue: dict[str, t.Any]) -> dict[str, t.Any]:
    """The queue's PPD and which of the programs it names are not there."""
    # CUPS allows no "/" in the name of a queue; were there one, it must not lead us elsewhere.
    path = "%s/%s.ppd" % (PPD_FOLDER, queue["name"].replace("/", "_"))
    present = attempt(lambda: host.stat(path) is not None)
    facts: dict[str, t.Any] = {"ppd": present, "missing_filters": [], "missing_backend": None}
    if present is True:
        facts["missing_filters"] = attempt(_missing_filters, host, path)
    scheme = queue["device_uri"].partition(":")[0]
    if re.match(r"[a-z][a-z0-9+.-]*\Z", scheme) and scheme != "file":
        facts["missing_backend"] = attempt(lambda: None if _program(host, "backend", scheme) else scheme)
    return facts


def _program(host: Host, kind: str, name: str) -> bool:
    """Whether CUPS finds this program."""
    if name.startswith("/"):
        return host.stat(name) is not None
    return any(host.stat("%s/%s/%s" % (folder, kind, name)) is not None for folder in PROGRAM_FOLDERS)


def _missing_filters(host: Host, path: str) -> list[str]:
    text = host.read(path)
    return [_clip(name) for name in ppd.filters(text or "")[:50] if not _program(host, "filter", name)]


def _different(host: Host, queue: dict[str, t.Any], attributes: dict[str, list[t.Any]], wanted: dict[str, t.Any]) -> list[str]:
    """Which of the profile's options have another value: those of the driver stand in its PPD, the others the scheduler tells."""
    driver = host.read("%s/%s.ppd" % (PPD_FOLDER, queue["name"].replace("/", "_"))) or ""
    offered, defaults = ppd.choices(driver), ppd.defaults(driver)

    def current(name: str) -> str:
        return defaults.get(name, "") if name in offered else ppd.option_text(attributes.get(name + "-default"))

    return [_clip(name) for name, value in wanted.items() if ppd.option_text(value) != current(name)][:50]


def _plugin_missing(host: Host) -> bool:
    """Whether HP's plug-in, which no distribution may bring, is not there for a driver that says that it needs it."""
    return not re.search(r"^installed\s*=\s*1\b", host.read(HPLIP_STATE) or "", re.MULTILINE)


def _settings(host: Host) -> dict[str, t.Any] | None:
    """What cupsd.conf says about other machines and about failures; None without the file. CUPS's own defaults fill in."""
    text = host.read(CONFIGURATION, 1 << 20)
    if text is None:
        return None
    lines = [line.split(None, 1) for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    values = {words[0].lower(): words[1].strip() for words in lines if len(words) == 2}
    listening = [words[1].strip() for words in lines if len(words) == 2 and words[0].lower() in ("listen", "port")]
    return {
        "browsing": values.get("browsing", "yes").lower() in ("yes", "on", "true"),
        "default_shared": values.get("defaultshared", "yes").lower() in ("yes", "on", "true"),
        "open": any(not re.match(r"(?:localhost|127\.|\[::1\]|/)", place, re.IGNORECASE) for place in listening),
        "error_policy": values.get("errorpolicy", "stop-printer").lower()[:40],
    }


# ---------------------------------------------------------------------------------------------------------------------
# Jobs


def _jobs(host: Host) -> list[dict[str, t.Any]]:
    """The jobs that are not over, oldest first."""
    try:
        answer = _ask(host, ipp.GET_JOBS, [
            ("limit", [(ipp.INTEGER, MAX_JOBS)]), ("which-jobs", [(ipp.KEYWORD, "not-completed")]), _wanted(JOB_ATTRIBUTES),
        ])
    except _Down as exc:
        raise Unexamined(FAILED, "the print jobs", "the print scheduler does not answer (%s)" % exc.problem) from exc
    now = host.now()

    def age(then: int | None) -> int | None:
        return max(0, int(now - then)) if then else None

    jobs = []
    for attributes in ipp.groups_of(answer, "job"):
        printer = ipp.first(attributes, "job-printer-uri", str, "")
        jobs.append({
            "id": ipp.first(attributes, "job-id", int, 0),
            "queue": _clip(_urls().unquote(printer.rpartition("/")[2])),
            "state": ipp.JOB_STATES.get(ipp.first(attributes, "job-state", int), "unknown"),
            "state_reasons": [_clip(reason) for reason in ipp.every(attributes, "job-state-reasons", str)[:10] if reason != "none"],
            "age_seconds": age(ipp.first(attributes, "time-at-creation", int)),
            "processing_seconds": age(ipp.first(attributes, "time-at-processing", int)),
            "size_bytes": 1024 * ipp.first(attributes, "job-k-octets", int, 0),
            "sheets_done": ipp.first(attributes, "job-media-sheets-completed", int, 0),
        })
    return sorted(jobs, key=lambda job: job["id"])


def _oldest(jobs: list[dict[str, t.Any]], key: str) -> int | None:
    return max((job[key] for job in jobs if job[key] is not None), default=None)


def _waiting(queue: dict[str, t.Any], jobs: t.Any) -> dict[str, t.Any]:
    """How many documents wait in the queue, and how long the longest has waited. Held jobs are somebody's wish, and apart."""
    if isinstance(jobs, Unexamined):
        return dict.fromkeys(("waiting_jobs", "oldest_waiting_seconds", "held_jobs", "oldest_held_seconds", "processing_seconds"), jobs)
    mine = [job for job in jobs if job["queue"] == queue["name"]]
    held = [job for job in mine if job["state"] == "pending-held"]
    waiting = [job for job in mine if job["state"] != "pending-held"]
    return {
        "waiting_jobs": len(waiting),
        "oldest_waiting_seconds": _oldest(waiting, "age_seconds"),
        "held_jobs": len(held),
        "oldest_held_seconds": _oldest(held, "age_seconds"),
        "processing_seconds": _oldest([job for job in waiting if job["state"] == "processing"], "processing_seconds"),
    }


def _stuck(queue: dict[str, t.Any], jobs: t.Any) -> dict[str, t.Any]:
    """The jobs that nothing moves although the queue is open, and for how long the longest has stood.

    A job stands if it waits while the queue is idle, if it stopped half-way, or if the queue believes to be printing it while the
    printer says that it has nothing to do. Whether that is long enough to be a fault is for the profile to say.
    """
    if isinstance(jobs, Unexamined):
        return {"stuck_jobs": jobs, "stuck_seconds": jobs}
    stuck, seconds = [], []
    for job in jobs:
        if job["queue"] != queue["name"] or queue["state"] == "stopped":
            continue
        since = None
        if job["state"] == "pending" and queue["state"] == "idle":
            since = job["age_seconds"]
        elif job["state"] == "processing-stopped" or (job["state"] == "processing" and queue["device_state"] == "idle"):
            since = job["processing_seconds"]
        if since is not None:
            stuck.append(job["id"])
            seconds.append(since)
    return {"stuck_jobs": stuck[:20], "stuck_seconds": max(seconds, default=None)}


# ---------------------------------------------------------------------------------------------------------------------
# Printers


def endpoint_of(uri: str) -> tuple[str, int] | None:
    """Where a network printer of this URI listens, or None if the URI does not say.

    >>> endpoint_of("socket://10.0.0.7"), endpoint_of("ipps://[fe80::1]:8443/ipp"), endpoint_of("hp:/net/OfficeJet?ip=10.0.0.8")
    (('10.0.0.7', 9100), ('fe80::1', 8443), ('10.0.0.8', 9100))
    """
    try:
        parts = _urls().urlsplit(uri)
        if parts.scheme == "hp":
            query = _urls().parse_qs(parts.query)
            address = (query.get("ip") or query.get("hostname") or [""])[0]
            return (address, 9100) if address else None
        if parts.scheme in PORTS and parts.hostname:
            return _urls().unquote(parts.hostname), parts.port or PORTS[parts.scheme]
    except ValueError:
        pass
    return None


def _reach(host: Host, queues: list[dict[str, t.Any]]) -> None:
    """Whether each queue's printer is there; all network printers at once."""
    probes: dict[str, t.Callable[[], dict[str, t.Any]]] = {}
    usb = None
    for queue in queues:
        queue.update(device_address=None, reachable=None, unreachable_reason=None, device_state=None)
        uri = queue["device_uri"]
        scheme = uri.partition(":")[0]
        if queue["is_class"] or queue["temporary"]:
            continue
        if scheme == "usb" or uri.startswith("hp:/usb"):
            if usb is None:
                usb = attempt(_usb_printers, host)
            queue.update(_usb(uri, usb))
        elif scheme == "dnssd" or endpoint_of(uri):
            ask = isinstance(queue["processing_seconds"], int) and queue["processing_seconds"] >= ASK_DEVICE_AFTER
            # Two queues to one printer are one question; the one that wants to know more wins.
            if ask or uri not in probes:
                probes[uri] = _probe(host, uri, ask)
    answers = _together(probes)
    for queue in queues:
        if queue["device_uri"] in answers and not queue["temporary"] and not queue["is_class"]:
            queue.update(answers[queue["device_uri"]])


def _together(probes: dict[str, t.Callable[[], dict[str, t.Any]]]) -> dict[str, dict[str, t.Any]]:
    """The answers of all probes, asked at the same time. Names that nobody resolves can hold a probe long: it is left behind."""
    answers: dict[str, dict[str, t.Any]] = {}

    def work(key: str, probe: t.Callable[[], dict[str, t.Any]]) -> None:
        try:
            answers[key] = probe()
        except Unexamined as exc:
            answers[key] = {"reachable": exc, "unreachable_reason": exc}

    threads = []
    for key, probe in list(probes.items())[:MAX_ENDPOINTS]:
        thread = threading.Thread(target=work, args=(key, probe), daemon=True)
        thread.start()
        threads.append(thread)
    deadline = time.monotonic() + PATIENCE_ALL
    for thread in threads:
        thread.join(max(0, deadline - time.monotonic()))
    done = dict(answers)
    for key in list(probes)[MAX_ENDPOINTS:]:
        skipped = Unexamined(FAILED, _clip(key), "more than %d printers" % MAX_ENDPOINTS)
        done[key] = {"reachable": skipped, "unreachable_reason": skipped}
    for key in probes:
        # Only the look-up of a name has no time limit of its own.
        done.setdefault(key, {"reachable": False, "unreachable_reason": "unresolved"})
    return done


def _probe(host: Host, uri: str, ask: bool) -> t.Callable[[], dict[str, t.Any]]:
    def probe() -> dict[str, t.Any]:
        endpoint = _resolve(host, uri) if uri.startswith("dnssd:") else endpoint_of(uri)
        if endpoint is None:
            return {"reachable": False, "unreachable_reason": "unresolved"}
        problem = host.connect(endpoint[0], endpoint[1], PATIENCE)
        answer: dict[str, t.Any] = {
            "device_address": _clip("%s:%d" % endpoint), "reachable": not problem, "unreachable_reason": problem or None,
        }
        if ask and not problem and uri.startswith("ipp:"):
            answer["device_state"] = attempt(_device_state, host, uri, endpoint)
        return answer

    return probe


def _device_state(host: Host, uri: str, endpoint: tuple[str, int]) -> str | None:
    """What the printer itself says that it is doing; None if it does not speak IPP with us."""
    attributes = _device(host, uri, endpoint, ("printer-state", "printer-state-reasons"))
    return None if attributes is None else ipp.PRINTER_STATES.get(ipp.first(attributes, "printer-state", int))


def _device(host: Host, uri: str, endpoint: tuple[str, int], names: tuple[str, ...], patience: float = PATIENCE) -> dict[str, list[t.Any]] | None:
    """What the printer itself says of these attributes; None if it does not speak IPP with us. Raises Unexamined if nobody answers."""
    path = _urls().urlsplit(uri).path or "/"
    address = "%s:%d" % (endpoint[0] if ":" not in endpoint[0] else "[%s]" % endpoint[0], endpoint[1])
    try:
        body = ipp.build(ipp.GET_PRINTER_ATTRIBUTES, 1, [(ipp.OPERATION, ipp.operation_attributes(uri) + [_wanted(names)])], version=(1, 1))
        raw = host.exchange(address, ipp.http_request(path, body, host=address), timeout=patience, limit=1 << 20)
        answer = ipp.decode(ipp.http_answer(raw)[2])
    except ValueError:
        return None
    return next(iter(ipp.groups_of(answer, "printer")), None)


def _identify(host: Host, queues: list[dict[str, t.Any]], asked: dict[str, dict[str, t.Any]]) -> None:
    """Who answers at the addresses of those queues whose printer the profile knows by its UUID; all at once."""
    def work(queue: dict[str, t.Any], wanted: dict[str, t.Any], answers: list[dict[str, t.Any]]) -> None:
        answers.append(_identified(host, queue, wanted))

    running = []
    for queue in queues:
        queue.update(identity=None, found_at=None)
        wanted = asked.get(queue["name"], {})
        if wanted.get("uuid") and len(running) < MAX_ENDPOINTS:
            answers: list[dict[str, t.Any]] = []
            thread = threading.Thread(target=work, args=(queue, wanted, answers), daemon=True)
            thread.start()
            running.append((queue, thread, answers))
    deadline = time.monotonic() + PATIENCE_IDENTITY
    for queue, thread, answers in running:
        thread.join(max(0, deadline - time.monotonic()))
        late = Unexamined(TIMEOUT, _clip(queue["device_uri"]), "it did not say who it is within %d s" % PATIENCE_IDENTITY)
        queue.update(answers[0] if answers else {"identity": late, "found_at": late})


def _identified(host: Host, queue: dict[str, t.Any], wanted: dict[str, t.Any]) -> dict[str, t.Any]:
    """Whether the printer at the queue's address is the one that the profile knows by its UUID, and where that one is if it is elsewhere."""
    facts: dict[str, t.Any] = {"identity": None, "found_at": None}
    uuid = _bare(str(wanted.get("uuid") or ""))
    if not re.match(r"[0-9a-f-]{36}\Z", uuid) or queue["temporary"] or queue["is_class"]:
        return facts
    facts["identity"] = _identity(host, queue["device_uri"], uuid)
    named = str(wanted.get("uri") or "")
    if named and named != queue["device_uri"] and _identity(host, named, uuid) == "same":
        facts["found_at"] = _clip(named)
    elif facts["identity"] != "same":
        facts["found_at"] = attempt(_announced, host, uuid)
    return facts


def _bare(uuid: str) -> str:
    return uuid.lower().replace("urn:uuid:", "")


def _identity(host: Host, uri: str, uuid: str) -> str:
    """same, other, or silent if nobody answers there."""
    endpoint = endpoint_of(uri)
    if endpoint is None or not uri.startswith("ipp:"):
        told = _urls().parse_qs(_urls().urlsplit(uri).query).get("uuid", [""])[0] if uri.startswith("dnssd:") else ""
        return "same" if told and _bare(told) == uuid else "silent"
    try:
        attributes = _device(host, uri, endpoint, ("printer-uuid",), 4)
    except Unexamined:
        return "silent"
    return "same" if _bare(ipp.first(attributes or {}, "printer-uuid", str, "")) == uuid else "other"


def _announced(host: Host, uuid: str) -> str | None:
    """Where a printer of this identity announces itself; asked only when it is not where it was."""
    answer = host.run(["ippfind", "-T", "2", "_ipp._tcp", "--txt-UUID", "^(urn:uuid:)?%s$" % uuid], PATIENCE_ALL + 2, package="cups-ipp-utils")
    for line in answer.out.splitlines()[:5]:
        if line.startswith("ipp:") and _identity(host, line.strip(), uuid) == "same":
            return _clip(line.strip())
    return None


def _resolve(host: Host, uri: str) -> tuple[str, int] | None:
    """Address and port of a dnssd:// printer, asked of Avahi as CUPS does; None if it is not announced."""
    instance = _urls().unquote(_urls().urlsplit(uri).netloc)
    match = re.match(r"(.+)\.(_[A-Za-z0-9-]+\._(?:tcp|udp))\.([A-Za-z0-9.-]+?)\.?\Z", instance, re.DOTALL)
    if not match:
        return None
    name, service, domain = match.groups()
    result = host.run([
        "busctl", "--system", "--auto-start=no", "--timeout=%d" % PATIENCE, "call", "org.freedesktop.Avahi", "/", "org.freedesktop.Avahi.Server",
        "ResolveService", "--", "iisssiu", "-1", "-1", name, service, domain, "-1", "0",
    ], PATIENCE + 0.5, package="systemd")
    # iissssisqaayu: interface, protocol, name, type, domain, host, address protocol, address, port, texts, flags
    match = re.match(r'iissssisqaayu (?:-?\d+ ){2}(?:"(?:[^"\\]|\\.)*" ){3}"((?:[^"\\]|\\.)*)" -?\d+ "([0-9A-Fa-f.:]+)" (\d+) ', result.out)
    return (match.group(2), int(match.group(3))) if match else None


def _usb_printers(host: Host) -> list[dict[str, str]]:
    """The USB devices that have a printer's interface."""
    printers: dict[str, dict[str, str]] = {}
    for path in host.glob("/sys/bus/usb/devices/*/bInterfaceClass"):
        if (host.read(path) or "").strip() == "07":
            device = path.rpartition("/")[0].rpartition(":")[0]
            printers[device] = {name: (attempt(host.read, "%s/%s" % (device, name)) or "").strip() for name in ("serial", "product")}
    return list(printers.values())


def _usb(uri: str, printers: t.Any) -> dict[str, t.Any]:
    """CUPS names a USB printer by its own identification, which may differ from what the bus says: only sure answers are given."""
    if isinstance(printers, Unexamined):
        return {"reachable": printers, "unreachable_reason": printers}
    if not printers:
        return {"reachable": False, "unreachable_reason": "not_connected"}

    def bare(text: str) -> str:
        return re.sub(r"[^a-z0-9]", "", text.lower())

    parts = _urls().urlsplit(uri)
    serial = _urls().parse_qs(parts.query).get("serial", [""])[0]
    model = bare(_urls().unquote(parts.path.rpartition("/")[2]))
    for printer in printers:
        product = bare(printer["product"])
        if (serial and serial == printer["serial"]) or (model and product and (model in product or product in model)):
            return {"reachable": True, "unreachable_reason": None}
    return {"reachable": None, "unreachable_reason": None}
