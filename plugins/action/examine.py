# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ships the examiner and the compiled catalogue to the workstation, and makes a diagnosis of what comes back.

One command on the workstation, nothing written there: the sources travel on standard input. What comes back is the word of a
possibly hostile machine, so it is bounded, checked against what was sent, and never templated.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import os
import shlex
import subprocess
import sys
import time
import typing as t
import uuid
import zlib

from ansible import context
from ansible.errors import AnsibleActionFail
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.examination import FORMAT, LIMITS
from ansible_collections.fieldtech.workstation.plugins.plugin_utils import _case_files, diagnosis
from ansible_collections.fieldtech.workstation.plugins.plugin_utils import catalogue as catalogues
from ansible_collections.fieldtech.workstation.plugins.plugin_utils._plain import plain, scalar, text
from ansible_collections.fieldtech.workstation.plugins.plugin_utils._profile import cache_folder, spec_of
from ansible_collections.fieldtech.workstation.plugins.plugin_utils.lean import lean, profile_of

#: The largest answer that is looked at, and the largest parts of it.
MAX_ANSWER = 512 << 10
MAX_FINDINGS = 500
MAX_ITEM = 1000

# The first line that Python runs; it must parse in any Python, to be able to say that this one is too old.
# One short pass leaves no garbage that would be worth looking for.
_START = (
    "import sys; sys.version_info < (3, 9) and sys.exit('FIELDTECH-OLD-PYTHON ' + sys.version.split()[0]); import gc, json; gc.disable(); "
    "order = json.loads(sys.stdin.buffer.read()); exec(order.pop('boot'))"
)
_PACKAGE = "examiner"
# Where a workstation keeps the examiner's compiled form, if we are root there; it may be removed at any time.
CODE_CACHE = "/var/cache/fieldtech"
_NO_EXAMINATION = "the workstation's answer is not an examination (%s: %s); is something else answering there?"
_ONLY_FOR_CASE_FILES = (["recording"], ["masking"])


