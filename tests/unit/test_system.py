# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The system component: what its collector reads of a machine, and what its rules make of it."""

from __future__ import annotations

import doctest
import json
import pathlib
import random

import pytest
import yaml

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner import rules
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import _settings, system
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import assignments, locales, settings, systemd
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import (
    FAILED,
    NO_PERMISSION,
    TIMEOUT,
    TOO_LARGE,
    TOOL_MISSING,
    Host,
    LiveHost,
    Result,
    Unexamined,
)
from ansible_collections.fieldtech.workstation.plugins.plugin_utils.expression import compile_expression

ROLE = pathlib.Path(__file__).resolve().parents[2] / "roles" / "system"
DECLARED = yaml.safe_load((ROLE / "meta" / "facts.yml").read_text(encoding="utf-8"))
DEFAULTS = yaml.safe_load((ROLE / "defaults" / "main.yml").read_text(encoding="utf-8"))
FAULTS = sorted(  # the events among them are proven by replays
    path.stem for path in (ROLE / "faults").glob("*.yml") if yaml.safe_load(path.read_text(encoding="utf-8"))["kind"] == "condition")
NOW = 1795508175.0  # Tue 2026-11-24 08:16:15 UTC
AGO = {0: "Tue 2026-11-24 08:16:15 UTC", 2: "Tue 2026-11-24 08:16:13 UTC", 600: "Tue 2026-11-24 08:06:15 UTC", 1200: "Tue 2026-11-24 07:56:15 UTC"}
JOURNAL = "/var/log/journal/0123/system.journal"

# As systemctl of Debian 13 prints a running service.
RUNNING = {
    "Type": "notify", "Result": "success", "NRestarts": "0", "ExecMainCode": "0", "ExecMainStatus": "0", "LoadState": "loaded",
    "ActiveState": "active", "SubState": "running", "UnitFileState": "enabled", "ActiveEnterTimestamp": AGO[1200], "StateChangeTimestamp": AGO[1200],
    "ConditionResult": "yes", "ConditionTimestampMonotonic": "1089270427", "TriggeredBy": "", "Transient": "no", "NeedDaemonReload": "no",
}
FAILED_UNIT = {**RUNNING, "ActiveState": "failed", "SubState": "failed", "Result": "exit-code", "ExecMainCode": "1", "ExecMainStatus": "3"}
STOPPED = {**RUNNING, "ActiveState": "inactive", "SubState": "dead", "UnitFileState": "disabled"}
ABSENT = {**STOPPED, "LoadState": "not-found", "UnitFileState": "", "Type": "", "StateChangeTimestamp": "", "ConditionTimestampMonotonic": "0"}


class Machine(Host):
    """A machine of files and units, healthy and synchronised until something is changed."""

    def __init__(self, **units):
        self.files = {
            "/etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\nVERSION_ID="13"\nVERSION_CODENAME=trixie\n',
            "/proc/1/comm": "systemd\n",
            "/proc/1/stat": "1 (systemd) S 0 1 1 0 -1 4194560 1 1 1 1 1 1 1 1 20 0 1 0 30 1 1\n",
            "/proc/uptime": "7200.50 14000.00\n",
            "/proc/sys/kernel/tainted": "0\n",
            "/proc/sys/kernel/random/boot_id": "0e01bcbd-21ce-4763-af68-7bad43a0b505\n",
            "/proc/sys/kernel/hostname": "pc-17\n",
            "/etc/hostname": "pc-17\n",
            "/etc/default/locale": 'LANG="de_DE.UTF-8"\n',
            "/etc/default/keyboard": 'XKBLAYOUT="de"\nXKBVARIANT=""\n',
            "/usr/lib/systemd/system/systemd-timesyncd.service": "",
            "/run/systemd/timesync/synchronized": "",
            JOURNAL: "",
        }
        self.folders = {"/run/systemd/system": [], "/boot": []}
        self.links = {"/etc/localtime": "/usr/share/zoneinfo/Europe/Berlin"}
        self.dates = {}
        self.modes = {}
        self.units = {"systemd-timesyncd.service": RUNNING, **{name.replace("__", "."): unit for name, unit in units.items()}}
        self.state = "running"
        self.virtual = ""
        self.restarts = {}
        self.answers = {("locale", "-a"): "C\nC.utf8\nde_DE.utf8\nPOSIX\n"}
        self.asked = []
        self.release = "6.12.41+deb13-amd64"

    def read(self, path, limit=4 << 20):
        value = self.files.get(path)
        if isinstance(value, Unexamined):
            raise value
        return value

    def listdir(self, path):
        return self.folders.get(path)

    def glob(self, pattern):
        return [path for path in self.files if pathlib.PurePath(path).match(pattern)]

    def stat(self, path, follow=True):
        if path in self.files or path in self.folders or path in self.links or path in self.dates:
            return {"type": "file", "mtime": self.dates.get(path, NOW - 86400), "mode": self.modes.get(path, 0o644)}
        return None

    def readlink(self, path):
        return self.links.get(path)

    def access(self, path, mode):
        return not isinstance(self.files.get(path), Unexamined)

    def now(self):
        return NOW

    def uname(self):
        return {"sysname": "Linux", "node": "pc-17", "release": self.release, "version": "#1 SMP", "machine": "x86_64"}

    def run(self, argv, timeout=10, limit=4 << 20, stdin=b"", package=""):
        self.asked.append(argv)
        answer = self.answers.get(tuple(argv))
        if answer is None:
            answer = self.answers.get((argv[0],))
        if answer is None and argv[0] == "systemctl":
            answer = self.systemctl(argv)
        if answer is None and argv[0] == "journalctl":
            answer = "".join(
                json.dumps({"UNIT": unit, "__REALTIME_TIMESTAMP": "%d" % ((NOW - ago) * 1e6)}) + "\n" for unit, times in self.restarts.items() for ago in times)
        if answer is None:
            raise Unexamined(TOOL_MISSING, argv[0], "install it")
        if isinstance(answer, Unexamined):
            raise answer
        return answer if isinstance(answer, Result) else Result(0, answer, "")

    def systemctl(self, argv):
        if "--" not in argv:
            return "Version=257.8\nVirtualization=%s\nSystemState=%s\n" % (self.virtual, self.state)
        named = argv[argv.index("--") + 1:]
        states = next((word.partition("=")[2].split(",") for word in argv if word.startswith("--state=")), [])
        blocks = [(name, self.units.get(name, ABSENT)) for name in named if name != "*"]
        if "*" in named:
            blocks += [(name, unit) for name, unit in self.units.items() if unit["ActiveState"] in states and name not in named]
        return "\n".join("".join("%s=%s\n" % pair for pair in {"Id": name, "Names": name, **unit}.items()) for name, unit in blocks)


