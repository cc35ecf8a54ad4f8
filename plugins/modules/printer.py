#!/usr/bin/python
# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: printer
short_description: Manage print queues of CUPS
version_added: 0.1.0
author:
  - the fieldtech.workstation authors (@fieldtech)
description:
  - Creates, changes, opens, closes and removes print queues of the CUPS scheduler that runs on the managed host.
  - It speaks IPP with the scheduler's own socket. Root proves who it is by the credentials of the socket's peer, so no password
    and no C(lpadmin) is needed.
  - What is not named stays as it is.
  - A driver is tried on a throw-away queue first. When CUPS warns there that a program of the driver is missing
    (C(cups-missing-filter-warning)), or the printer does not say what it can do, the task fails and nothing is changed.
  - When a change fails half-way, the queue gets its former device URI, driver and options back, and a queue that was just being made
    is removed again.
requirements:
  - CUPS 2.4 on the managed host
attributes:
  check_mode:
    description: Can run in check mode and says truly whether it would change something, even where CUPS is not installed yet.
    support: full
  diff_mode:
    description: Returns what was and what is, without passwords.
    support: full
  idempotent:
    description: A second run changes nothing, except with O(state=restarted).
    support: partial
    details: O(state=restarted) is an action, and a change each time.
  platform:
    description: Where it works.
    platforms: linux
    support: full
