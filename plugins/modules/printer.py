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
  - When a change fails half-way, the queue gets its former device URI and driver back, and a queue that was just being made is
    removed again.
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
  driver:
    description:
      - V(everywhere) asks the printer itself what it can do (IPP Everywhere, AirPrint); the printer must be reachable.
      - V(raw) sends documents unchanged.
      - A path that begins with C(/) is a PPD file on the managed host.
      - Anything else is the name of a model as C(lpinfo -m) lists it, such as V(drv:///sample.drv/generpcl.ppd).
      - A new queue with an IPP URI gets V(everywhere) if nothing is said, any other one needs it.
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
        IPP job attributes such as C(sides), C(media) or C(print-color-mode).
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
restored:
  description: Whether a failed change was taken back. Only there when the module fails after it had begun to change something.
  returned: failure
  type: bool
"""

import gzip
import os
import pwd
import typing as t

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.fieldtech.workstation.plugins.module_utils import _printer
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import ipp

# The module's word -> the IPP attribute that sets it.
SIMPLE = {
    "uri": ("device-uri", ipp.URI), "description": ("printer-info", ipp.TEXT), "location": ("printer-location", ipp.TEXT),
    "shared": ("printer-is-shared", ipp.BOOLEAN), "error_policy": ("printer-error-policy", ipp.NAME),
}
# How long a backend may take to let go of a document before CUPS kills it (JobKillDelay is 30 s).
STOP_SECONDS = 45


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
            defaults = _printer.ppd_defaults(self.ppd)
            for option in self.options:
                if option in _printer.ppd_choices(self.ppd):
                    queue["options"][option] = defaults.get(option, "")
        return queue

    def _ppd(self) -> str:
        return _read(os.path.join(_printer.PPD_FOLDER, self.name + ".ppd")).decode("utf-8", "replace")

    # -- what it should be

    def differences(self, queue: dict[str, t.Any] | None) -> dict[str, t.Any]:
        """{what: wanted value} for everything that is not as it should be."""
        if queue is None:
            uri = self.wanted.get("uri")
            if not uri:
                raise ValueError("there is no queue %s, and to create it `uri` is needed" % self.name)
            new = {"enabled": True, "accepting": True, **self.wanted}
            if "driver" not in new:
                if not _is_ipp(uri):
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
        if "uri" in different and "driver" not in different and _printer.is_everywhere(queue["driver"]) and _is_ipp(different["uri"]):
            different["driver"] = "everywhere"  # another printer can do other things
        options = {name: value for name, value in self.options.items() if _printer.option_text(value) != _printer.option_text(queue["options"].get(name))}
        if "driver" in different:
            options = dict(self.options)  # a new driver comes with its own defaults
        return {**different, **({"options": options} if options else {})}

    def _same_driver(self, driver: str, queue: dict[str, t.Any]) -> bool:
        if driver == "everywhere":
            return _printer.is_everywhere(queue["driver"])
        if driver == "raw":
            return not self.ppd
        if driver.startswith("/"):
            return _printer.same_ppd(self._file(driver).decode("utf-8", "replace"), self.ppd)
        try:
            answer = self.cups.request(ipp.GET_PPD, "", attributes=[("ppd-name", [(ipp.NAME, driver)])])
        except _printer.SchedulerDown:
            return bool(self.ppd)
        except _printer.CupsError as exc:
            if exc.status == "client-error-not-found":
                raise ValueError("CUPS has no model %s; `lpinfo -m` lists what it has" % driver) from exc
            raise
        return _printer.nick_name(answer["data"].decode("utf-8", "replace")) == queue["driver"]

    @staticmethod
    def _file(path: str) -> bytes:
        content = _read(path)
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        if not content.startswith(b"*PPD-Adobe:"):
            raise ValueError("%s is not a PPD file" % path)
        return content

    # -- the way there

    def apply(self, different: dict[str, t.Any], queue: dict[str, t.Any] | None) -> None:
        """Change what is different. Raises after having put back what was before."""
        secret_uri = self._stored_uri()
        try:
            self._modify(different, new=queue is None)
            self._switch(different, new=queue is None)
        except (_printer.CupsError, _printer.SchedulerDown, ValueError) as exc:
            self.module.fail_json(msg="%s: %s" % (self.name, exc), restored=self._restore(queue, secret_uri, different))

    def _modify(self, different: dict[str, t.Any], new: bool) -> None:
        attributes: list[ipp.Attribute] = [
            (attribute, [(tag, different[key])]) for key, (attribute, tag) in SIMPLE.items() if key in different
        ]
        data = b""
        driver = different.get("driver", "")
        if driver.startswith("/"):
            data = self._file(driver)
        elif driver:
            attributes.append(("ppd-name", [(ipp.NAME, driver)]))
        ppd_options: dict[str, str] = {}
        for name, value in different.get("options", {}).items():
            # What a new driver offers is known only when it is there.
            if not driver and name in _printer.ppd_choices(self.ppd):
                ppd_options[name] = _printer.option_text(value)
            elif not driver:
                attributes.append(_printer.option_attribute(name, value))
        if new:
            attributes.append(("printer-is-accepting-jobs", [(ipp.BOOLEAN, different["accepting"])]))
            attributes.append(("printer-state", [(ipp.ENUM, 3 if different["enabled"] else 5)]))
        written = self._ppd_written()
        if ppd_options:
            data = _printer.with_ppd_defaults(self.ppd, ppd_options).encode("utf-8")
        if attributes or data:
            self.cups.admin(ipp.ADD_MODIFY_PRINTER, self.name, attributes, data)
        if driver == "everywhere":
            self._await_everywhere(written)
        if driver and different.get("options"):
            self.ppd = self._ppd()
            self._modify({"options": different["options"]}, new=False)

    def _ppd_written(self) -> tuple[int, int] | None:
        """What tells one version of the driver's file from the next."""
        try:
            info = os.stat(os.path.join(_printer.PPD_FOLDER, self.name + ".ppd"))
        except OSError:
            return None
        return info.st_ino, info.st_mtime_ns

    def _await_everywhere(self, written: tuple[int, int] | None) -> None:
        """CUPS 2.4.2 answers first and asks the printer afterwards."""
        def ready() -> bool:
            return self._ppd_written() not in (None, written) and _printer.is_everywhere(_printer.describe(self.cups.queue(self.name) or {})["driver"])

        if not _printer.wait(ready, 20):
            raise ValueError("the printer did not say what it can do; is it on, and does it speak IPP Everywhere?")

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


def _is_ipp(uri: str) -> bool:
    return uri.startswith(_printer.IPP_SCHEMES) or (uri.startswith("dnssd:") and "._ipp" in uri)


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
    return {name: _printer.option_text(entry) for name, entry in value.items()} if key == "options" else value


def present(module: AnsibleModule, target: Queue) -> dict[str, t.Any]:
    queue = target.current()
    target.before_ppd = target.ppd
    different = target.differences(queue)
    result: dict[str, t.Any] = {"changed": bool(different)}
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
            "driver": {"type": "str"},
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
        module.fail_json(msg=str(exc))


if __name__ == "__main__":
    main()