def rule(fault):
    content = yaml.safe_load((ROLE / "faults" / (fault + ".yml")).read_text(encoding="utf-8"))
    return {
        "fault": "system." + fault, **{key: compile_expression(text) for key, text in content["detect"].items()},
        "evidence": [(str(text), compile_expression(text)) for text in content["evidence"]],
    }


def judge(machine, **profile):
    """Every rule of the component over the machine."""
    profile = {**DEFAULTS, **profile}
    clock = {"battery": None, "start_time": None, "not_before": None}
    judged = rules.Judge({"system": system.collect(machine, profile), "hardware": {"clock": clock}}, profile, NOW)
    for fault in FAULTS:
        judged.condition(rule(fault))
    return judged


def found(machine, **profile):
    """What the rules find: nothing may be left unexamined."""
    judged = judge(machine, **profile)
    assert judged.unexamined == []
    return sorted((finding["fault"].partition(".")[2], finding["item"]) for finding in judged.findings)


def test_samples_in_the_parsers():
    for module in (assignments, locales, settings, systemd, system, _settings):
        result = doctest.testmod(module)
        assert result.failed == 0 and result.attempted > 0


def test_a_healthy_machine_has_no_fault():
    assert found(Machine()) == []


# ---- failed units --------------------------------------------------------------------------------------------------------------


def test_a_failed_unit_is_named_with_its_reason():
    judged = judge(Machine(colord__service=FAILED_UNIT))
    assert [(f["fault"], f["item"]) for f in judged.findings] == [("system.failed_unit", "colord.service")]
    assert judged.findings[0]["evidence"] == {
        "item.result": "exit-code", "item.exit_kind": "exited", "item.exit_status": 3, "item.load_state": "loaded", "item.need_daemon_reload": False,
        "item.seconds": 1200,
    }


@pytest.mark.parametrize("unit", [
    "cups.service", "cups.socket", "NetworkManager.service", "NetworkManager-wait-online.service", "systemd-networkd-wait-online.service",
    "srv-data.mount", "dev-sda3.swap", "srv-data.automount", "systemd-fsck@dev-sda1.service", "session-3.scope",
    "dev-sdb.device", "user-1000.slice",
])
def test_others_answer_for_some_units(unit):
    assert found(Machine(**{unit: FAILED_UNIT})) == []


def test_units_that_only_begin_like_those_of_others_are_ours():
    names = ["NetworkManager-dispatcher.service", "cups-lpd@1.service", "systemd-resolved.service"]
    assert found(Machine(**dict.fromkeys(names, FAILED_UNIT))) == [("failed_unit", name) for name in names]


def test_a_unit_made_on_the_fly_is_over_and_a_known_one_is_ignored():
    machine = Machine(**{"run-u7.service": {**FAILED_UNIT, "Transient": "yes"}, "known.service": FAILED_UNIT})
    assert found(machine, system_ignored_units=["known.service"]) == []


def test_a_socket_that_fell_with_its_service_is_named_once_it_is_alone():
    socket = {**FAILED_UNIT, "Type": "", "Result": "service-start-limit-hit", "Triggers": "scan.service"}
    assert found(Machine(scan__socket=socket, scan__service=FAILED_UNIT)) == [("failed_unit", "scan.service")]
    assert found(Machine(scan__socket=socket)) == [("failed_unit", "scan.socket")]


def test_a_job_that_is_still_working_has_not_failed():
    assert found(Machine(backup__service={**RUNNING, "Type": "oneshot", "ActiveState": "activating", "SubState": "start"})) == []


def test_an_age_is_no_longer_because_the_clock_was_put_right():
    """The unit failed ten minutes ago, while a clock with a flat battery was weeks behind."""
    weeks_behind = {**FAILED_UNIT, "StateChangeTimestamp": "Tue 2026-11-03 08:06:15 UTC", "StateChangeTimestampMonotonic": "6600500000"}
    assert system.collect(Machine(colord__service=weeks_behind), DEFAULTS)["units"]["failed"][0]["seconds"] == 600


def test_an_age_is_no_longer_because_the_machine_slept_before():
    slept = {**FAILED_UNIT, "StateChangeTimestamp": AGO[600], "StateChangeTimestampMonotonic": "1500000000"}
    assert system.collect(Machine(colord__service=slept), DEFAULTS)["units"]["failed"][0]["seconds"] == 600


def test_a_time_service_is_given_its_time_after_the_clock_was_put_right():
    machine = Machine()
    del machine.files["/run/systemd/timesync/synchronized"]
    just_started = {"ActiveEnterTimestamp": "Tue 2026-11-03 08:06:15 UTC", "ActiveEnterTimestampMonotonic": "7000500000"}
    machine.units["systemd-timesyncd.service"] = {**RUNNING, **just_started}
    assert found(machine) == []
    machine.units["systemd-timesyncd.service"] = {**RUNNING, **just_started, "ActiveEnterTimestampMonotonic": "1000500000"}
    assert found(machine) == [("clock_not_synchronised", "clock")]


# ---- restart loops -------------------------------------------------------------------------------------------------------------

LOOPING = {**FAILED_UNIT, "ActiveState": "activating", "SubState": "auto-restart", "NRestarts": "17"}


def loop(unit, *ago):
    machine = Machine(relay__service=unit)
    machine.restarts = {"relay.service": list(ago)}
    return found(machine)


def test_a_loop_is_named_whichever_moment_is_met():
    waiting, running = LOOPING, {**RUNNING, "NRestarts": "17"}
    times = range(1, 36, 2)
    assert loop(waiting, *times) == loop(running, *times) == [("unit_restart_loop", "relay.service")]


def test_a_slow_loop_is_a_loop():
    assert loop({**RUNNING, "NRestarts": "3"}, 1500, 1000, 500) == [("unit_restart_loop", "relay.service")]


