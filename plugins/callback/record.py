# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: record
type: aggregate
short_description: Records interventions, writes their reports and prints a summary
version_added: 0.1.0
description:
  - Watches the results of M(fieldtech.workstation.examine) and M(fieldtech.workstation.conclude), and which workstations
    could not be reached or examined.
  - At the end of the run it prints what was found, on what grounds, what was repaired and proven, and what is left to do
    with the exact command.
  - It writes one record (JSON) per workstation and intervention, a report on the run for the technician (HTML), and a
    hand-out for the user of each workstation on which something was found or an intervention was made (HTML), into a new
    folder of O(report_dir). The link C(latest) beside it leads to the newest. Only the user who runs Ansible may read them.
  - A record is on disk before the first repair begins, with the status V(interrupted); the end of the intervention replaces it.
  - Nothing else of a run is written, and nothing of a task with C(no_log).
author:
  - the fieldtech.workstation authors (@fieldtech)
requirements:
  - enable it in the configuration with C(callbacks_enabled = fieldtech.workstation.record)
options:
  report_dir:
    description:
      - The folder in which each run gets a folder of its own.
      - In an ini file, a relative path is relative to that file.
    type: path
    default: ./reports
    env:
      - name: FIELDTECH_REPORT_DIR
    ini:
      - section: fieldtech
        key: report_dir
  reports:
    description: Whether to write records and reports. The summary is printed in any case.
    type: bool
    default: true
    env:
      - name: FIELDTECH_REPORTS
    ini:
      - section: fieldtech
        key: reports
  language:
    description: The language of the report and of the hand-outs. The summary in the terminal is in English, as all of Ansible's output.
    type: str
    default: en
    choices:
      - en
      - fr
      - de
      - nl
    env:
      - name: FIELDTECH_LANGUAGE
    ini:
      - section: fieldtech
        key: language
  catalogues:
    description: The collections whose faults are explained, besides this one's; the same list as the examination's.
    type: list
    elements: str
    default: []
    env:
      - name: FIELDTECH_CATALOGUES
    ini:
      - section: fieldtech
        key: catalogues
seealso:
  - module: fieldtech.workstation.examine
  - module: fieldtech.workstation.conclude