class ActionModule(ActionBase):
    """The examine action; its documentation is with the module of the same name."""

    TRANSFERS_FILES = False
    _supports_check_mode = True
    _supports_async = False
    _requires_connection = True

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Examine one workstation."""
        result = super().run(tmp, task_vars)
        task_vars = task_vars or {}
        _validation, arguments = self.validate_argument_spec({
            "components": {"type": "list", "elements": "str", "default": []},
            "faults": {"type": "list", "elements": "str", "default": []},
            "symptom": {"type": "str"},
            "policy": {"type": "dict", "default": {}, "options": {
                "by": {"type": "list", "elements": "str", "choices": ["controller"], "default": ["controller"]},
                "disruption": {"type": "list", "elements": "str", "choices": ["none", "service", "session", "reboot"], "default": ["none"]},
                "guard": {"type": "list", "elements": "str", "choices": ["backup", "ac_power", "window", "consent"], "default": []},
            }},
            "catalogues": {"type": "list", "elements": "str", "default": []},
            "attempts": {"type": "list", "elements": "dict", "default": []},
            "previous": {"type": "dict"},
            "collector_timeout": {"type": "float", "default": LIMITS["collector"]},
            "timeout": {"type": "float", "default": LIMITS["total"]},
            "case_file": {"type": "path"},
            "replay": {"type": "path"},
        }, mutually_exclusive=[["case_file", "replay"]])
        policy = {**diagnosis.DEFAULT_POLICY, **(arguments["policy"] or {})}
        started = time.time()
        host = str(task_vars.get("inventory_hostname", ""))
        catalogue, faults = self._catalogue(arguments)
        order = self._order(catalogue, faults, arguments, task_vars)
        case = arguments["replay"]
        try:
            if case:
                answer, told = _replay(order, case, catalogue)
            elif arguments["case_file"]:
                case = _case_files.place(arguments["case_file"], host, started)
                answer, told = self._record(order, task_vars, case, catalogue)
            else:
                answer = _checked_answer(order, _said(order, self._examine(order, task_vars)), catalogue)
        except _case_files.CaseFileError as exc:
            raise AnsibleActionFail(text(exc, 1000)) from exc
        previous = plain(arguments["previous"]) if arguments["previous"] else None
        if previous:
            _merge(answer, previous, order["components_examined"])
        findings = diagnosis.diagnose(
            answer["findings"], catalogue, policy, _where(host), arguments["symptom"],
            {fault for entry in answer["unexamined"] for fault in entry["faults"]}, arguments["faults"])
        attempts = plain(arguments["attempts"])
        result.update(
            changed=False,
            msg=_summary(findings, answer),
            examination={
                "format": FORMAT, "host": host, "started": round(started, 3), "seconds": round(time.time() - started, 3),
                "root": answer["root"], "symptom": arguments["symptom"], "components": order["components_examined"],
                "rules": answer["rules"], "findings": findings, "unexamined": answer["unexamined"], "numbers": answer["numbers"],
                "machine": answer["machine"], "digest": answer["digest"], "cpu": answer["cpu"],
            },
            # What was found in a recording is not repaired on the machine that happens to be reached now.
            repairs=[] if arguments["replay"] else diagnosis.plan(findings, catalogue, [diagnosis.key(attempt) for attempt in attempts]),
            check_outs=[] if arguments["replay"] else diagnosis.check_outs(attempts, findings, catalogue),
        )
        if case:
            result["case_file"] = {"path": case, **told}
            result["msg"] += "; %s %s" % ("replayed from" if arguments["replay"] else "recorded in", case)
        return result

    def _catalogue(self, arguments: dict[str, t.Any]) -> tuple[catalogues.Catalogue, list[catalogues.Fault]]:
        """The catalogue and the faults of it that are to be looked for."""
        try:
            catalogue = _READY.catalogue if _READY and not arguments["catalogues"] else catalogues.load(arguments["catalogues"], cache_folder())
        except catalogues.CatalogueError as exc:
            raise AnsibleActionFail("catalogue: %s" % exc) from exc
        for component in arguments["components"]:
            if component not in catalogue.components:
                raise AnsibleActionFail("components: unknown component %s; %s" % (component, catalogues.meant(component, catalogue.components)))
        for fault in arguments["faults"]:
            if fault not in catalogue.faults:
                raise AnsibleActionFail("faults: unknown fault %s; %s" % (fault, catalogues.meant(fault, catalogue.faults)))
        symptom = arguments["symptom"]
        if symptom and symptom not in catalogue.symptoms:
            raise AnsibleActionFail("symptom: unknown symptom %s; %s" % (symptom, catalogues.meant(symptom, catalogue.symptoms)))
        # What is asked for may be the consequence of something else, which must be known before anything is repaired.
        asked = catalogue.with_causes(arguments["faults"]) if arguments["faults"] else set(catalogue.faults)
        wanted = [
            fault for fault in catalogue.faults.values()
            if fault.id in asked and (not arguments["components"] or fault.component in arguments["components"])
        ]
        return catalogue, wanted

    def _order(self, catalogue: catalogues.Catalogue, faults: list[catalogues.Fault], arguments: dict[str, t.Any],
               task_vars: dict[str, t.Any]) -> dict[str, t.Any]:
        """What the workstation is told: what to collect, the rules, and the part of the profile that these need."""
        components = sorted({read for fault in faults for read in fault.reads} | {fault.component for fault in faults if fault.kind == "condition"})
        variables = {variable for fault in faults for variable in fault.profile}
        sources = _READY.sources if _READY and catalogue is _READY.catalogue else shipped(catalogue)
        for component in components:
            variables.update(sources["profile"].get(component, []))
        return {
            "boot": sources["boot"],
            "sources": {"packed": sources["packed"], "key": sources["key"], "more": {}},
            "cache": CODE_CACHE,
            "marker": "FIELDTECH-" + uuid.uuid4().hex,
            "components": components,
            "components_examined": sorted({fault.component for fault in faults}),
            "rules": [fault.rule for fault in faults],
            "whole": len(faults) == len(catalogue.faults),
            "profile": self._profile(catalogue, variables, task_vars),
            "limits": {"collector": arguments["collector_timeout"], "total": arguments["timeout"]},
        }

    def _profile(self, catalogue: catalogues.Catalogue, variables: set[str], task_vars: dict[str, t.Any]) -> dict[str, t.Any]:
        """The profile's variables: what the inventory says, checked against the roles' argument specs, else their defaults."""
        profile = {}
        given: dict[str, t.Any] = {}
        for variable in sorted(variables):
            if variable not in catalogue.profile:
                raise AnsibleActionFail("catalogue: a collector needs the profile variable %s, which no role has" % variable)
            if variable in task_vars:
                given[variable] = self._templar.template(task_vars[variable])
            else:
                profile[variable] = catalogue.profile[variable]["default"]
        if given:
            checked = ArgumentSpecValidator({name: spec_of(catalogue.profile[name]["spec"]) for name in given}).validate(given)
            if checked.error_messages:
                raise AnsibleActionFail("the profile does not fit roles/%s/meta/argument_specs.yml: %s" % (
                    catalogue.profile[next(iter(given))]["component"], "; ".join(checked.error_messages)))
            profile.update(plain({name: checked.validated_parameters[name] for name in given}))
        return profile

    def _examine(self, order: dict[str, t.Any], task_vars: dict[str, t.Any]) -> dict[str, t.Any]:
        """Run the examiner on the workstation: piped where the connection can, else through a temporary file."""
        payload = _payload(order)
        start = "-I -S -c %s" % shlex.quote(_START)
        given = self._templar.template(task_vars.get("ansible_python_interpreter"))
        if self._is_pipelining_enabled("new"):
            return self._low_level_execute_command(_python(given, start), in_data=payload)
        self._make_tmp_path()
        try:
            remote = self._connection._shell.join_path(self._connection._shell.tmpdir, "order.json")
            self._transfer_data(remote, payload)
            self._fixup_perms2((self._connection._shell.tmpdir, remote), execute=False)
            return self._low_level_execute_command(_python(given, start, "< " + shlex.quote(remote)))
        finally:
            self._remove_tmp_path(self._connection._shell.tmpdir, force=True)

    def _record(self, order: dict[str, t.Any], task_vars: dict[str, t.Any], path: str,
                catalogue: catalogues.Catalogue) -> tuple[dict[str, t.Any], dict[str, t.Any]]:
        """Examine, and write what was read into a case file: (answer, what the case file holds)."""
        _case_files.prepare(path)
        recording = {**order, "case": {"record": True}, "sources": {**order["sources"], "more": _sources_for_case_files()}}
        executed = self._examine(recording, task_vars)
        answer = _checked_answer(order, _said(order, executed, MAX_ANSWER + _case_files.MAX_SENT), catalogue)
        marker = order["marker"] + "-case "
        sent = next((line for line in executed["stdout"].splitlines() if line.startswith(marker)), marker)[len(marker):]
        data = _case_files.decoded(sent)
        said = _locally(order, {"inspect": sent}, "the case file that the workstation sent")
        _case_files.write(path, data)
        return answer, _told(said["case"])


def _checked_answer(order: dict[str, t.Any], answer: dict[str, t.Any], catalogue: catalogues.Catalogue) -> dict[str, t.Any]:
    """The answer with only what was asked for in it. Raises AnsibleActionFail with one clear line."""
    try:
        return _checked(answer, {rule["fault"]: rule for rule in order["rules"]}, catalogue)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as exc:
        raise AnsibleActionFail(_NO_EXAMINATION % (type(exc).__name__, text(str(exc)))) from exc


def _said(order: dict[str, t.Any], executed: dict[str, t.Any], limit: int = MAX_ANSWER, who: str = "the workstation") -> dict[str, t.Any]:
    """What an examiner answered, bounded; nothing of it is checked yet. Raises AnsibleActionFail with one clear line."""
    out, err = executed.get("stdout") or "", executed.get("stderr") or ""
    if len(out) > limit:
        raise AnsibleActionFail("%s answered %d bytes; more than %d are not looked at. Nothing of it was used" % (who, len(out), limit))
    marker = order["marker"] + " "
    line = next((line for line in reversed(out.splitlines()) if line.startswith(marker)), None)
    if line is None:
        raise AnsibleActionFail(_no_answer(executed.get("rc"), out, err))
    try:
        if len(line) > MAX_ANSWER:
            raise ValueError("it is longer than %d bytes" % MAX_ANSWER)
        answer = json.loads(line[len(marker):])
        if "error" in answer:
            raise AnsibleActionFail("the examination failed on %s: %s" % (who, text(answer["error"])))
        return answer
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as exc:
        raise AnsibleActionFail(_NO_EXAMINATION % (type(exc).__name__, text(str(exc)))) from exc


def _replay(order: dict[str, t.Any], path: str, catalogue: catalogues.Catalogue) -> tuple[dict[str, t.Any], dict[str, t.Any]]:
    """Examine what a case file holds instead of a workstation, which is not asked anything."""
    said = _locally(order, {"replay": _case_files.encoded(_case_files.read(path))}, "case file %s" % path)
    return _checked_answer(order, said, catalogue), _told(said["case"])


def _locally(order: dict[str, t.Any], case: dict[str, t.Any], what: str) -> dict[str, t.Any]:
    """What the examiner says of a case file, in a process of its own on this machine: the file may be anybody's work."""
    local = {**order, "case": case, "cache": "", "sources": {**order["sources"], "more": _sources_for_case_files()}}
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _START], input=_payload(local), capture_output=True, cwd="/", env={"LC_ALL": "C.UTF-8"},
            timeout=order["limits"]["total"] + 30, check=False)
    except subprocess.TimeoutExpired as exc:
        raise AnsibleActionFail("%s: no end within %g s; record it anew with case_file" % (what, exc.timeout)) from exc
    executed = {"rc": done.returncode, "stdout": done.stdout.decode("utf-8", "replace"), "stderr": done.stderr.decode("utf-8", "replace")}
    said = _said(order, executed, who=what)
    if "refused" in said:
        raise AnsibleActionFail("%s: %s; record it anew with case_file" % (what, text(said["refused"])))
    return said