@pytest.mark.parametrize(("unit", "ago"), [
    pytest.param({**LOOPING, "NRestarts": "1"}, [2], id="in auto-restart for the first time"),
    pytest.param({**RUNNING, "NRestarts": "1"}, [1700], id="one old restart"),
    pytest.param({**RUNNING, "NRestarts": "40"}, [5], id="restarts spread over months"),
    pytest.param({**RUNNING, "NRestarts": "20"}, range(300, 340, 2), id="recovered five minutes ago"),
    pytest.param({**RUNNING, "NRestarts": "4"}, [8, 11, 14, 17], id="waited for the network while booting"),
    pytest.param(RUNNING, range(1, 36, 2), id="started by hand since"),
])
def test_what_only_looks_like_a_loop(unit, ago):
    assert loop(unit, *ago) == []


def test_a_loop_that_gave_up_has_failed():
    assert loop({**FAILED_UNIT, "NRestarts": "5"}, *range(1, 36, 2)) == [("failed_unit", "relay.service")]


def test_without_rights_loops_are_unexamined_and_failures_are_not():
    machine = Machine(colord__service=FAILED_UNIT)
    machine.files[JOURNAL] = Unexamined(NO_PERMISSION, JOURNAL)
    judged = judge(machine)
    assert [f["item"] for f in judged.findings] == ["colord.service"]
    assert [(u["fault"], u["reason"], u["what"]) for u in judged.unexamined] == [("system.unit_restart_loop", NO_PERMISSION, "the journal")]


# ---- services of the profile ---------------------------------------------------------------------------------------------------

CRON = {"system_services": [{"name": "cron", "state": "started", "enabled": True}]}


@pytest.mark.parametrize("unit", [
    pytest.param(STOPPED, id="stopped and disabled"),
    pytest.param({**STOPPED, "UnitFileState": "enabled"}, id="stopped"),
    pytest.param({**RUNNING, "UnitFileState": "disabled"}, id="disabled"),
    pytest.param({**STOPPED, "LoadState": "masked", "UnitFileState": "masked"}, id="masked"),
    pytest.param(ABSENT, id="not there"),
])
def test_a_service_of_the_profile_that_does_not_run(unit):
    assert found(Machine(cron__service=unit), **CRON) == [("service_not_running", "cron.service")]


@pytest.mark.parametrize("unit", [
    pytest.param(RUNNING, id="runs"),
    pytest.param({**RUNNING, "ActiveState": "activating", "SubState": "start-pre"}, id="is starting"),
    pytest.param({**RUNNING, "UnitFileState": "static"}, id="cannot be enabled"),
    pytest.param({**RUNNING, "UnitFileState": "generated"}, id="comes from a generator"),
    pytest.param({**STOPPED, "UnitFileState": "enabled", "Type": "oneshot"}, id="has done its work"),
    pytest.param({**STOPPED, "UnitFileState": "enabled", "ConditionResult": "no"}, id="does not apply to this machine"),
])
def test_a_service_of_the_profile_that_is_as_it_should_be(unit):
    assert found(Machine(cron__service=unit), **CRON) == []


def test_a_service_that_sleeps_behind_its_socket_is_there():
    asleep = {**STOPPED, "UnitFileState": "enabled", "TriggeredBy": "cups.socket cups.path"}
    profile = {"system_services": [{"name": "cups", "state": "started"}]}
    assert found(Machine(cups__service=asleep, cups__socket={**RUNNING, "SubState": "listening"}), **profile) == []
    assert found(Machine(cups__service=asleep, cups__socket=STOPPED), **profile) == [("service_not_running", "cups.service")]


def test_a_service_that_has_not_been_reached_yet_while_booting():
    machine = Machine(cron__service={**STOPPED, "UnitFileState": "enabled"})
    machine.state = "starting"
    assert found(machine, **CRON) == []


def test_a_failed_service_of_the_profile_is_a_consequence_of_its_failure():
    machine = Machine(cron__service=FAILED_UNIT)
    assert found(machine, **CRON) == [("failed_unit", "cron.service"), ("service_not_running", "cron.service")]
    content = yaml.safe_load((ROLE / "faults" / "service_not_running.yml").read_text(encoding="utf-8"))
    cause = next(cause for cause in content["caused_by"] if cause["fault"] == "system.failed_unit")
    assert rules.Evaluator({"cause": {"item": "cron.service"}, "finding": {"item": "cron.service"}}).truth(compile_expression(cause["when"])) is True


@pytest.mark.parametrize(("unit", "named"), [
    (RUNNING, True), ({**STOPPED, "UnitFileState": "enabled"}, True), ({**RUNNING, "ActiveState": "activating"}, True),
    (STOPPED, False), (ABSENT, False), ({**STOPPED, "UnitFileState": "static"}, False), ({**STOPPED, "UnitFileState": "masked"}, False),
])
def test_a_service_that_the_profile_does_not_want(unit, named):
    profile = {"system_services": [{"name": "rpcbind.socket", "state": "stopped", "enabled": False}]}
    assert found(Machine(rpcbind__socket=unit), **profile) == ([("service_unwanted", "rpcbind.socket")] if named else [])


def test_services_of_which_the_profile_says_nothing_are_left_alone():
    assert found(Machine(cron__service=STOPPED), system_services=[{"name": "cron"}]) == []
    # As argument specs fill in what is not given.
    assert found(Machine(cron__service=STOPPED), system_services=[{"name": "cron", "state": None, "enabled": None}]) == []


def test_a_service_is_found_under_its_other_name():
    machine = Machine(sshd__service={**RUNNING, "Id": "ssh.service", "Names": "ssh.service sshd.service"})
    assert found(machine, system_services=[{"name": "sshd", "state": "started"}]) == []


def test_a_pattern_is_not_a_service():
    judged = judge(Machine(), system_services=[{"name": "c*", "state": "started"}, {"name": "cron", "state": "stopped"}])
    assert judged.findings == []
    assert {(u["fault"].partition(".")[2], u["what"]) for u in judged.unexamined} == {
        (fault, "system_services") for fault in ("service_not_running", "service_unwanted")}


# ---- clock ---------------------------------------------------------------------------------------------------------------------

