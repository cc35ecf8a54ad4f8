#!/usr/bin/python
# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: printer_test
short_description: Prove that a print queue of CUPS prints
version_added: 0.1.0
author:
  - the fieldtech.workstation authors (@fieldtech)
description:
  - Asks the CUPS scheduler of the managed host, and fails with what it said if the function is not there.
  - Documents that people hold back are never touched, and a test page that did not come out is taken back.
attributes:
  check_mode:
    description: In check mode nothing is printed; only what can be asked is asked.
    support: full
  diff_mode:
    description: Nothing is changed that could be compared.
    support: none
  platform:
    description: Where it works.
    platforms: linux
    support: full
options:
  name:
    description: The queue. Without it, only the scheduler itself is asked whether it answers.
    type: str
  page:
    description:
      - V(true) proves that a document comes out. Where documents wait in the queue, the first of them is the proof, and no paper is
        used; otherwise a small test page is printed.
      - V(false) asks whether the queue would take a document, and prints nothing.
    type: bool
    default: false
  timeout:
    description: How many seconds a document may take until the printer has it.
    type: int
    default: 120
seealso:
  - module: fieldtech.workstation.printer
"""

EXAMPLES = r"""
- name: The scheduler answers
  fieldtech.workstation.printer_test:

- name: The queue takes documents
  fieldtech.workstation.printer_test:
    name: floor2

- name: A page comes out
  fieldtech.workstation.printer_test:
    name: floor2
    page: true
"""

RETURN = r"""
proof:
  description: What the function was proven by.
  returned: success
  type: str
  sample: test_page
job:
  description: The number of the document that came out.
  returned: when a document came out
  type: int
  sample: 17
seconds:
  description: How long it took.
  returned: when a document came out
  type: float
  sample: 2.5