def _told(case: dict[str, t.Any]) -> dict[str, t.Any]:
    """What is said of a case file, bounded: it comes from a process that has read it."""
    return {
        **{name: int(case[name]) for name in ("bytes", "unpacked", "answers")},
        "left_out": [{"what": text(entry["what"]), "reason": text(entry["reason"], 40)} for entry in case["left_out"][:100]],
        "masked": {text(kind, 40): int(number) for kind, number in list(case["masked"].items())[:10]},
    }


def _payload(order: dict[str, t.Any]) -> bytes:
    """The order as it travels. The rules of a whole catalogue are packed with the sources."""
    ours = {"components_examined", "whole"} | ({"rules"} if order["whole"] else set())
    return json.dumps({key: value for key, value in order.items() if key not in ours}, separators=(",", ":"), ensure_ascii=True).encode()


def _where(host: str) -> list[str]:
    """How this run was led to the workstation, for the command that a person is told."""
    return [word for inventory in context.CLIARGS.get("inventory", ()) or () for word in ("-i", inventory)] + ["--limit", host]


def _python(given: t.Any, start: str, redirect: str = "") -> str:
    """The command that starts Python. Without an interpreter in the inventory the system's own is taken, in the same round trip."""
    if given and not str(given).startswith("auto"):
        return "%s %s %s" % (given, start, redirect)
    return "if test -x /usr/bin/python3; then exec /usr/bin/python3 %s %s; else exec python3 %s %s; fi" % (start, redirect, start, redirect)