CLOCK = [("clock_not_synchronised", "clock")]


def unsynchronised(since):
    machine = Machine()
    del machine.files["/run/systemd/timesync/synchronized"]
    machine.units["systemd-timesyncd.service"] = {**RUNNING, "ActiveEnterTimestamp": AGO[since]}
    return machine


def test_a_clock_that_never_gets_an_answer():
    assert found(unsynchronised(1200)) == CLOCK


def test_a_time_service_gets_its_time():
    assert found(unsynchronised(600)) == []


def test_a_time_service_that_is_starting_for_the_first_time():
    machine = unsynchronised(1200)
    machine.units["systemd-timesyncd.service"] = {**RUNNING, "ActiveState": "activating", "SubState": "start", "ActiveEnterTimestamp": ""}
    assert found(machine) == []


def test_a_clock_that_was_behind_while_starting():
    machine = Machine()
    machine.dates["/run/systemd/notify"] = NOW - 7200 - 40 * 86400
    assert system.collect(machine, DEFAULTS)["boot"]["clock_jump_seconds"] is None  # no battery keeps a clock there
    machine.files["/sys/class/rtc/rtc0/since_epoch"] = "%d\n" % NOW
    facts = system.collect(machine, DEFAULTS)
    assert facts["boot"]["clock_jump_seconds"] == pytest.approx(40 * 86400, abs=2)
    assert [(f["fault"], f["item"]) for f in judge(machine).findings] == [("system.clock_wrong_at_boot", "clock")]
    machine.dates["/run/systemd/notify"] = NOW - 7200 - 20 * 86400
    assert judge(machine).findings == []
    machine.dates["/run/systemd/notify"] = NOW - 60
    assert system.collect(machine, DEFAULTS)["boot"]["clock_jump_seconds"] == 0
    machine.files["/sys/class/rtc/rtc0/since_epoch"] = "soon\n"
    assert system.collect(machine, DEFAULTS)["boot"]["battery_clock_behind_seconds"] is None


def test_a_journal_of_the_future_is_no_unclean_shutdown():
    machine = Machine()
    machine.files["/var/log/journal/0123/system@%016x-0123456789abcdef.journal~" % int((NOW - 7190) * 1e6)] = ""
    assert [(f["fault"], f["item"]) for f in judge(machine).findings] == [("system.unclean_shutdown", "system")]
    machine.files["/sys/class/rtc/rtc0/since_epoch"] = "%d\n" % (NOW - 3600)  # in local time
    assert len(judge(machine).findings) == 1
    machine.files["/sys/class/rtc/rtc0/since_epoch"] = "978307200\n"  # 2001
    assert judge(machine).findings == []


def test_a_clock_that_nobody_keeps():
    machine = Machine()
    machine.units["systemd-timesyncd.service"] = STOPPED
    machine.answers["timedatectl", "show", "--property=NTPSynchronized", "--value"] = "no\n"
    assert found(machine) == CLOCK
    assert found(machine, system_time_sync=False) == []
    # A failed time service is the reason, and not a second fault.
    machine.units["systemd-timesyncd.service"] = FAILED_UNIT
    assert found(machine) == CLOCK
    assert found(machine, system_time_sync=False) == [("failed_unit", "systemd-timesyncd.service")]


def test_a_clock_that_something_unknown_keeps():
    machine = Machine()
    machine.units["systemd-timesyncd.service"] = STOPPED
    machine.answers["timedatectl", "show", "--property=NTPSynchronized", "--value"] = "yes\n"
    assert found(machine) == []


def test_a_clock_is_not_judged_before_the_machine_is_up():
    machine = Machine()
    machine.units["systemd-timesyncd.service"] = STOPPED
    machine.answers["timedatectl", "show", "--property=NTPSynchronized", "--value"] = "no\n"
    machine.state = "starting"
    assert found(machine) == []


def test_a_container_has_the_clock_of_its_host():
    machine = unsynchronised(1200)
    machine.files["/run/systemd/container"] = "podman\n"
    assert found(machine) == []
    assert found(machine, system_time_sync_in_container=True) == CLOCK
    # What the kernel says in there is about the host.
    machine.units["systemd-timesyncd.service"] = STOPPED
    machine.answers["timedatectl", "show", "--property=NTPSynchronized", "--value"] = "yes\n"
    assert found(machine, system_time_sync_in_container=True) == CLOCK


# As chronyc 4.6 prints it, with the address replaced.
TRACKING = "C0000201,192.0.2.1,2,1795507999.5,-0.000123,0.0001,0.0002,-21.5,0.001,0.07,0.0056,0.0003,64.2,%s\n"


@pytest.mark.parametrize(("answer", "expected"), [
    (TRACKING % "Normal", []), (TRACKING % "Insert second", []), (TRACKING % "Not synchronised", CLOCK),
])
def test_chrony_tells(answer, expected):
    machine = Machine(chrony__service=RUNNING)
    machine.files["/usr/lib/systemd/system/chrony.service"] = ""
    machine.answers["chronyc",] = answer
    assert found(machine) == expected


def test_chrony_that_does_not_answer_is_unexamined():
    machine = Machine(chrony__service=RUNNING)
    machine.files["/usr/lib/systemd/system/chrony.service"] = ""
    machine.answers["chronyc",] = Result(1, "506 Cannot talk to daemon\n", "")
    judged = judge(machine)
    assert judged.findings == [] and [u["fault"] for u in judged.unexamined] == ["system.clock_not_synchronised"]


def test_time_zone():
    assert found(Machine(), system_timezone="Europe/Berlin") == []
    assert found(Machine(), system_timezone="Europe/Brussels") == [("timezone_differs", "time zone")]
    copied = Machine()
    copied.links.clear()
    copied.files.update({"/etc/localtime": "TZif2", "/etc/timezone": "Europe/Berlin\n"})
    assert found(copied, system_timezone="Europe/Berlin") == []
    absent = Machine()
    absent.links.clear()
    assert found(absent, system_timezone="UTC") == []


# ---- language ------------------------------------------------------------------------------------------------------------------