"""

import atexit
import os
import secrets
import time
import typing as t

from ansible import constants as C
from ansible.plugins.callback import CallbackBase

from ansible_collections.fieldtech.workstation.plugins.plugin_utils import _record, report
from ansible_collections.fieldtech.workstation.plugins.plugin_utils._visible import visible

if t.TYPE_CHECKING:
    from ansible.executor.stats import AggregateStats
    from ansible.executor.task_result import CallbackTaskResult
    from ansible.playbook import Playbook
    from ansible.playbook.task import Task

EXAMINE = ("fieldtech.workstation.examine",)
CONCLUDE = ("fieldtech.workstation.conclude",)
# A task of these files means that the examination is part of an intervention.
INTERVENING = ("/roles/intervention/tasks/main.yml", "/roles/intervention/tasks/round.yml", "/roles/intervention/tasks/repair.yml")


class Job:
    """What is known of one job on one workstation while it goes on."""

    def __init__(self, host: str, started: float) -> None:
        self.host = host
        self.started = self.finished = started
        self.examinations: list[t.Any] = []
        self.intervention: t.Any = None
        self.intervening = False
        self.check_mode = False
        self.status: str | None = None
        self.trouble: dict[str, str] | None = None
        self.id: str | None = None
        self.file = ""

    def close(self) -> None:
        """Settle how far the job came, if that was not settled before."""
        if self.status is None:
            self.status = _record.CONCLUDED if self.intervention else _record.INTERRUPTED if self.intervening else _record.EXAMINED


class CallbackModule(CallbackBase):
    """Records interventions."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "fieldtech.workstation.record"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
        super().__init__(*args, **kwargs)
        self._started = time.time()
        self._run = "%s-%s" % (time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(self._started)), secrets.token_hex(3))
        self._process = os.getpid()
        self._playbook: str | None = None
        self._jobs: list[Job] = []
        self._current: dict[str, Job] = {}
        self._lost: dict[str, Job] = {}
        self._names: dict[str, int] = {}
        self._ours = False
        self._over = False
        self._unwritable = False

    # ---- what happens in the run ---------------------------------------------------------------------------------------

    def v2_playbook_on_start(self, playbook: Playbook) -> None:
        """Note the playbook, and be there when the run is interrupted: Ansible then ends without statistics."""
        self._playbook = os.path.basename(str(getattr(playbook, "_file_name", "") or "")) or None
        atexit.register(self._interrupted)

    def v2_playbook_on_task_start(self, task: Task, is_conditional: bool) -> None:
        """Note that an intervention begins, and put the records of it on disk before it changes anything."""
        if _is(task, EXAMINE):
            self._ours = True
        elif (task.get_path() or "").rpartition(":")[0].endswith(INTERVENING):
            for job in self._current.values():
                if not job.intervening and job.intervention is None:
                    job.intervening = True
                    self._write_record(self._record_of(job), job, durable=False)

    def v2_runner_on_ok(self, result: CallbackTaskResult) -> None:
        """Take an examination or a conclusion."""
        task = result.task
        if _is(task, EXAMINE):
            self._ours = True
            examination = result.result.get("examination")
            if not examination:
                self._lose(result, _record.FAILED)
                return
            job = self._job(result)
            job.examinations.append(examination)
            job.finished = time.time()
            job.check_mode = bool(task.check_mode)
            self._lost.pop(job.host, None)
            if job.intervening:
                self._write_record(self._record_of(job), job, durable=False)
        elif _is(task, CONCLUDE) and result.result.get("intervention"):
            self._ours = True
            job = self._job(result)
            job.intervention = result.result["intervention"]
            job.finished = time.time()
            job.close()
            # A later examination of this workstation begins another job.
            self._current.pop(job.host, None)

    def v2_runner_on_failed(self, result: CallbackTaskResult, ignore_errors: bool = False) -> None:
        """Note a failure: of the examination, or what may turn out to have ended an intervention."""
        self._lose(result, _record.FAILED)

    def v2_runner_on_unreachable(self, result: CallbackTaskResult) -> None:
        """Note a workstation that cannot be reached."""
        self._lose(result, _record.UNREACHABLE)

    def v2_playbook_on_stats(self, stats: AggregateStats) -> None:
        """Write and print everything: the run is over."""
        # A failure that was rescued or ignored ended nothing.
        ended = {host for host in self._lost if stats.failures.get(host) or stats.dark.get(host)}
        self._finish(ended)

    # ---- what is kept --------------------------------------------------------------------------------------------------

    def _job(self, result: CallbackTaskResult) -> Job:
        """Give the job that goes on at this workstation."""
        host = result.host.get_name()
        if host not in self._current:
            self._current[host] = Job(host, self._begin(result))
            self._jobs.append(self._current[host])
        return self._current[host]

    def _begin(self, result: CallbackTaskResult) -> float:
        """Say when the job began: with its examination, if that is a moment within this run."""
        now = time.time()
        examination = result.result.get("examination")
        started = examination.get("started") if isinstance(examination, dict) else None
        return float(started) if isinstance(started, (int, float)) and self._started <= started <= now else now

    def _lose(self, result: CallbackTaskResult, status: str) -> None:
        """Remember what went wrong on a workstation; whether it matters is known at the end."""
        host = result.host.get_name()
        job = Job(host, time.time())
        job.status = status
        job.trouble = {"task": result.task_name, "message": _message(result.result)}
        if _is(result.task, EXAMINE + CONCLUDE):
            self._ours = True
        self._lost[host] = job

    def _record_of(self, job: Job) -> dict[str, t.Any]:
        """Make the record of a job as it stands."""
        status = job.status or (_record.INTERRUPTED if job.intervening else _record.EXAMINED)
        record = _record.record(
            job.host,
            status,
            started=job.started,
            finished=job.finished,
            examinations=job.examinations,
            intervention=job.intervention,
            trouble=job.trouble,
            playbook=self._playbook,
            language=self.get_option("language"),
            check_mode=job.check_mode and job.intervening,
        )
        # A job keeps the identity under which it was first written.
        if job.intervention is None:
            job.id = record["id"] = job.id or record["id"]
        return record

    # ---- the end -------------------------------------------------------------------------------------------------------

    def _interrupted(self) -> None:
        """Finish at the end of the process, if the run did not come to its own end. Workers are forks: they have no say."""
        if not self._over and os.getpid() == self._process:
            self._finish(set(self._lost))

    def _finish(self, ended: set[str]) -> None:
        """Close all jobs, write them, and print the summary."""
        self._over = True
        if not self._ours:
            return
        for host, lost in self._lost.items():
            job = self._current.get(host)
            if job is None:
                if host in ended or not any(one.host == host for one in self._jobs):
                    self._jobs.append(lost)
            elif host in ended:
                job.trouble = lost.trouble
                job.finished = lost.finished
        for job in self._jobs:
            job.close()
        # Let go of an examination as soon as its record is made: a large fleet's do not all stay in memory twice.
        records = []
        for job in self._jobs:
            records.append(self._record_of(job))
            job.examinations, job.intervention = [], None
        if not records:
            return
        faults, symptoms = self._catalogue(records)
        where = self._write(records, faults, symptoms) if self.get_option("reports") else None
        self._print(records, faults, where)

    def _catalogue(self, records: list[dict[str, t.Any]]) -> tuple[dict[str, t.Any], dict[str, t.Any]]:
        """Load the faults and symptoms to explain; nothing is loaded when there is nothing to explain."""
        if not any(one["faults"] or (one["before"] and one["before"]["symptom"]) for one in records):
            return {}, {}
        try:
            from ansible_collections.fieldtech.workstation.plugins.plugin_utils import catalogue

            cache = os.path.join(C.config.get_config_value("ANSIBLE_HOME"), "fieldtech")
            loaded = catalogue.load(self.get_option("catalogues"), cache)
        except Exception as exc:  # the report must be written even if a fault file is broken
            self._display.warning("The faults are not explained, since the catalogue cannot be read: %s" % visible(str(exc), 400))
            return {}, {}
        return loaded.faults, loaded.symptoms

    def _folder(self) -> str:
        """Give the folder of this run."""
        return os.path.join(self.get_option("report_dir"), self._run)

    def _write_record(self, record: dict[str, t.Any], job: Job, durable: bool) -> None:
        """Put one record on disk. A full disk or a read-only folder costs the records, never the run."""
        if not self.get_option("reports") or self._unwritable:
            return
        if not job.file:
            name = _record.file_name(job.host)
            number = self._names[name] = self._names.get(name, 0) + 1
            job.file = name if number == 1 else "%s.%d" % (name, number)
        try:
            _record.make_folder(self._folder())
            _record.write(os.path.join(self._folder(), job.file + ".json"), _record.encode(record), durable)
        except OSError as exc:
            self._give_up(exc)

    def _give_up(self, exc: OSError) -> None:
        """Say once that the reports cannot be written."""
        self._unwritable = True
        self._display.warning("No reports: %s cannot be written (%s)" % (visible(str(self.get_option("report_dir")), 400), exc.strerror))

    def _write(self, records: list[dict[str, t.Any]], faults: dict[str, t.Any], symptoms: dict[str, t.Any]) -> str | None:
        """Write the records, the hand-outs and the report; give the report's path."""
        files: dict[str, dict[str, str]] = {}
        for job, record in zip(self._jobs, records, strict=True):
            self._write_record(record, job, durable=record["status"] == _record.CONCLUDED)
            if self._unwritable:
                return None
            files[record["id"]] = {"record": job.file + ".json"}
            if record["faults"] or record["status"] == _record.CONCLUDED:
                files[record["id"]]["handout"] = job.file + ".html"
        path = os.path.join(self._folder(), "report.html")
        try:
            for record in records:
                if "handout" in files[record["id"]]:
                    page = report.handout(record, faults, symptoms)
                    _record.write(os.path.join(self._folder(), files[record["id"]]["handout"]), page, durable=False)
            _record.write(path, report.technician(records, faults, self.get_option("language"), symptoms, files), durable=False)
            _record.link(os.path.join(self.get_option("report_dir"), "latest"), self._run)
        except OSError as exc:
            self._give_up(exc)
            return None
        return path

    def _print(self, records: list[dict[str, t.Any]], faults: dict[str, t.Any], where: str | None) -> None:
        """Print the summary."""
        colours = {
            report.GOOD: C.COLOR_OK,
            report.BAD: C.COLOR_ERROR,
            report.WARNING: C.COLOR_CHANGED,
            report.NOTE: C.COLOR_SKIP,
            report.COMMAND: C.COLOR_HIGHLIGHT,
        }
        self._display.banner("SUMMARY")
        for line in report.summary(records, faults, width=max(60, min(getattr(self._display, "columns", 79), 100))):
            self._display.display(line.text, color=colours.get(line.colour))
        if where:
            self._display.display("")
            self._display.display("Report: %s" % visible(os.path.relpath(where) if not os.path.relpath(where).startswith("..") else where, 4000))


def _is(task: Task, actions: tuple[str, ...]) -> bool:
    """Whether a task is one of ours, under whatever name the playbook calls it."""
    # The property of that name warns where an action is not resolved yet; none of ours is a template.
    return str(task.action) in actions or getattr(task, "_resolved_action", None) in actions


def _message(result: t.Any) -> str:
    """Give the bounded words of a failure, and no more of its result: it may hold what nobody should read."""
    if "censored" in result:
        return "its words are hidden by no_log"
    message = result.get("msg", "")
    text = " ".join(str(message)[:4000].split())
    return text.removeprefix("Task failed: ").removeprefix("Action failed: ")[:1000] or "no message"