options:
  name:
    description:
      - The queue's name. CUPS takes no blanks, slashes, question marks, hashes, quotes or backslashes.
    type: str
    required: true
  state:
    description:
      - V(present) makes the queue be there as described.
      - V(absent) removes it with the documents that wait in it.
      - V(restarted) stops what is being printed and lets it start again from its first page. Documents that wait for another try or
        stopped half-way are tried at once, and the queue's driver is looked at anew. No document is lost, and those that people
        hold back stay held.
    type: str
    choices: [present, absent, restarted]
    default: present
  uri:
    description:
      - The printer's device URI, such as V(ipp://printer.example.com/ipp/print), V(dnssd://Name._ipp._tcp.local/),
        V(socket://10.0.0.7) or V(usb://HP/LaserJet?serial=1).
      - Needed to create a queue.
      - When it changes for a driverless queue, the printer at the new address is asked what it can do, and must be reachable.
      - A user and password in it are given to CUPS; they are never shown, and a change of nothing but them is not noticed.
    type: str
  uuid:
    description:
      - The printer's own identity, as the IPP attribute C(printer-uuid) says it. Needs an IPP address.
      - If another printer answers at O(uri), or nobody does, the printer is looked for at the queue's present address and among those
        that announce themselves on the network (with C(ippfind), where that is installed). A printer that has moved is followed to its
        new address.
      - If it is nowhere, a queue that would have to be made or changed is refused, and so is one whose documents another printer gets.
        A queue whose printer is merely switched off keeps its address.
    type: str
  must_answer:
    description:
      - V(true) refuses a new queue, or another O(uri), where nobody answers, before anything is changed, also in check mode.
      - Asked over IPP, or for C(socket), C(lpd) and C(smb) by opening the connection. Other kinds of address are believed.
      - With O(driver=everywhere) the printer must answer in any case.
    type: bool
    default: false
  driver:
    description:
      - V(everywhere) asks the printer itself what it can do (IPP Everywhere, AirPrint); the printer must be reachable.
      - V(auto) takes V(everywhere) where the printer speaks it, else the best installed driver for O(device_id), or for what the
        printer calls itself, of which no program is missing. A queue that has a working driver keeps it.
      - V(raw) sends documents unchanged.
      - A path that begins with C(/) is a PPD file on the managed host.
      - Anything else is the name of a model as C(lpinfo -m) lists it, such as V(drv:///sample.drv/generpcl.ppd).
      - A new queue with an IPP URI gets V(everywhere) if nothing is said, any other one needs it.
    type: str
  device_id:
    description:
      - The printer's IEEE 1284 device id, such as V(MFG:Acme;MDL:Laser 9;CMD:PCL;), for O(driver=auto).
      - Without it the scheduler is asked which devices it sees, and the printer itself over IPP.
    type: str
  description:
    description: What people see as the printer's name.
    type: str
  location:
    description: Where the printer stands.
    type: str
  options:
    description:
      - Defaults for printing. Names that the driver's PPD has, such as C(PageSize) or C(Duplex), are set there; all others are
        IPP job attributes such as C(sides), C(media) or C(print-color-mode). C(sides) and C(media) are refused where the driver cannot do them.
    type: dict
  default:
    description: V(true) makes it the default queue of the machine. CUPS knows no way back except another default queue.
    type: bool
  enabled:
    description:
      - Whether what waits in the queue is printed.
      - A new queue is enabled if nothing is said.
    type: bool
  accepting:
    description:
      - Whether the queue takes new documents.
      - A new queue is accepting if nothing is said.
    type: bool
  shared:
    description: Whether the queue is offered to other machines.
    type: bool
  error_policy:
    description: What CUPS does with a document that could not be printed.
    type: str
    choices: [abort-job, retry-current-job, retry-job, stop-printer]
seealso:
  - module: fieldtech.workstation.printer_test
"""

EXAMPLES = r"""
- name: The printer of the second floor, driverless
  fieldtech.workstation.printer:
    name: floor2
    uri: ipp://floor2.example.com/ipp/print
    driver: everywhere
    description: Second floor
    location: Beside the stairs
    options:
      media: iso_a4_210x297mm
      sides: two-sided-long-edge
    default: true

- name: A label printer with a driver of the distribution
  fieldtech.workstation.printer:
    name: labels
    uri: socket://10.0.0.7
    driver: drv:///sample.drv/zebra.ppd
    options:
      PageSize: w288h432

- name: A printer that may get another address, followed by its identity
  fieldtech.workstation.printer:
    name: floor3
    uri: ipp://192.0.2.7/ipp/print
    uuid: 4509a320-00a0-008f-00b6-00258b7a0c11

- name: An older printer, with whatever installed driver fits its device id
  fieldtech.workstation.printer:
    name: archive
    uri: socket://192.0.2.8
    driver: auto
    device_id: "MFG:Acme;MDL:Laser 9;CMD:PCL;"
    must_answer: true

- name: Print again after a paper jam
  fieldtech.workstation.printer:
    name: floor2
    enabled: true
    accepting: true

- name: The old printer is gone
  fieldtech.workstation.printer:
    name: oldlaser
    state: absent
"""

RETURN = r"""
printer:
  description: The queue as it is now, or in check mode as it was found. Not returned if there is none.
  returned: when the queue exists
  type: dict
  contains:
    uri:
      description: The device URI without user and password.
      type: str
    driver:
      description: Make and model, as the driver names itself.
      type: str
    description:
      description: What people see as the printer's name.
      type: str
    location:
      description: Where the printer stands.
      type: str
    options:
      description: The defaults that the task named.
      type: dict
    default:
      description: Whether it is the machine's default queue.
      type: bool
    enabled:
      description: Whether what waits in the queue is printed.
      type: bool
    accepting:
      description: Whether the queue takes new documents.
      type: bool
    shared:
      description: Whether the queue is offered to other machines.
      type: bool
    error_policy:
      description: What CUPS does with a document that could not be printed.
      type: str
  sample:
    uri: ipp://floor2.example.com/ipp/print
    driver: Acme Laser 9 - IPP Everywhere
    description: Second floor
    location: Beside the stairs
    options: {sides: two-sided-long-edge}
    default: true
    enabled: true
    accepting: true
    shared: false
    error_policy: retry-job
moved:
  description: Whether the printer was found elsewhere than at O(uri), by its O(uuid).
  returned: when O(uuid) is given
  type: bool
restored:
  description: Whether a failed change was taken back. Only there when the module fails after it had begun to change the queue.
  returned: failure
  type: bool
"""

import gzip
import os
import pwd
import re
import typing as t
import urllib.parse

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.fieldtech.workstation.plugins.module_utils import _printer
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import ieee1284, ipp, ppd

# The module's word -> the IPP attribute that sets it.
SIMPLE = {
    "uri": ("device-uri", ipp.URI), "description": ("printer-info", ipp.TEXT), "location": ("printer-location", ipp.TEXT),
    "shared": ("printer-is-shared", ipp.BOOLEAN), "error_policy": ("printer-error-policy", ipp.NAME),
}
# How long a backend may take to let go of a document before CUPS kills it (JobKillDelay is 30 s).
STOP_SECONDS = 45
# The throw-away queue of a queue. A run that was killed leaves it behind; the next one takes it away.
TRIAL = "fieldtech-try-%s"
MAX_CANDIDATES = 5


class Queue:
    """One queue: what it is, what it should be, and the way there."""

    def __init__(self, module: AnsibleModule, cups: _printer.Cups) -> None:
        self.module = module
        self.cups = cups
        self.name: str = module.params["name"]
        self.wanted = {key: module.params[key] for key in (*SIMPLE, "driver", "default", "enabled", "accepting") if module.params[key] is not None}
        self.options: dict[str, t.Any] = module.params["options"] or {}
        self.ppd = ""
        self.before_ppd = ""
        self.tried = ""  # the driver that a throw-away queue got on with
        self.moved = False

    # -- what is

    def current(self) -> dict[str, t.Any] | None:
        """The queue in the module's words, or None. In check mode a scheduler that is down is read from its files."""
        try:
            attributes = self.cups.queue(self.name, [name + "-default" for name in self.options])
        except _printer.SchedulerDown:
            if not self.module.check_mode and (self.module.params["state"] != "absent" or os.path.exists("/usr/sbin/cupsd")):
                raise
            text = _read(_printer.PRINTERS_CONF).decode("utf-8", "replace")
            queue = _printer.stored_queue(text, self.name)
        else:
            if attributes is None:
                return None
            if _printer.is_class(attributes):
                raise ValueError("%s is a class of printers, not a queue" % self.name)
            queue = _printer.describe(attributes, self.options)
        if queue:
            self.ppd = self._ppd()
            defaults, offered = ppd.defaults(self.ppd), ppd.choices(self.ppd)
            for option in self.options:
                if option in offered:
                    queue["options"][option] = defaults.get(option, "")
        return queue

    @staticmethod
    def _ppd_path(name: str) -> str:
        return os.path.join(_printer.PPD_FOLDER, name + ".ppd")

    def _ppd(self) -> str:
        return _read(self._ppd_path(self.name)).decode("utf-8", "replace")

    # -- which printer it is

    def locate(self, queue: dict[str, t.Any] | None) -> None:
        """Set the wanted address to where the printer of this identity answers. Raises ValueError if another one is there instead."""
        identity = self.module.params["uuid"]
        if not identity:
            return
        named, present_uri = self.wanted.get("uri"), queue["uri"] if queue else None
        silent, answers = set(), []
        for uri in dict.fromkeys(each for each in (named, present_uri) if each):
            try:
                if self._is_there(uri, identity):
                    self._settle(uri, named, queue)
                    return
                answers.append("another printer answers at %s" % _printer.without_secret(uri))
            except ValueError as exc:
                if uri == named:
                    raise
                answers.append(str(exc))
            except OSError as exc:
                silent.add(uri)
                answers.append("nobody answers at %s (%s)" % (_printer.without_secret(uri), exc.strerror or exc))
        for uri in self._announced(identity, named or present_uri or ""):
            try:
                if self._is_there(uri, identity):
                    self._settle(uri, named, queue)
                    return
            except (OSError, ValueError):
                continue  # it announces what cannot be reached from here
        # Who is only switched off is where it was; documents wait there. Where somebody else answers they must not go.
        if present_uri in silent:
            self.wanted.pop("uri", None)
            return
        raise ValueError("the printer %s is not found: %s, and no printer on the network announces this identity. Nothing was changed" % (
            identity, "; ".join(answers) or "no address is known"))

    def _settle(self, uri: str, named: str | None, queue: dict[str, t.Any] | None) -> None:
        self.moved = named is not None and uri != named
        # The queue's own address comes without its password: it stays what it is.
        if queue is not None and uri == queue["uri"]:
            self.wanted.pop("uri", None)
        else:
            self.wanted["uri"] = uri

    def _is_there(self, uri: str, identity: str) -> bool:
        """Whether the printer at this address is the one. Raises OSError if nobody answers."""
        told = urllib.parse.parse_qs(urllib.parse.urlsplit(uri).query).get("uuid", [""])[0]
        if uri.startswith("dnssd:") and told:
            return _printer.same_uuid(told, identity)
        if not uri.startswith(_printer.ASKED_SCHEMES):
            raise ValueError("`uuid` needs an address that speaks IPP, and %s does not" % _printer.without_secret(uri))
        try:
            return _printer.same_uuid(ipp.first(_printer.ask_printer(uri), "printer-uuid", str), identity)
        except ValueError:
            return False  # whoever that is, it is no printer

    def _announced(self, identity: str, like: str) -> list[str]:
        """The addresses under which printers of this identity announce themselves, those of the same kind first."""
        program = self.module.get_bin_path("ippfind")
        if not program:
            return []
        pattern = "^(urn:uuid:)?%s$" % re.escape(identity.lower().replace("urn:uuid:", "")).replace("\\-", "-")
        dummy, out, dummy = self.module.run_command([program, "-T", "3", "_ipp._tcp", "_ipps._tcp", "--txt-UUID", pattern])
        found = [line.strip() for line in out.splitlines() if line.startswith(_printer.ASKED_SCHEMES)]
        return sorted(dict.fromkeys(found), key=lambda uri: uri.partition(":")[0] != like.partition(":")[0])[:10]

    # -- what it should be

    def differences(self, queue: dict[str, t.Any] | None) -> dict[str, t.Any]:
        """{what: wanted value} for everything that is not as it should be."""
        if queue is None:
            uri = self.wanted.get("uri")
            if not uri:
                raise ValueError("there is no queue %s, and to create it `uri` is needed" % self.name)
            new = {"enabled": True, "accepting": True, **self.wanted}
            if "driver" not in new:
                if not _printer.is_ipp(uri):
                    raise ValueError("a queue to %s needs a `driver`: only IPP printers say themselves what they can do" % _printer.without_secret(uri))
                new["driver"] = "everywhere"
            if not new.get("default", True):
                del new["default"]
            return {**new, **({"options": dict(self.options)} if self.options else {})}
        different = {}
        for key, value in self.wanted.items():
            if key == "uri":
                same = _printer.without_secret(value) == _printer.without_secret(queue["uri"])
            elif key == "driver":
                same = self._same_driver(value, queue)
            elif key == "default":
                same = queue["default"] or not value
            else:
                same = value == queue[key]
            if not same:
                different[key] = value
        if "uri" in different and "driver" not in different and _printer.is_everywhere(queue["driver"]) and _printer.is_ipp(different["uri"]):
            if not self._same_model(different["uri"], queue["driver"]):
                different["driver"] = "everywhere"  # another printer can do other things
        options = {name: value for name, value in self.options.items() if ppd.option_text(value) != ppd.option_text(queue["options"].get(name))}
        if "driver" in different:
            options = dict(self.options)  # a new driver comes with its own defaults
        return {**different, **({"options": options} if options else {})}

    def _same_model(self, uri: str, driver: str) -> bool:
        """Whether the printer that was found by its identity is of the model that the queue's driver was made for."""
        if not self.module.params["uuid"] or not uri.startswith(_printer.ASKED_SCHEMES):
            return False
        try:
            model = ipp.first(_printer.ask_printer(uri), "printer-make-and-model", str, "")
        except (OSError, ValueError):
            return False
        return bool(model) and driver.startswith(model)

    def _same_driver(self, driver: str, queue: dict[str, t.Any]) -> bool:
        if driver == "auto":
            return bool(self.ppd) and not _printer.missing_programs(self.ppd)
        if driver == "everywhere":
            return _printer.is_everywhere(queue["driver"])
        if driver == "raw":
            return not self.ppd
        if driver.startswith("/"):
            return ppd.same(self._file(driver).decode("utf-8", "replace"), self.ppd)
        try:
            return ppd.nick_name(self._model(driver)) == queue["driver"]
        except _printer.SchedulerDown:
            return bool(self.ppd)

    def _model(self, driver: str) -> str:
        """The PPD of a model that CUPS knows."""
        try:
            answer = self.cups.request(ipp.GET_PPD, "", attributes=[("ppd-name", [(ipp.NAME, driver)])])
        except _printer.CupsError as exc:
            if exc.status == "client-error-not-found":
                raise ValueError("CUPS has no model %s; `lpinfo -m` lists what it has" % driver) from exc
            raise
        return answer["data"].decode("utf-8", "replace")

    @staticmethod
    def _file(path: str) -> bytes:
        content = _read(path)
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        if not content.startswith(b"*PPD-Adobe:"):
            raise ValueError("%s is not a PPD file" % path)
        return content

    # -- whether it can work; nothing is changed yet

    def verify(self, different: dict[str, t.Any], queue: dict[str, t.Any] | None) -> None:
        """Raises ValueError for what can be known not to work."""
        uri = different.get("uri") or (queue or {}).get("uri", "")
        driver = different.get("driver", "")
        if (self.module.params["must_answer"] and "uri" in different) or driver == "everywhere":
            self._expect_answer(uri)
        try:
            known = self._file(driver).decode("utf-8", "replace") if driver.startswith("/") else (
                self._model(driver) if driver not in ("", "everywhere", "raw", "auto") else "")
        except _printer.SchedulerDown:
            known = ""  # a dry run where CUPS is not there yet: what it will bring is not known
        if known:
            self._expect_programs(driver, known)
        if "options" in different and not (driver and not known):
            self._split_options(different["options"], known or self.ppd)

    @staticmethod
    def _expect_answer(uri: str) -> None:
        shown = _printer.without_secret(uri)
        try:
            if uri.startswith(_printer.ASKED_SCHEMES):
                _printer.ask_printer(uri)
            else:
                _printer.knock(uri)
        except OSError as exc:
            raise ValueError("no printer answers at %s (%s). Is it on, and is the address right? Nothing was changed" % (shown, exc.strerror or exc)) from exc
        except ValueError as exc:
            raise ValueError("what answers at %s is no IPP printer: %s. Nothing was changed" % (shown, exc)) from exc

    @staticmethod
    def _expect_programs(driver: str, content: str, warned: bool = False) -> None:
        missing = _printer.missing_programs(content)
        if missing or warned:
            raise ValueError("the driver %s does not work here: the filter %s is missing (cups-missing-filter-warning). Install the package that brings it. "
                             "Nothing was changed" % (driver, ", ".join(missing) or "that it names"))

    def attempt(self, different: dict[str, t.Any], queue: dict[str, t.Any] | None) -> None:
        """Try the driver on a throw-away queue. Raises ValueError, with the queue as it was, if it does not work."""
        driver = different.get("driver", "")
        uri = different.get("uri") or self._secret_uri(queue)
        if driver == "auto":
            self.tried = self._best(uri)
        elif driver not in ("", "raw"):
            self.tried = self._try(driver, uri)
        if "options" in different:
            self._split_options(different["options"], self.tried if driver else self.ppd)

    def _best(self, uri: str) -> str:
        """The driver of the first that gets on: the printer's own word, then what CUPS finds for its device id."""
        problems = []
        told: dict[str, list[t.Any]] = {}
        if _printer.is_ipp(uri):
            try:
                told = _printer.ask_printer(uri) if uri.startswith(_printer.ASKED_SCHEMES) else {}
                return self._try("everywhere", uri)
            except (OSError, ValueError, _printer.CupsError) as exc:
                problems.append("driverless: %s" % exc)
        device_id = self.module.params["device_id"] or ipp.first(told, "printer-device-id", str) or self._device_id(uri)
        for driver in self._candidates(device_id, ipp.first(told, "printer-make-and-model", str, ""))[:MAX_CANDIDATES]:
            try:
                return self._try(driver, uri)
            except (ValueError, _printer.CupsError) as exc:
                problems.append("%s: %s" % (driver, exc))
        raise ValueError("no installed driver fits this printer (device id: %s). %sNothing was changed" % (
            device_id or "unknown", "".join(problem.replace(". Nothing was changed", "") + ". " for problem in problems)))

    def _device_id(self, uri: str) -> str:
        """What the scheduler sees at this address."""
        scheme = ("include-schemes", [(ipp.NAME, uri.partition(":")[0])])
        try:
            answer = self.cups.request(ipp.GET_DEVICES, attributes=[("timeout", [(ipp.INTEGER, 10)]), scheme], timeout=30)
        except _printer.CupsError:
            return ""  # so it says that it sees none
        for device in ipp.groups_of(answer, "printer"):
            if ipp.first(device, "device-uri", str) == uri:
                return ipp.first(device, "device-id", str, "")
        return ""

    def _candidates(self, device_id: str, model: str) -> list[str]:
        """The names of installed drivers, the best first."""
        names: list[str] = []
        parts = ieee1284.parse(device_id) if device_id else {}
        spoken = model or " ".join(filter(None, (parts.get("manufacturer"), parts.get("model"))))
        for key, value in (("ppd-device-id", device_id), ("ppd-make-and-model", spoken)):
            if not value:
                continue
            try:
                answer = self.cups.request(ipp.GET_PPDS, attributes=[
                    (key, [(ipp.TEXT, value)]), ("requested-attributes", [(ipp.KEYWORD, "ppd-name")])], timeout=60)
            except _printer.CupsError:
                continue  # so it says that it has none
            names += [ipp.first(group, "ppd-name", str, "") for group in ipp.groups_of(answer, "printer")]
        return [name for name in dict.fromkeys(names) if name not in ("", "raw", "everywhere")]

    def _try(self, driver: str, uri: str) -> str:
        """The PPD that a throw-away queue has with this driver. Raises ValueError if it is not one to print with."""
        trial = TRIAL % self.name[:100]
        attributes: list[ipp.Attribute] = [
            ("device-uri", [(ipp.URI, uri)]), ("printer-is-accepting-jobs", [(ipp.BOOLEAN, False)]), ("printer-state", [(ipp.ENUM, 5)]),
            ("printer-is-shared", [(ipp.BOOLEAN, False)]),
        ]
        data = b""
        if driver.startswith("/"):
            data = self._file(driver)
        else:
            attributes.append(("ppd-name", [(ipp.NAME, driver)]))
        try:
            written = self._ppd_written(trial)
            self.cups.admin(ipp.ADD_MODIFY_PRINTER, trial, attributes, data)
            if driver == "everywhere":
                self._await_everywhere(trial, written)
            content = _read(self._ppd_path(trial)).decode("utf-8", "replace")
            reasons = ipp.every(self.cups.queue(trial) or {}, "printer-state-reasons", str)
            self._expect_programs(driver, content, "cups-missing-filter-warning" in reasons)
            return content
        finally:
            if self.cups.queue(trial) is not None:
                self.cups.admin(ipp.DELETE_PRINTER, trial)

    def _ppd_written(self, name: str) -> tuple[int, int] | None:
        """What tells one version of the driver's file from the next."""
        try:
            info = os.stat(self._ppd_path(name))
        except OSError:
            return None
        return info.st_ino, info.st_mtime_ns

    def _await_everywhere(self, name: str, written: tuple[int, int] | None) -> None:
        """CUPS 2.4.2 answers first and asks the printer afterwards."""
        def ready() -> bool:
            return self._ppd_written(name) not in (None, written) and _printer.is_everywhere(_printer.describe(self.cups.queue(name) or {})["driver"])

        if not _printer.wait(ready, 20):
            raise ValueError("the printer did not say what it can do; is it on, and does it speak IPP Everywhere? Nothing was changed")

    @staticmethod
    def _split_options(options: dict[str, t.Any], driver: str) -> tuple[str, list[ipp.Attribute]]:
        """The driver with those options that are its own as its defaults, and the others as attributes. Raises ValueError for a choice it has not."""
        offered = ppd.choices(driver)
        own, others = {}, []
        for name, value in options.items():
            known = (name, ppd.option_text(value)) if name in offered else ppd.as_option(driver, name, ppd.option_text(value)) if driver else None
            if known:
                own[known[0]] = known[1]
            else:
                others.append(_printer.option_attribute(name, value))
        return (ppd.with_defaults(driver, own) if own else ""), others

    # -- the way there

    def apply(self, different: dict[str, t.Any], queue: dict[str, t.Any] | None) -> None:
        """Change what is different. Raises after having put back what was before."""
        secret_uri = self._stored_uri()
        self.attempt(different, queue)
        try:
            self._modify(different, new=queue is None)
            self._switch(different, new=queue is None)
        except (_printer.CupsError, _printer.SchedulerDown, ValueError) as exc:
            self.module.fail_json(msg="%s: %s" % (self.name, exc), restored=self._restore(queue, secret_uri, different))

    def _modify(self, different: dict[str, t.Any], new: bool) -> None:
        attributes: list[ipp.Attribute] = [
            (attribute, [(tag, different[key])]) for key, (attribute, tag) in SIMPLE.items() if key in different
        ]
        driver = different.get("driver", "")
        changed, others = self._split_options(different.get("options", {}), self.tried if driver else self.ppd)
        content = changed or self.tried
        if driver == "raw":
            attributes.append(("ppd-name", [(ipp.NAME, driver)]))
        if new:
            attributes.append(("printer-is-accepting-jobs", [(ipp.BOOLEAN, different["accepting"])]))
            attributes.append(("printer-state", [(ipp.ENUM, 3 if different["enabled"] else 5)]))
        attributes += others
        if attributes or content:
            self.cups.admin(ipp.ADD_MODIFY_PRINTER, self.name, attributes, content.encode("utf-8"))
        if driver and driver != "raw":
            self.ppd = self._ppd()
            reasons = ipp.every(self.cups.queue(self.name) or {}, "printer-state-reasons", str)
            self._expect_programs(driver, self.ppd, "cups-missing-filter-warning" in reasons)

    def _switch(self, different: dict[str, t.Any], new: bool) -> None:
        if not new and "accepting" in different:
            self.cups.admin(ipp.ACCEPT_JOBS if different["accepting"] else ipp.REJECT_JOBS, self.name)
        if not new and "enabled" in different:
            self.cups.admin(ipp.RESUME_PRINTER if different["enabled"] else ipp.PAUSE_PRINTER, self.name)
        if different.get("default"):
            self.cups.admin(ipp.SET_DEFAULT, self.name)

    def _stored_uri(self) -> str:
        """The device URI with its password, which IPP never tells."""
        stored = _printer.stored_queue(_read(_printer.PRINTERS_CONF).decode("utf-8", "replace"), self.name)
        return stored["uri"] if stored else ""

    def _secret_uri(self, queue: dict[str, t.Any] | None) -> str:
        """The queue's device URI with the password that it may have."""
        shown, stored = (queue or {}).get("uri", ""), self._stored_uri()
        return stored if stored and _printer.without_secret(stored) == shown else shown

    def _restore(self, queue: dict[str, t.Any] | None, secret_uri: str, different: dict[str, t.Any]) -> bool:
        """Put back what the failed change may have touched; whether that worked."""
        try:
            if queue is None:
                if self.cups.queue(self.name) is not None:
                    self.cups.admin(ipp.DELETE_PRINTER, self.name)
                return True
            before = {**queue, "uri": secret_uri if _printer.without_secret(secret_uri) == queue["uri"] else queue["uri"]}
            attributes: list[ipp.Attribute] = [
                (attribute, [(tag, before[key])]) for key, (attribute, tag) in SIMPLE.items() if key in different and before[key] != ""
            ]
            data = self.before_ppd.encode("utf-8", "surrogateescape") if "driver" in different or "options" in different else b""
            if "driver" in different and not data:
                attributes.append(("ppd-name", [(ipp.NAME, "raw")]))
            offered = ppd.choices(self.before_ppd)
            for name in different.get("options", {}):
                if name not in offered:
                    former = queue["options"].get(name, "")
                    attributes.append(_printer.option_attribute(name, former.split(",")) if former else (name + "-default", [(ipp.DELETE_ATTRIBUTE, None)]))
            if attributes or data:
                self.cups.admin(ipp.ADD_MODIFY_PRINTER, self.name, attributes, data)
            self._switch({key: queue[key] for key in ("enabled", "accepting") if key in different}, new=False)
            return True
        except (_printer.CupsError, _printer.SchedulerDown, ValueError):
            return False

    def _release(self, job: int, state: str) -> None:
        """Give a document that waits for another try, or stopped half-way, its turn. What people hold back is left alone."""
        try:
            if state == "pending":
                group: list[ipp.Group] = [(ipp.JOB, [("job-hold-until", [(ipp.KEYWORD, "no-hold")])])]
                self.cups.request(ipp.SET_JOB_ATTRIBUTES, _printer.job_uri(job), "/jobs/", group=group)
            elif state == "processing-stopped":
                self.cups.request(ipp.RESTART_JOB, _printer.job_uri(job), "/jobs/")
        except _printer.CupsError as exc:
            if exc.status not in ("client-error-not-found", "client-error-not-possible"):
                raise  # otherwise it was over in the meantime

    def restart(self, description: str) -> None:
        """Stop what is being printed, have every document begin again, and open the queue."""
        self.cups.admin(ipp.PAUSE_PRINTER, self.name)
        try:
            _printer.wait(lambda: not any(_printer.job_state(job) == "processing" for job in self.cups.jobs(self.name)), STOP_SECONDS)
            for job in self.cups.jobs(self.name):
                self._release(ipp.first(job, "job-id", int, 0), _printer.job_state(job))
            # Setting what is set already makes the scheduler look at the driver anew: a filter that was missing may be back.
            self.cups.admin(ipp.ADD_MODIFY_PRINTER, self.name, [("printer-info", [(ipp.TEXT, description)])])
        finally:
            self.cups.admin(ipp.RESUME_PRINTER, self.name)


def _read(path: str) -> bytes:
    """A file of the managed host; empty if it is not there."""
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError:
        return b""


def _shown(key: str, value: t.Any) -> t.Any:
    if key == "uri":
        return _printer.without_secret(value)
    return {name: ppd.option_text(entry) for name, entry in value.items()} if key == "options" else value


def present(module: AnsibleModule, target: Queue) -> dict[str, t.Any]:
    queue = target.current()
    target.before_ppd = target.ppd
    target.locate(queue)
    different = target.differences(queue)
    target.verify(different, queue)
    result: dict[str, t.Any] = {"changed": bool(different)}
    if module.params["uuid"]:
        result["moved"] = target.moved
    if different:
        before: dict[str, t.Any] = {}
        for key in different if queue is not None else ():
            before[key] = {name: queue["options"].get(name, "") for name in different["options"]} if key == "options" else queue[key]
        result["diff"] = {
            "before": {key: _shown(key, value) for key, value in before.items()},
            "after": {key: _shown(key, value) for key, value in different.items()},
        }
        if not module.check_mode:
            target.apply(different, queue)
            queue = target.current()
    if queue is not None:
        result["printer"] = {**queue, "uri": _printer.without_secret(queue["uri"])}
    return result


def main() -> None:
    """The module."""
    module = AnsibleModule(
        argument_spec={
            "name": {"type": "str", "required": True},
            "state": {"type": "str", "choices": ["present", "absent", "restarted"], "default": "present"},
            "uri": {"type": "str"},
            "uuid": {"type": "str"},
            "must_answer": {"type": "bool", "default": False},
            "driver": {"type": "str"},
            "device_id": {"type": "str"},
            "description": {"type": "str"},
            "location": {"type": "str"},
            "options": {"type": "dict"},
            "default": {"type": "bool"},
            "enabled": {"type": "bool"},
            "accepting": {"type": "bool"},
            "shared": {"type": "bool"},
            "error_policy": {"type": "str", "choices": ["abort-job", "retry-current-job", "retry-job", "stop-printer"]},
        },
        supports_check_mode=True,
    )
    target = Queue(module, _printer.Cups(_printer.live_exchange, pwd.getpwuid(os.geteuid()).pw_name))
    state = module.params["state"]
    try:
        _printer.check_name(target.name)
        if state == "present":
            module.exit_json(**present(module, target))
        queue = target.current()
        if state == "absent":
            if queue is not None and not module.check_mode:
                target.cups.admin(ipp.DELETE_PRINTER, target.name)
            before = {"uri": _printer.without_secret(queue["uri"]), "driver": queue["driver"]} if queue is not None else {}
            module.exit_json(changed=queue is not None, diff={"before": before, "after": {}})
        if queue is None:
            raise ValueError("there is no queue %s to restart" % target.name)
        if not module.check_mode:
            target.restart(queue["description"])
            queue = target.current()
        module.exit_json(changed=True, printer={**queue, "uri": _printer.without_secret(queue["uri"])})
    except (_printer.CupsError, _printer.SchedulerDown, ValueError) as exc:
        module.fail_json(msg="%s: %s" % (target.name, exc) if state == "present" else str(exc))


if __name__ == "__main__":
    main()