def _no_answer(rc: t.Any, out: str, err: str) -> str:
    said = err + out
    if "FIELDTECH-OLD-PYTHON" in said:
        return "Python on the workstation is too old (%s): 3.9 or newer is needed; set ansible_python_interpreter to one" % text(
            said.split("FIELDTECH-OLD-PYTHON", 1)[1].strip().split("\n", 1)[0])
    if "Unknown option: -I" in said:
        return "Python on the workstation is too old (2.x): 3.9 or newer is needed; set ansible_python_interpreter to one"
    if rc == 127 or ("No such file or directory" in said and "python" in said):
        return "no Python 3 on the workstation: install the package python3, or set ansible_python_interpreter to where it is"
    return "the examiner gave no answer (exit status %s): %s" % (rc, text(" ".join((err or out).split())) or "nothing was said")


def _checked(answer: dict[str, t.Any], rules: dict[str, t.Any], catalogue: catalogues.Catalogue) -> dict[str, t.Any]:
    """Only what was asked for, each part bounded. Raises ValueError, KeyError or TypeError for anything else."""
    if answer["format"] != FORMAT:
        raise ValueError("format %s" % text(answer["format"]))
    findings, seen = [], set()
    for found in answer["findings"][:MAX_FINDINGS]:
        rule = rules[found["fault"]]
        item = found["item"]
        if not isinstance(item, str) or len(item) > MAX_ITEM:
            raise ValueError("an item of %s is no short text" % rule["fault"])
        keys = [words for words, _tree in rule.get("evidence", [])] if rule["kind"] == "condition" else ["line", "count", "first", "last"]
        if (rule["fault"], item) not in seen:
            seen.add((rule["fault"], item))
            findings.append({"fault": rule["fault"], "item": text(item, MAX_ITEM),
                             "evidence": {k: scalar(found["evidence"][k]) for k in keys if k in found["evidence"]}})
    unexamined = [{
        "component": entry["component"] if entry["component"] in catalogues.COMPONENTS else "",
        "what": text(entry["what"]), "reason": text(entry["reason"], 40), "remedy": text(entry["remedy"]),
        "faults": [fault for fault in entry["faults"][:100] if fault in rules],
    } for entry in answer["unexamined"][:100]]
    numbers = {
        text(name, 100): value for name, value in list(answer["numbers"].items())[:100]
        if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    }
    own, processes = answer.get("cpu", [0.0, 0.0])
    if not all(isinstance(spent, (int, float)) and 0 <= spent < 1e6 for spent in (own, processes)):
        raise ValueError("its CPU times are none")
    machine = {name: text(answer["machine"].get(name, "")) for name in ("name", "os", "kernel")}
    return {"findings": findings, "unexamined": unexamined, "numbers": numbers, "machine": machine, "root": answer["root"] is True,
            "cpu": {"own": own, "processes": processes}, "rules": len(rules), "digest": text(answer["digest"], 64)}


