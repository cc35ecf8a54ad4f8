# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# This is private: only modules, roles, playbooks and the fault files are the collection's interface.
"""A client of the local CUPS scheduler, for the modules that change print queues or prove that they print.

Everything goes over IPP to the scheduler's own socket. Root proves who it is by the credentials of the socket's peer ("PeerCred"),
so there is no password; lpadmin is not needed, and its translated prose is never read.
"""

from __future__ import annotations

import os
import re
import socket
import ssl
import time
import typing as t
import urllib.parse

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import ipp, ppd
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats.ppd import option_text

SOCKET = "/run/cups/cups.sock"
PRINTERS_CONF = "/etc/cups/printers.conf"
PPD_FOLDER = "/etc/cups/ppd"
PROGRAM_FOLDERS = ("/usr/lib/cups", "/usr/libexec/cups")
MAX_ANSWER = 8 << 20

#: exchange(address, request, timeout) -> answer; raises OSError if nobody is there.
Exchange = t.Callable[[str, bytes, float], bytes]

_CLASS, _DEFAULT = 0x0001, 0x20000

# Attributes whose numbers are enums; every other number is an integer.
_ENUMS = ("finishings", "orientation-requested", "print-quality")

ATTRIBUTES = (
    "printer-name", "printer-type", "printer-state", "printer-state-reasons", "printer-is-accepting-jobs", "printer-is-shared",
    "printer-make-and-model", "printer-info", "printer-location", "printer-error-policy", "device-uri", "document-format-supported",
)
IPP_SCHEMES = ("ipp:", "ipps:", "ippusb:")
ASKED_SCHEMES = ("ipp:", "ipps:", "http:", "https:")


class SchedulerDown(Exception):
    """Nobody answers on the scheduler's socket."""


class CupsError(Exception):
    """The scheduler refuses. status: its IPP keyword; the message is what it says about it."""

    def __init__(self, status: str, message: str) -> None:
        super().__init__("%s (%s)" % (message, status) if message else status)
        self.status = status


def check_name(name: str) -> None:
    """Raises ValueError for what CUPS does not take as the name of a queue."""
    if not 0 < len(name) <= 127 or re.search(r"[\x00-\x20\x7f/?#'\"\\]", name):
        raise ValueError("%r cannot be the name of a queue: up to 127 characters without blanks and / ? # ' \" \\" % name)


def without_secret(uri: str) -> str:
    """A device URI as CUPS shows it: without the user and password that may stand in it.

    >>> without_secret("ipp://anna:secret@printer/ipp/print")
    'ipp://printer/ipp/print'
    """
    return re.sub(r"^([A-Za-z][A-Za-z0-9+.-]*://)[^/@]*@", r"\1", uri)


class Cups:
    """The scheduler on this machine."""

    def __init__(self, exchange: Exchange, user: str = "root") -> None:
        self.exchange = exchange
        self.user = user
        self.requests = 0

    def request(
        self, operation: int, uri: str = "ipp://localhost/", path: str = "/", attributes: t.Sequence[ipp.Attribute] = (),
        group: t.Sequence[ipp.Group] = (), data: bytes = b"", timeout: float = 30,
    ) -> dict[str, t.Any]:
        """One operation and its decoded answer. Raises SchedulerDown or CupsError."""
        self.requests += 1
        target = [("job-uri" if "/jobs/" in uri else "printer-uri", [(ipp.URI, uri)])] if uri else []
        head = [*ipp.operation_attributes(), *target, ("requesting-user-name", [(ipp.NAME, self.user)])]
        body = ipp.build(operation, self.requests, [(ipp.OPERATION, [*head, *attributes]), *group], data)
        try:
            raw = self.exchange(SOCKET, ipp.http_request(path, body, authorization="PeerCred %s" % self.user), timeout)
        except OSError as exc:
            raise SchedulerDown("the print scheduler does not answer on %s: %s" % (SOCKET, exc)) from exc
        try:
            status, dummy, content = ipp.http_answer(raw)
            if status in (401, 403):
                raise CupsError("client-error-not-authorized", "the scheduler wants an administrator of printing: become root")
            if status != 200:
                raise CupsError("http-%d" % status, "the scheduler answers HTTP %d" % status)
            answer = ipp.decode(content)
        except ValueError as exc:
            raise SchedulerDown("what answers on %s is not a print scheduler: %s" % (SOCKET, exc)) from exc
        if answer["code"] >= 0x0400:
            operation_group = (ipp.groups_of(answer, "operation") or [{}])[0]
            raise CupsError(answer["status"], ipp.first(operation_group, "status-message", str, ""))
        return answer

    def admin(self, operation: int, name: str, attributes: t.Sequence[ipp.Attribute] = (), data: bytes = b"", timeout: float = 60) -> None:
        """An operation on a queue that only an administrator may ask for."""
        group: list[ipp.Group] = [(ipp.PRINTER, list(attributes))] if attributes else []
        self.request(operation, queue_uri(name), "/admin/", group=group, data=data, timeout=timeout)

    def queue(self, name: str, more: t.Sequence[str] = ()) -> dict[str, list[t.Any]] | None:
        """A queue's attributes, or None if there is none of that name."""
        wanted = ("requested-attributes", [(ipp.KEYWORD, word) for word in (*ATTRIBUTES, *more)])
        try:
            answer = self.request(ipp.GET_PRINTER_ATTRIBUTES, queue_uri(name), attributes=[wanted])
        except CupsError as exc:
            if exc.status == "client-error-not-found":
                return None
            raise
        return next(iter(ipp.groups_of(answer, "printer")), None)

    def jobs(self, name: str) -> list[dict[str, list[t.Any]]]:
        """The jobs of a queue that are not over, oldest first."""
        wanted = [(ipp.KEYWORD, word) for word in ("job-id", "job-state", "job-state-reasons", "job-hold-until", "job-media-sheets-completed")]
        answer = self.request(ipp.GET_JOBS, queue_uri(name), attributes=[
            ("limit", [(ipp.INTEGER, 500)]), ("which-jobs", [(ipp.KEYWORD, "not-completed")]), ("requested-attributes", wanted)])
        return sorted(ipp.groups_of(answer, "job"), key=lambda job: ipp.first(job, "job-id", int, 0))

    def job(self, number: int) -> dict[str, list[t.Any]] | None:
        """One job's attributes, or None if the scheduler has forgotten it."""
        wanted = [(ipp.KEYWORD, word) for word in ("job-id", "job-state", "job-state-reasons", "job-printer-state-message")]
        try:
            answer = self.request(ipp.GET_JOB_ATTRIBUTES, job_uri(number), attributes=[("requested-attributes", wanted)])
        except CupsError as exc:
            if exc.status in ("client-error-not-found", "client-error-gone"):
                return None
            raise
        return next(iter(ipp.groups_of(answer, "job")), None)