"""

import os
import pwd
import time
import typing as t

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.fieldtech.workstation.plugins.module_utils import _printer
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import ipp

OVER = ("canceled", "aborted", "completed")


def test_page(text: str) -> bytes:
    """A PDF of one page: a line of text in a frame. The frame is drawn, so a machine without any font prints a page as well."""
    # A4's width and Letter's height: nothing is cut off on either.
    line = "".join(character for character in text if character.isalnum() or character in " .:-_")[:80]
    content = "0.5 w 60 640 475 90 re S BT /F 14 Tf 75 680 Td (%s) Tj ET" % line.encode("ascii", "replace").decode()
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 792] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        "<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += "%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += "xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, "".join("%010d 00000 n \n" % offset for offset in offsets))
    out += "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return out.encode("ascii")


class Test:
    """The function test of one queue."""

    def __init__(self, cups: _printer.Cups, name: str, seconds: float) -> None:
        self.cups = cups
        self.name = name
        self.began = time.monotonic()
        self.seconds = seconds

    def attributes(self) -> dict[str, list[t.Any]]:
        attributes = self.cups.queue(self.name)
        if attributes is None:
            raise ValueError("there is no queue %s" % self.name)
        return attributes

    def accepts(self) -> None:
        """Raises unless the queue would take a document and is open."""
        queue = _printer.describe(self.attributes())
        if not queue["enabled"]:
            raise ValueError("%s is stopped: %s" % (self.name, self._why()))
        # Validate-Job does not tell: CUPS refuses only the document itself.
        if not queue["accepting"]:
            raise ValueError("%s takes no documents: %s" % (self.name, self._why()))
        self.cups.request(ipp.VALIDATE_JOB, _printer.queue_uri(self.name), self._path(), attributes=self._job_attributes())

    def _path(self) -> str:
        return _printer.queue_uri(self.name).replace("ipp://localhost", "")

    def _job_attributes(self) -> list[ipp.Attribute]:
        # A raw queue hands on whatever it gets: a printer without PDF would then print its source for pages.
        kind = "application/pdf" if "Raw Printer" not in _printer.describe(self.attributes())["driver"] else "application/octet-stream"
        return [("job-name", [(ipp.NAME, "fieldtech test page")]), ("document-format", [(ipp.MIME_TYPE, kind)])]

    def _why(self) -> str:
        attributes = self.attributes()
        reasons = ", ".join(ipp.every(attributes, "printer-state-reasons", str))[:200]
        return "%s, %s" % (ipp.PRINTER_STATES.get(ipp.first(attributes, "printer-state", int), "unknown"), reasons or "no reason given")

    def waiting(self) -> int | None:
        """A document of this queue that will be printed without our doing, the next one."""
        for job in self.cups.jobs(self.name):
            if _printer.job_state(job) in ("pending", "processing", "processing-stopped"):
                return ipp.first(job, "job-id", int, 0)
        return None

    def page(self) -> dict[str, t.Any]:
        """Raises unless a document comes out in time."""
        self.accepts()
        number = self.waiting()
        if number is not None:
            state = self._await(number)
            if state == "completed":
                return self._result("waiting_document", number)
            if state not in OVER:
                raise ValueError("%s: the document %d waits and does not come out within %d s (%s; printer %s)" % (
                    self.name, number, self.seconds, state, self._why()))
        attributes = self._job_attributes()
        data = test_page("%s  %s  %s" % (os.uname().nodename, self.name, time.strftime("%Y-%m-%d %H:%M")))
        if attributes[1][1][0][1] == "application/octet-stream":
            data = b"Test page\r\n\f"
        answer = self.cups.request(ipp.PRINT_JOB, _printer.queue_uri(self.name), self._path(), attributes=attributes, data=data)
        number = ipp.first((ipp.groups_of(answer, "job") or [{}])[0], "job-id", int, 0)
        state = "unknown"
        try:
            state = self._await(number)
        finally:
            if state not in OVER:
                self._cancel(number)
        if state != "completed":
            raise ValueError("%s: the test page did not come out within %d s (%s; printer %s)" % (self.name, self.seconds, state, self._why()))
        return self._result("test_page", number)

    def _await(self, number: int) -> str:
        """The document's state when it is over, or when the time is."""
        last = {"state": "unknown"}

        def over() -> bool:
            job = self.cups.job(number)
            last["state"] = _printer.job_state(job)
            return job is None or last["state"] in OVER

        _printer.wait(over, self.began + self.seconds - time.monotonic(), pause=0.5)
        return last["state"]

    def _cancel(self, number: int) -> None:
        try:
            self.cups.request(ipp.CANCEL_JOB, _printer.job_uri(number), "/jobs/")
        except _printer.CupsError:
            pass  # it was over in the meantime

    def _result(self, proof: str, number: int) -> dict[str, t.Any]:
        return {"changed": True, "proof": proof, "job": number, "seconds": round(time.monotonic() - self.began, 1)}


def main() -> None:
    """The module."""
    module = AnsibleModule(
        argument_spec={
            "name": {"type": "str"},
            "page": {"type": "bool", "default": False},
            "timeout": {"type": "int", "default": 120},
        },
        required_if=[("page", True, ("name",))],
        supports_check_mode=True,
    )
    cups = _printer.Cups(_printer.live_exchange, pwd.getpwuid(os.geteuid()).pw_name)
    name = module.params["name"]
    try:
        if not name:
            cups.request(ipp.GET_PRINTERS, attributes=[("limit", [(ipp.INTEGER, 1)]), ("requested-attributes", [(ipp.KEYWORD, "printer-name")])])
            module.exit_json(changed=False, proof="scheduler_answers")
        _printer.check_name(name)
        test = Test(cups, name, module.params["timeout"])
        if module.params["page"] and not module.check_mode:
            module.exit_json(**test.page())
        test.accepts()
        module.exit_json(changed=False, proof="queue_accepts")
    except _printer.CupsError as exc:
        if not name and exc.status == "client-error-not-found":
            module.exit_json(changed=False, proof="scheduler_answers")  # it answers that it has no queues
        module.fail_json(msg=str(exc) if not name else "%s: %s" % (name, exc))
    except (_printer.SchedulerDown, ValueError) as exc:
        module.fail_json(msg=str(exc))


if __name__ == "__main__":
    main()