def test_a_language_that_is_set_and_not_installed():
    machine = Machine()
    machine.files["/etc/default/locale"] = "LANG=nl_NL.UTF-8\nLC_TIME=de_DE.utf8\nLANGUAGE=nl:fr\n"
    judged = judge(machine, system_locales=["nl_NL.UTF-8", "C.UTF-8", "fr_FR.UTF-8"])
    assert [(f["item"], f["evidence"]) for f in judged.findings] == [
        ("nl_NL.UTF-8", {"item.wanted_by": ["LANG", "profile"]}), ("fr_FR.UTF-8", {"item.wanted_by": ["profile"]})]


def test_another_language_than_the_profile_says():
    assert found(Machine(), system_locale="de_DE.UTF-8") == []
    assert found(Machine(), system_locale="C.UTF-8") == [("locale_differs", "language")]


def test_a_machine_without_any_language_set():
    machine = Machine()
    del machine.files["/etc/default/locale"]
    assert found(machine) == []
    assert found(machine, system_locale="de_DE.UTF-8") == [("locale_differs", "language")]


def test_name():
    assert found(Machine(), system_hostname="pc-17") == []
    assert found(Machine(), system_hostname="pc-18") == [("hostname_differs", "name")]
    machine = Machine()
    machine.files["/proc/sys/kernel/hostname"] = "dhcp-3\n"
    assert found(machine, system_hostname="pc-17") == [("hostname_differs", "name")]


# ---- restart needed ------------------------------------------------------------------------------------------------------------

REBOOT = [("reboot_pending", "system")]


def test_a_package_asks_for_a_restart():
    machine = Machine()
    machine.files["/run/reboot-required"] = "*** System restart required ***\n"
    machine.files["/run/reboot-required.pkgs"] = "libc6\ndbus\nlibc6\n"
    judged = judge(machine)
    assert [f["evidence"]["system.boot.reboot_packages"] for f in judged.findings] == [["dbus", "libc6"]]


def kernels(running, *installed):
    """installed: (release, seconds since it was installed)"""
    machine = Machine()
    machine.release = running
    machine.folders["/boot"] = ["vmlinuz-" + release for release, _ago in installed] + ["grub"]
    machine.dates = {"/var/lib/dpkg/info/linux-image-%s.list" % release: NOW - ago for release, ago in installed}
    return found(machine)


@pytest.mark.parametrize(("running", "installed", "expected"), [
    pytest.param("6.1.0-9-amd64", [("6.1.0-9-amd64", 9e6), ("6.1.0-18-amd64", 600)], REBOOT, id="newer"),
    pytest.param("6.1.0-18-amd64", [("6.1.0-9-amd64", 600), ("6.1.0-18-amd64", 9e6)], [], id="an older one beside it"),
    pytest.param("6.1.0-9-amd64", [("6.1.0-9-amd64", 9e6), ("6.1.0-18-amd64", 8e6)], [], id="an older one chosen at boot"),
    pytest.param("6.1.0-9-amd64", [("6.1.0-9-amd64", 9e6), ("6.1.0-18-rt-amd64", 600)], [], id="another flavour"),
    pytest.param("6.18.44-fc", [("6.1.0-18-amd64", 600)], [], id="the kernel comes from elsewhere"),
    pytest.param("6.12.41+deb13-amd64", [("6.12.41+deb13-amd64", 9e6), ("6.12.48+deb13-amd64", 600)], REBOOT, id="as in Debian 13"),
])
def test_a_newer_kernel_waits(running, installed, expected):
    assert kernels(running, *installed) == expected


# ---- what cannot be seen -------------------------------------------------------------------------------------------------------


def test_without_systemd_what_needs_it_is_unexamined():
    machine = Machine()
    machine.files["/proc/1/comm"] = "runit\n"
    del machine.folders["/run/systemd/system"]
    judged = judge(machine, **CRON, system_timezone="UTC")
    assert [f["fault"] for f in judged.findings] == ["system.timezone_differs"]
    assert {u["fault"].partition(".")[2] for u in judged.unexamined} == {
        "failed_unit", "unit_restart_loop", "clock_not_synchronised", "service_not_running", "service_unwanted"}
    assert {(u["what"], u["remedy"]) for u in judged.unexamined} == {("systemd", "process 1 is runit, not systemd")}
    assert not any(argv[0] in ("systemctl", "journalctl") for argv in machine.asked)


@pytest.mark.parametrize("answer", [
    Unexamined(TIMEOUT, "systemctl"), Unexamined(TOO_LARGE, "systemctl"), Unexamined(TOOL_MISSING, "systemctl"),
    Result(1, "", "Failed to connect to bus: No such file or directory"),
])
def test_a_systemd_that_does_not_answer(answer):
    machine = Machine()
    machine.answers["systemctl",] = answer
    judged = judge(machine, **CRON)
    assert judged.findings == []
    assert "system.failed_unit" in {u["fault"] for u in judged.unexamined}
    assert "system.reboot_pending" not in {u["fault"] for u in judged.unexamined}


def test_it_takes_few_processes():
    machine = Machine()
    system.collect(machine, {**DEFAULTS, **CRON})
    assert [argv[0] for argv in machine.asked] == ["systemctl", "journalctl", "systemctl", "locale"]


def test_a_container_is_as_old_as_its_first_process():
    machine = Machine()
    machine.files["/proc/1/stat"] = "1 (a) b) S 0 1 1 0 -1 4194560 1 1 1 1 1 1 1 1 20 0 1 0 700000 1 1\n"
    assert system.collect(machine, {})["boot"]["uptime_seconds"] == 200.5


def noise(seed):
    generator = random.Random(seed)
    words = ["\0", "=", "\n", "\n\n", '"', "'", "Id", "Names", "ActiveState", "failed", "*", "é", "\ufffd", " ", "LANG", "9" * 40, "{", "[", ","]
    return "".join(generator.choice(words) for dummy in range(300))


@pytest.mark.parametrize("seed", range(25))
def test_noise_never_raises(seed):
    machine = Machine()
    more = ["/run/reboot-required.pkgs", "/etc/adjtime", "/etc/locale.conf"]
    tools = ("systemctl", "journalctl", "locale", "chronyc", "timedatectl")
    machine.files = {path: noise("%s%s" % (seed, path)) for path in [*machine.files, *more]}
    machine.answers = {(tool,): Result(seed % 2, noise("%s%s" % (seed, tool)), noise(seed)) for tool in tools}
    facts = system.collect(machine, {**DEFAULTS, **CRON})
    json.dumps(facts, default=lambda value: value.as_dict())
    for fault in FAULTS:
        rules.Judge({"system": facts}, {**DEFAULTS, **CRON}, NOW).condition(rule(fault))