def queue_uri(name: str) -> str:
    return "ipp://localhost/printers/%s" % urllib.parse.quote(name, safe="")


def job_uri(number: int) -> str:
    return "ipp://localhost/jobs/%d" % number


def job_state(job: dict[str, list[t.Any]] | None) -> str:
    return ipp.JOB_STATES.get(ipp.first(job or {}, "job-state", int), "unknown")


def live_exchange(address: str, request: bytes, timeout: float) -> bytes:
    """Ask a socket of this machine."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer:
        peer.settimeout(timeout)
        peer.connect(address)
        return _asked(peer, request, timeout)


def _asked(peer: socket.socket, request: bytes, timeout: float) -> bytes:
    """The answer. A refusal is read as soon as it is there: CUPS 2.4.2 leaves the connection open after it."""
    deadline = time.monotonic() + timeout
    peer.sendall(request)
    answer = b""
    while len(answer) < MAX_ANSWER:
        peer.settimeout(max(0.01, deadline - time.monotonic()))
        chunk = peer.recv(1 << 16)
        answer += chunk
        if not chunk or (len(answer) < 1 << 16 and ipp.http_complete(answer)):
            return answer
    raise OSError("it answers more than %d bytes" % MAX_ANSWER)


# ---------------------------------------------------------------------------------------------------------------------
# What a queue is


def is_class(attributes: dict[str, list[t.Any]]) -> bool:
    return bool(ipp.first(attributes, "printer-type", int, 0) & _CLASS)


def describe(attributes: dict[str, list[t.Any]], options: t.Iterable[str] = ()) -> dict[str, t.Any]:
    """A queue in the module's own words."""
    return {
        "uri": ipp.first(attributes, "device-uri", str, ""),
        "driver": ipp.first(attributes, "printer-make-and-model", str, ""),
        "description": ipp.first(attributes, "printer-info", str, ""),
        "location": ipp.first(attributes, "printer-location", str, ""),
        "enabled": ipp.first(attributes, "printer-state", int) != 5,
        "accepting": ipp.first(attributes, "printer-is-accepting-jobs", bool, False),
        "shared": ipp.first(attributes, "printer-is-shared", bool, False),
        "default": bool(ipp.first(attributes, "printer-type", int, 0) & _DEFAULT),
        "error_policy": ipp.first(attributes, "printer-error-policy", str, ""),
        "options": {name: option_text(attributes[name + "-default"]) for name in options if attributes.get(name + "-default")},
    }


def option_attribute(name: str, value: t.Any) -> ipp.Attribute:
    """<name>-default with the value's kind guessed as CUPS itself does: numbers, booleans, else keywords."""
    values = value if isinstance(value, list) else [value]
    tagged = []
    for entry in values:
        text = option_text(entry)
        if re.match(r"-?\d{1,9}\Z", text):
            tagged.append((ipp.ENUM if name in _ENUMS else ipp.INTEGER, int(text)))
        elif text in ("true", "false"):
            tagged.append((ipp.BOOLEAN, text == "true"))
        else:
            tagged.append((ipp.KEYWORD, text))
    return (name + "-default", tagged)