def _merge(answer: dict[str, t.Any], previous: dict[str, t.Any], components: list[str]) -> None:
    """What was not examined again stands as it was found before."""
    answer["findings"] += [
        {"fault": f["fault"], "item": f["item"], "evidence": f["evidence"]} for f in previous["findings"] if f["component"] not in components]
    answer["unexamined"] += [entry for entry in previous["unexamined"] if entry["component"] not in components]
    answer["numbers"] = {**previous["numbers"], **answer["numbers"]}


def _summary(findings: list[dict[str, t.Any]], answer: dict[str, t.Any]) -> str:
    primary = sum(f["status"] == "primary" for f in findings)
    said = "no fault found" if not findings else "%d fault%s found" % (primary, "" if primary == 1 else "s")
    if len(findings) > primary:
        said += " with %d consequence%s" % (len(findings) - primary, "" if len(findings) - primary == 1 else "s")
    missed = len({fault for entry in answer["unexamined"] for fault in entry["faults"]})
    return said + ("; %d of %d rules could not be examined" % (missed, answer["rules"]) if missed else "")


def shipped(catalogue: catalogues.Catalogue) -> dict[str, t.Any]:
    """The examiner and the catalogue's rules as they travel: {boot, packed, key, profile: {component: variables its collector needs}}; see boot.py.

    Comments and docstrings stay at home: the workstation compiles what it is sent.
    """
    kept = os.path.join(cache_folder(), "examiner-%s.json" % catalogue.digest)
    try:
        with open(kept, encoding="utf-8") as stream:
            return json.load(stream)
    except (OSError, ValueError):
        pass
    made: dict[str, t.Any] = {"boot": "", "packed": "", "key": "", "profile": {}}
    modules: dict[str, str] = {}
    top = catalogues.ROOT / "plugins" / "module_utils" / "examiner"
    for path in catalogues.sources():
        source = path.read_text(encoding="utf-8")
        parts = list(path.relative_to(top).with_suffix("").parts)
        if parts == ["boot"]:
            made["boot"] = lean(source)
        elif parts not in _ONLY_FOR_CASE_FILES:
            modules[".".join([_PACKAGE, *(p for p in parts if p != "__init__")])] = lean(source)
            if parts[0] == "collectors" and not parts[1].startswith("_"):
                made["profile"][parts[1]] = profile_of(source)
    packed = json.dumps({"modules": modules, "rules": [fault.rule for fault in catalogue.faults.values()]}, sort_keys=True).encode()
    made["packed"], made["key"] = base64.b64encode(zlib.compress(packed, 9)).decode(), hashlib.sha256(packed).hexdigest()
    catalogues.keep(kept, json.dumps(made))
    return made


class _Ready(t.NamedTuple):
    """What is the same for all workstations."""

    catalogue: catalogues.Catalogue
    sources: dict[str, t.Any]


def _ready() -> _Ready | None:
    """All of it, where it has been made before. Ansible loads an action in the process that it forks a worker from for each workstation."""
    catalogue = catalogues.kept(cache_folder())
    return _Ready(catalogue, shipped(catalogue)) if catalogue else None


def _sources_for_case_files() -> dict[str, str]:
    """What is sent besides where an examination is recorded or replayed."""
    top = catalogues.ROOT / "plugins" / "module_utils" / "examiner"
    return {".".join([_PACKAGE, *parts]): lean(top.joinpath(*parts).with_suffix(".py").read_text(encoding="utf-8")) for parts in _ONLY_FOR_CASE_FILES}


_READY = _ready()