def test_every_question_refused_never_raises():
    class Refusing(Machine):
        def read(self, path, limit=4 << 20):
            raise Unexamined(NO_PERMISSION, path)

        def stat(self, path, follow=True):
            raise Unexamined(NO_PERMISSION, path)

        def listdir(self, path):
            raise Unexamined(FAILED, path)

        def readlink(self, path):
            raise Unexamined(FAILED, path)

        def run(self, argv, timeout=10, limit=4 << 20, stdin=b"", package=""):
            raise Unexamined(TIMEOUT, argv[0])

    judged = judge(Refusing(), **{**WANTED, **CRON}, system_timezone="UTC", system_locale="C.UTF-8", system_hostname="x")
    assert judged.findings == []
    assert {u["fault"].partition(".")[2] for u in judged.unexamined} == set(FAULTS)


# ---- settings of the profile ---------------------------------------------------------------------------------------------------

WANTED = {
    "system_keyboard": {"layout": "be,us", "options": ["compose:ralt", "caps:none"], "variant": ""},
    "system_time_servers": ["ntp.example.org iburst prefer", "192.0.2.7"],
    "system_journald": {"Storage": "persistent", "SystemMaxUse": "500M", "ForwardToSyslog": False, "MaxFileSec": None},
    "system_logind": {"HandleLidSwitch": "ignore"},
    "system_manager": {"DefaultTimeoutStopSec": "20s"},
    "system_sysctl": {"vm.swappiness": 10, "net.ipv4.conf.eth0/1.rp_filter": "2", "net.ipv4.ip_local_port_range": "32768 61000", "net.bridge.none": 1},
    "system_kernel_parameters": ["mem_sleep_default=deep"],
    "system_kernel_parameters_unwanted": ["splash", "acpi=off"],
    "system_boot_timeout": 0,
    "system_sleep_hooks": [{"name": "wifi", "content": "#!/bin/sh\n", "state": "present"}, {"name": "old", "state": "absent"}],
}
MENU = """if [ "${recordfail}" = 1 ] ; then
  set timeout=30
else
    set timeout_style=menu
    set timeout=%s
fi
menuentry 'Debian GNU/Linux' {
\tlinux\t/vmlinuz-6.12.0-1-amd64 root=/dev/sda2 ro %s
}
submenu 'Advanced' {
\tlinux /vmlinuz-6.1.0-1-amd64 root=/dev/sda2 ro single
}
"""


def as_wanted(machine):
    """The machine as WANTED asks it to be."""
    machine.files.update({
        "/etc/debian_version": "13.1\n",
        "/etc/default/keyboard": 'XKBMODEL="pc105"\nXKBLAYOUT="be,us"\nXKBOPTIONS="compose:ralt,caps:none"\n',
        "/etc/systemd/timesyncd.conf": "[Time]\nNTP=0.pool.example.org\n",
        "/etc/systemd/timesyncd.conf.d/zz-fieldtech.conf": "[Time]\nNTP=\nNTP=ntp.example.org 192.0.2.7\n",
        "/etc/systemd/journald.conf": "[Journal]\n#Storage=auto\nStorage=volatile\nSystemMaxUse=2G\n",
        "/usr/lib/systemd/journald.conf.d/syslog.conf": "[Journal]\nForwardToSyslog=yes\n",
        "/etc/systemd/journald.conf.d/zz-fieldtech.conf": "[Journal]\nStorage=persistent\nSystemMaxUse=500M\nForwardToSyslog=no\n",
        "/etc/systemd/logind.conf.d/zz-fieldtech.conf": "[Login]\nHandleLidSwitch=ignore\n",
        "/etc/systemd/system.conf.d/zz-fieldtech.conf": "[Manager]\nDefaultTimeoutStopSec=20s\n",
        "/etc/sysctl.d/zz-fieldtech.conf":
            "vm.swappiness=10\nnet.ipv4.conf.eth0/1.rp_filter=2\nnet.ipv4.ip_local_port_range=32768 61000\nnet.bridge.none=1\n",
        "/proc/sys/vm/swappiness": "10\n",
        "/proc/sys/net/ipv4/conf/eth0.1/rp_filter": "2\n",
        "/proc/sys/net/ipv4/ip_local_port_range": "32768\t61000\n",
        "/boot/grub/grub.cfg": MENU % ("0", "quiet mem_sleep_default=deep"),
        "/proc/cmdline": "BOOT_IMAGE=/vmlinuz root=/dev/sda2 ro quiet mem_sleep_default=deep\n",
        "/usr/lib/systemd/system-sleep/wifi": "#!/bin/sh\n",
    })
    machine.modes["/usr/lib/systemd/system-sleep/wifi"] = 0o755
    return machine


def test_settings_that_are_as_wanted():
    assert found(as_wanted(Machine()), **WANTED) == []


def test_nothing_is_read_that_the_profile_does_not_ask_for():
    machine = as_wanted(Machine())
    for path in list(machine.files):
        if path.startswith(("/etc/systemd/", "/etc/sysctl.d/", "/proc/sys/vm/", "/proc/sys/net/", "/boot/", "/usr/lib/systemd/system-sleep/")):
            machine.files[path] = Unexamined(NO_PERMISSION, path)
    assert found(machine) == []