def stored_queue(text: str, name: str) -> dict[str, t.Any] | None:
    """A queue as printers.conf keeps it, for when the scheduler is down; None if it is not there.

    >>> stored_queue('<DefaultPrinter q>\\nDeviceURI ipp://p/ipp\\nState Stopped\\nAccepting Yes\\n</DefaultPrinter>', 'q')['default']
    True
    """
    match = re.search(r"^<(Default)?Printer %s>$(.*?)^</(?:Default)?Printer>$" % re.escape(name), text, re.MULTILINE | re.DOTALL)
    if not match:
        return None
    values = dict(line.partition(" ")[::2] for line in match.group(2).splitlines() if not line.startswith("Option "))
    options = dict(line.split(" ", 2)[1:] for line in match.group(2).splitlines() if line.startswith("Option ") and line.count(" ") > 1)
    return {
        "uri": values.get("DeviceURI", ""),
        "driver": values.get("MakeModel", ""),
        "description": values.get("Info", ""),
        "location": values.get("Location", ""),
        "enabled": values.get("State", "Idle") != "Stopped",
        "accepting": values.get("Accepting") == "Yes",
        "shared": values.get("Shared") == "Yes",
        "default": bool(match.group(1)),
        "error_policy": values.get("ErrorPolicy", ""),
        "options": options,
    }


# ---------------------------------------------------------------------------------------------------------------------
# Drivers and printers


def is_everywhere(model: str) -> bool:
    return "IPP Everywhere" in model or "driverless" in model


def missing_programs(driver: str) -> list[str]:
    """The programs that a PPD names and that CUPS would not find."""
    def there(name: str) -> bool:
        return any(os.path.exists(os.path.join(folder, "filter", name)) for folder in PROGRAM_FOLDERS)  # an absolute name stays as it is

    return [name for name in ppd.filters(driver) if not there(name)]


def is_ipp(uri: str) -> bool:
    return uri.startswith(IPP_SCHEMES) or (uri.startswith("dnssd:") and "._ipp" in uri)


def same_uuid(one: str | None, other: str | None) -> bool:
    """Whether two identities are the same printer.

    >>> same_uuid("urn:uuid:12345678-9ABC-def0-1234-56789abcdef0", "12345678-9abc-def0-1234-56789abcdef0"), same_uuid(None, None)
    (True, False)
    """
    def bare(text: str) -> str:
        return text.lower().replace("urn:uuid:", "").strip("{}")

    return bool(one and other) and bare(one or "") == bare(other or "")


def ask_printer(uri: str, timeout: float = 5) -> dict[str, list[t.Any]]:
    """What the printer at an IPP address says of itself; nothing if it wants a password first.

    Raises OSError if nobody answers, ValueError if who answers is no IPP printer. Its certificate is not looked at: printers sign their own.
    """
    parts = urllib.parse.urlsplit(uri)
    host, secure = urllib.parse.unquote(parts.hostname or ""), parts.scheme in ("ipps", "https")
    try:
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 631)
    except ValueError as exc:
        raise ValueError("its address has a port that is none") from exc
    target = "%s://%s%s" % ("ipps" if secure else "ipp", parts.netloc.rpartition("@")[2], parts.path or "/")
    wanted = ("requested-attributes", [(ipp.KEYWORD, word) for word in ("printer-uuid", "printer-make-and-model", "printer-state", "printer-device-id")])
    for version in ((2, 0), (1, 1)):
        body = ipp.build(ipp.GET_PRINTER_ATTRIBUTES, 1, [(ipp.OPERATION, [*ipp.operation_attributes(target), wanted])], version=version)
        request = ipp.http_request(parts.path or "/", body, host=parts.netloc.rpartition("@")[2])
        with socket.create_connection((host, port), timeout) as plain:
            if not secure:
                raw = _asked(plain, request, timeout)
            else:
                context = ssl.create_default_context()
                context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
                with context.wrap_socket(plain, server_hostname=host) as peer:
                    raw = _asked(peer, request, timeout)
        status, dummy, content = ipp.http_answer(raw)
        if status in (401, 403, 426):
            return {}
        if status != 200:
            raise ValueError("it answers HTTP %d" % status)
        answer = ipp.decode(content)
        if answer["status"] != "server-error-version-not-supported":
            break
    if answer["code"] >= 0x0400:
        raise ValueError("it answers %s" % answer["status"])
    return next(iter(ipp.groups_of(answer, "printer")), {})


def knock(uri: str, timeout: float = 5) -> None:
    """Raises OSError unless somebody listens where this device URI leads; other kinds of address are believed."""
    parts = urllib.parse.urlsplit(uri)
    port = {"socket": 9100, "lpd": 515, "smb": 445}.get(parts.scheme)
    if port and parts.hostname:
        socket.create_connection((urllib.parse.unquote(parts.hostname), parts.port or port), timeout).close()


def wait(condition: t.Callable[[], t.Any], seconds: float, pause: float = 0.25) -> t.Any:
    """The condition's first true value, or its last one when the time is over."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value or time.monotonic() > deadline:
            return value
        time.sleep(pause)