@pytest.mark.parametrize(("path", "content", "named"), [
    ("/etc/default/keyboard", 'XKBLAYOUT="us"\n', ("keyboard_differs", "keyboard")),
    ("/etc/default/keyboard", None, ("keyboard_differs", "keyboard")),
    ("/etc/systemd/timesyncd.conf.d/zz-fieldtech.conf", None, ("time_source_differs", "time servers")),
    ("/etc/systemd/timesyncd.conf.d/zzz.conf", "[Time]\nNTP=192.0.2.9\n", ("time_source_differs", "time servers")),
    ("/etc/systemd/journald.conf.d/zzz.conf", "[Journal]\nSystemMaxUse=4G\n", ("journald_differs", "SystemMaxUse")),
    ("/run/systemd/journald.conf.d/zzz.conf", "[Journal]\nStorage=none\n", ("journald_differs", "Storage")),
    ("/etc/systemd/logind.conf.d/zz-fieldtech.conf", None, ("logind_differs", "HandleLidSwitch")),
    ("/etc/systemd/logind.conf.d/zz-fieldtech.conf", "[Sleep]\nHandleLidSwitch=ignore\n", ("logind_differs", "HandleLidSwitch")),
    ("/etc/systemd/system.conf.d/zz-fieldtech.conf", "[Manager]\n", ("manager_differs", "DefaultTimeoutStopSec")),
    ("/proc/sys/vm/swappiness", "60\n", ("sysctl_differs", "vm.swappiness")),
    ("/etc/sysctl.d/zzz.conf", "-net/ipv4/conf/eth0.1/rp_filter = 0\n", ("sysctl_differs", "net.ipv4.conf.eth0/1.rp_filter")),
    ("/boot/grub/grub.cfg", MENU % ("0", "quiet"), ("kernel_command_line_differs", "mem_sleep_default=deep")),
    ("/boot/grub/grub.cfg", MENU % ("0", "splash mem_sleep_default=deep"), ("kernel_command_line_differs", "splash")),
    ("/boot/grub/grub.cfg", MENU % ("0", "splash=silent mem_sleep_default=deep"), ("kernel_command_line_differs", "splash")),
    ("/boot/grub/grub.cfg", MENU % ("5", "mem_sleep_default=deep"), ("boot_timeout_differs", "boot menu")),
    ("/usr/lib/systemd/system-sleep/wifi", None, ("sleep_hook_differs", "wifi")),
    ("/usr/lib/systemd/system-sleep/wifi", "#!/bin/sh\nexit 1\n", ("sleep_hook_differs", "wifi")),
    ("/usr/lib/systemd/system-sleep/old", "#!/bin/sh\n", ("sleep_hook_differs", "old")),
])
def test_a_setting_that_differs(path, content, named):
    machine = as_wanted(Machine())
    if content is None:
        del machine.files[path]
    else:
        machine.files[path] = content
    assert found(machine, **WANTED) == [named]


@pytest.mark.parametrize(("path", "content"), [
    ("/etc/systemd/journald.conf.d/10-site.conf", "[Journal]\nStorage=none\nSystemMaxUse=1G\nForwardToSyslog=yes\n"),
    ("/usr/lib/systemd/logind.conf.d/zz-fieldtech.conf", "[Login]\nHandleLidSwitch=suspend\n"),  # hidden by the one in /etc
    ("/etc/sysctl.d/99-sysctl.conf", "vm.swappiness=60\n#net.bridge.none=3\n"),
    ("/etc/systemd/journald.conf.d/zzz.conf.dpkg-old", "[Journal]\nStorage=none\n"),
    ("/boot/grub/grub.cfg", MENU % ("0", "acpi=force mem_sleep_default=deep")),
    ("/proc/sys/net/bridge/none", "1\n"),
])
def test_what_changes_nothing_about_a_setting(path, content):
    machine = as_wanted(Machine())
    machine.files[path] = content
    assert found(machine, **WANTED) == []


def test_a_hook_that_is_not_executable():
    machine = as_wanted(Machine())
    machine.modes.clear()
    assert found(machine, **WANTED) == [("sleep_hook_differs", "wifi")]


def test_parameters_that_wait_for_a_restart():
    machine = as_wanted(Machine())
    machine.files["/proc/cmdline"] = "BOOT_IMAGE=/vmlinuz root=/dev/sda2 ro splash\n"
    judged = judge(machine, **WANTED)
    assert [(f["fault"], f["item"]) for f in judged.findings] == [("system.reboot_pending", "system")]
    assert judged.findings[0]["evidence"]["system.boot.reboot_reasons"] == ["kernel_parameters"]


def test_the_servers_of_chrony():
    machine = as_wanted(Machine(**{"chrony.service": RUNNING}))
    machine.units.pop("systemd-timesyncd.service")
    machine.answers["chronyc",] = "C0000207,192.0.2.7,2,1795508000.1,0.0,0.0,0.0,1.0,0.0,0.0,0.0,0.0,64.0,Normal\n"
    machine.files.update({
        "/usr/lib/systemd/system/chrony.service": "",
        "/etc/chrony/chrony.conf":
            "#pool 2.pool.example.org iburst\nconfdir /etc/chrony/conf.d\nsourcedir /run/chrony-dhcp\nsourcedir /etc/chrony/sources.d\n",
        "/etc/chrony/conf.d/zz-fieldtech.conf": "server ntp.example.org iburst prefer\nserver 192.0.2.7 iburst\n",
        "/run/chrony-dhcp/eth0.sources": "server 192.0.2.99\n",
    })
    assert found(machine, **WANTED) == []
    machine.files["/etc/chrony/sources.d/site.sources"] = "peer 192.0.2.8\n"
    assert found(machine, **WANTED) == [("time_source_differs", "time servers")]


def test_another_time_service_has_unknown_servers():
    machine = as_wanted(Machine(**{"ntpsec.service": RUNNING}))
    machine.units.pop("systemd-timesyncd.service")
    machine.files["/usr/lib/systemd/system/ntpsec.service"] = ""
    machine.answers["timedatectl", "show", "--property=NTPSynchronized", "--value"] = "yes\n"
    judged = judge(machine, **WANTED)
    assert [(u["fault"], u["what"]) for u in judged.unexamined] == [("system.time_source_differs", "ntpsec.service")]


def test_the_second_family_and_systemd_boot():
    machine = as_wanted(Machine())
    for path in ("/etc/debian_version", "/etc/default/keyboard", "/boot/grub/grub.cfg"):
        del machine.files[path]
    machine.files.update({
        "/etc/vconsole.conf": 'KEYMAP="be-latin1"\nXKBLAYOUT=be,us\nXKBOPTIONS=compose:ralt,caps:none\n',
        "/boot/efi/loader/loader.conf": "timeout 0\nconsole-mode keep\n",
        "/boot/efi/loader/entries/a-6.12.conf": "title A\noptions root=/dev/sda2 quiet\noptions mem_sleep_default=deep\n",
        "/boot/efi/loader/entries/a-0-rescue.conf": "options root=/dev/sda2\n",
    })
    keymap = {**WANTED["system_keyboard"], "keymap": "be-latin1"}
    assert found(machine, **{**WANTED, "system_keyboard": keymap}) == []
    machine.files["/boot/efi/loader/entries/a-6.11.conf"] = "options root=/dev/sda2\n"
    assert found(machine, **{**WANTED, "system_keyboard": {**keymap, "keymap": "us"}}) == [
        ("kernel_command_line_differs", "mem_sleep_default=deep"), ("keyboard_differs", "keyboard")]


def test_a_machine_that_no_known_boot_loader_starts():
    machine = as_wanted(Machine())
    del machine.files["/boot/grub/grub.cfg"]
    judged = judge(machine, **WANTED)
    assert judged.findings == []
    assert sorted(u["fault"] for u in judged.unexamined) == ["system.boot_timeout_differs", "system.kernel_command_line_differs"]


def test_a_container_answers_only_for_what_is_its_own():
    machine = as_wanted(Machine())
    machine.files["/run/systemd/container"] = "podman\n"
    machine.files["/proc/sys/vm/swappiness"] = "60\n"
    machine.files["/proc/cmdline"] = "splash\n"
    del machine.files["/etc/systemd/timesyncd.conf.d/zz-fieldtech.conf"]
    assert found(machine, **WANTED) == []
    machine.files["/proc/sys/net/ipv4/ip_local_port_range"] = "1024\t61000\n"
    machine.files["/boot/grub/grub.cfg"] = MENU % ("0", "quiet")
    assert found(machine, **WANTED) == [("kernel_command_line_differs", "mem_sleep_default=deep"), ("sysctl_differs", "net.ipv4.ip_local_port_range")]
    del machine.files["/boot/grub/grub.cfg"]
    assert found(machine, **WANTED) == [("sysctl_differs", "net.ipv4.ip_local_port_range")]


def test_single_matters_of_another_region():
    machine = Machine()
    machine.files["/etc/default/locale"] = "LANG=de_DE.UTF-8\nLC_TIME=C.UTF-8\n"
    assert found(machine, system_locale_settings={"LC_TIME": "C.UTF-8"}) == []
    assert found(machine, system_locale_settings={"LC_TIME": "de_DE.UTF-8"}) == [("locale_differs", "language")]
    assert found(machine, system_locale_settings={"LC_TIME": "C.UTF-8", "LC_PAPER": "nl_BE.UTF-8"}) == [
        ("locale_differs", "language"), ("locale_missing", "nl_BE.UTF-8")]


# ---- declared and produced -----------------------------------------------------------------------------------------------------

TYPES = {"str": str, "int": int, "float": (int, float), "bool": bool, "dict": dict, "list": list}


def differences(value, declared, path, seen):
    """Where the facts are not what is declared; notes in seen which declared paths held a value."""
    if value is None or isinstance(value, Unexamined):
        return []
    seen.add(path)
    kind = declared.get("type", "str")
    if not isinstance(value, TYPES[kind]) or (kind != "bool" and isinstance(value, bool)):
        return ["%s is %r, not a %s" % (path, value, kind)]
    if kind == "list":
        element = {"type": declared["elements"], "contains": declared.get("contains")}
        return [line for item in value for line in differences(item, element, path + "[]", seen)]
    if kind == "dict" and declared.get("contains"):
        contains = declared["contains"]
        wrong = ["%s.%s is not declared" % (path, key) for key in value if key not in contains]
        wrong += ["%s.%s is not produced" % (path, key) for key in contains if key not in value]
        return wrong + [line for key in contains if key in value for line in differences(value[key], contains[key], path + "." + key, seen)]
    return []


def against_declaration(facts):
    seen = set()
    wrong = differences(facts, {"type": "dict", "contains": DECLARED}, "system", seen)
    return wrong, seen


def paths(contains, path):
    for key, declared in contains.items():
        here = "%s.%s" % (path, key)
        yield here
        if declared.get("contains"):
            yield from paths(declared["contains"], here + ("[]" if declared["type"] == "list" else ""))


def test_this_machine_produces_what_is_declared():
    live = LiveHost()
    try:
        facts = system.collect(live, {**DEFAULTS, **CRON})
    finally:
        live.close()
    assert against_declaration(facts)[0] == []
    assert facts["os"]["id"] and facts["boot"]["uptime_seconds"] > 0


def test_everything_that_is_declared_is_produced():
    """A broken machine on which every fact has a value somewhere."""
    machine = Machine(colord__service=FAILED_UNIT, relay__service=LOOPING, cups__service={**STOPPED, "TriggeredBy": "cups.socket"},
                      cups__socket=RUNNING, old__socket={**FAILED_UNIT, "Triggers": "old.service"})
    machine.restarts = {"relay.service": [1, 3, 5]}
    machine.virtual = "kvm"
    machine.files["/run/reboot-required.pkgs"] = "dbus\n"
    machine.files["/run/systemd/notify"] = ""
    machine.files["/sys/class/rtc/rtc0/since_epoch"] = "1795000000\n"
    machine.files["/etc/vconsole.conf"] = "KEYMAP=de\n"
    machine.files["/etc/default/locale"] = "LANG=nl_NL.UTF-8\n"
    machine.files["/etc/os-release"] += "ID_LIKE=debian\n"
    machine.folders["/boot"] = ["vmlinuz-" + machine.release]
    machine.dates["/var/lib/dpkg/info/linux-image-%s.list" % machine.release] = NOW - 9e6
    profile = {**DEFAULTS, **WANTED, "system_services": [{"name": "cups"}, {"name": "colord"}]}
    as_wanted(machine).files["/etc/default/keyboard"] += "XKBVARIANT=nodeadkeys\n"
    wrong, seen = against_declaration(system.collect(machine, profile))
    container = Machine()
    container.files["/run/systemd/container"] = "podman\n"
    wrong_too, seen_too = against_declaration(system.collect(container, DEFAULTS))
    assert wrong == wrong_too == []
    assert set(paths(DECLARED, "system")) - seen - seen_too == set()


def test_the_numbers_that_trend():
    assert system.numbers(system.collect(Machine(colord__service=FAILED_UNIT), {})) == {"uptime_seconds": 7200.2, "failed_units": 1}
