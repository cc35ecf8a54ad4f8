# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hardware lab's command and the scenario's files: what can be known without starting a machine. That is done by Molecule."""

from __future__ import annotations

import itertools
import json
import os
import pathlib
import socket
import subprocess
import sys
import threading

import lab_tool
import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOL = ROOT / "molecule" / "lab" / "hardware"
SCENARIO = ROOT / "molecule" / "hardware"
EXPECT = yaml.safe_load((SCENARIO / "expect.yml").read_text(encoding="utf-8"))


def run(*arguments, **more):
    return lab_tool.run(TOOL, *arguments, **more)


@pytest.fixture
def module(tmp_path, monkeypatch):
    return lab_tool.load(TOOL, tmp_path, monkeypatch)


def test_says_how_it_is_used(tmp_path):
    shown = run("--help", cache=tmp_path)
    assert shown.returncode == 0
    for command in ("build", "up", "boot", "down", "list", "poke", "monitor", "qmp", "requirements"):
        assert command in shown.stdout


@pytest.mark.parametrize("name", ["pc", "ft-", "ft-UPPER", "ft-a_b", "ft-;id", "ft-" + "x" * 60, "ft-a/../b"])
def test_refuses_what_is_no_name_of_a_lab_machine(tmp_path, name):
    for command in (["up", name], ["down", name], ["boot", name], ["poke", name], ["monitor", name, "info status"]):
        said = run(*command, cache=tmp_path)
        assert said.returncode == 1
        assert "not a name for a lab machine" in said.stderr
        assert len(said.stderr.splitlines()) == 1


def test_missing_tools_are_one_line_that_names_the_packages(tmp_path):
    program = "import runpy, shutil, sys; shutil.which = lambda *a, **k: None; sys.argv = ['hardware', 'build']; runpy.run_path(%r, run_name='__main__')"
    said = subprocess.run([sys.executable, "-c", program % str(TOOL)], capture_output=True, text=True, check=False, timeout=60,
                          env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)})
    assert said.returncode == 1
    assert len(said.stderr.splitlines()) == 1
    assert "apt-get install" in said.stderr
    for package in ("qemu-system-x86", "qemu-utils", "acpica-tools", "swtpm", "mmdebstrap"):
        assert package in said.stderr


def test_a_machine_that_is_not_there_is_one_line(tmp_path):
    for command in (["poke", "ft-nobody", "mains=0"], ["monitor", "ft-nobody", "info status"], ["boot", "ft-nobody"]):
        said = run(*command, cache=tmp_path)
        assert (said.returncode, len(said.stderr.splitlines())) == (1, 1), said.stderr
    assert run("down", "ft-nobody", cache=tmp_path).returncode == 0
    assert json.loads(run("list", "--json", cache=tmp_path).stdout) == []


def test_unknown_suite_is_one_line(tmp_path):
    said = run("build", "potato", cache=tmp_path)
    assert said.returncode == 1
    assert said.stderr.splitlines() == ["hardware: unknown suite potato; known: trixie, bookworm"]


def test_the_recipes_notice_every_change(module, tmp_path, monkeypatch):
    lab = tmp_path / "lab"
    (lab / "laptop" / "files" / "etc").mkdir(parents=True)
    (lab / "files").mkdir()
    for path, text in (("hardware", "tool"), ("laptop/customize", "c"), ("laptop/laptop.dsl", "d"), ("laptop/files/etc/thing", "1"),
                       ("laptop/laptop.toml", 'components = ["main"]\npackages = ["systemd"]\n')):
        (lab / path).write_text(text)
    monkeypatch.setattr(module, "HERE", lab)
    monkeypatch.setattr(module, "LAPTOP", lab / "laptop")
    monkeypatch.setattr(module.lab, "public_key", lambda: "key")
    monkeypatch.setattr(module, "output", lambda *_a, **_k: "QEMU 1")
    disk, laptop = module.disk_recipe("trixie"), module.recipe("trixie")
    assert (disk, laptop) == (module.disk_recipe("trixie"), module.recipe("trixie"))
    assert disk != module.disk_recipe("bookworm")
    (lab / "laptop" / "laptop.dsl").write_text("other")
    assert module.disk_recipe("trixie") == disk, "the devices are no matter of the disk"
    assert module.recipe("trixie") != laptop
    laptop = module.recipe("trixie")
    (lab / "laptop" / "files" / "etc" / "thing").write_text("2")
    assert module.disk_recipe("trixie") != disk
    assert module.recipe("trixie") != laptop, "another disk is another laptop"
    laptop = module.recipe("trixie")
    monkeypatch.setattr(module, "output", lambda *_a, **_k: "QEMU 2")
    assert module.recipe("trixie") != laptop, "another QEMU may not understand what this one has frozen"

    class NextWeek(module.datetime.date):
        @classmethod
        def today(cls):
            return super().today() + module.datetime.timedelta(days=7)

    disk = module.disk_recipe("trixie")
    monkeypatch.setattr(module.datetime, "date", NextWeek)
    assert module.disk_recipe("trixie") != disk, "package lists must not grow older than a week"


def test_says_that_it_is_a_notebook_with_two_modules(module):
    """Read back by hand: length, handle, fields and strings where the SMBIOS specification has them."""
    blob = module.chassis()
    assert (blob[0], blob[1], blob[5]) == (3, 0x16, 10)
    assert blob[blob[1]:].split(b"\0")[:5] == [b"Example Computers", b"1.0", b"SAMPLE123", b"LAB-0001", b"EB14"]
    full, empty = module.memory_slot(0, 1024), module.memory_slot(1, 0)
    assert (full[0], full[1], len(full[:full[1]])) == (17, 0x28, 0x28)
    assert int.from_bytes(full[0x0C:0x0E], "little") == 1024
    assert int.from_bytes(empty[0x0C:0x0E], "little") == 0
    assert full[full[1]:].startswith(b"DIMM A\0")
    assert empty[empty[1]:].startswith(b"DIMM B\0")
    assert all(made.endswith(b"\0\0") for made in (module.firmware(), blob, module.memory_array(), full, empty))
    assert module.firmware()[1] == 0x18
    assert not module.firmware()[0x13] & 0x10, "the bit that means virtual machine"


def test_what_is_poked_is_what_the_tables_read(module, tmp_path):
    """The order of the fields in laptop.dsl is that of VALUES, four bytes each."""
    names = {"ONLN": "mains", "PRES": "present", "STAT": "state", "RATE": "rate", "REMN": "remaining", "VOLT": "voltage", "DSGN": "design", "FULL": "full",
             "CYCL": "cycles", "CHNG": "changed", "TEMP": "temperature", "LIDO": "lid"}
    source = (module.LAPTOP / "laptop.dsl").read_text()
    field = source[source.index("Field (PARM"):]
    order = [names[word.split(",")[0]] for word in field[:field.index("}")].replace("\n", " ").split() if word.rstrip(",") in names]
    assert {name: offset for name, (offset, _value) in module.VALUES.items()} == {name: 4 * number for number, name in enumerate(order)}
    assert "SystemMemory, 0x%X," % module.PAGE in source
    module.blank_memory(tmp_path, 1024)
    assert module.poke(tmp_path) == {name: value for name, (_offset, value) in module.VALUES.items()}
    assert module.poke(tmp_path, remaining=1600, mains=0)["remaining"] == 1600
    assert module.poke(tmp_path)["mains"] == 0
    assert module.poke(tmp_path)["full"] == module.VALUES["full"][1]


@pytest.mark.parametrize("word", ["mains", "mains=", "mains=yes", "nothing=1", "mains=-1"])
def test_refuses_what_cannot_be_poked(module, word):
    with pytest.raises(module.LabError, match="is not KEY=NUMBER"):
        module.poked([word])


def test_qmp_answers_are_found_between_events_and_errors_are_said(module, tmp_path):
    answers = iter([
        [{"event": "RESUME"}, {"return": {}}],
        [{"event": "STOP"}, {"return": {"status": "running"}}],
        [{"error": {"class": "GenericError", "desc": "no such device"}}],
    ])

    def serve(listener):
        connection, _address = listener.accept()
        with connection, connection.makefile("rw", encoding="utf-8") as lines:
            print(json.dumps({"QMP": {"version": {}}}), file=lines, flush=True)
            for answer in answers:
                asked.append(json.loads(lines.readline()))
                for line in answer:
                    print(json.dumps(line), file=lines, flush=True)
            lines.readline()

    asked = []
    deep = tmp_path / ("a" * 120)  # longer than a socket's path may be
    deep.mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        at = os.open(deep, os.O_PATH)
        listener.bind("/proc/self/fd/%d/qmp" % at)
        os.close(at)
        listener.listen()
        server = threading.Thread(target=serve, args=(listener,))
        server.start()
        try:
            with module.Qmp(deep) as qmp:
                assert qmp.command("query-status") == {"status": "running"}
                with pytest.raises(module.LabError, match="device_del: no such device"):
                    qmp.command("device_del", id="x")
        finally:
            server.join(10)
    assert [command["execute"] for command in asked] == ["qmp_capabilities", "query-status", "device_del"]
    assert asked[2]["arguments"] == {"id": "x"}


def test_only_its_own_processes_are_ended(module, tmp_path):
    """A number in a file may by now be that of another process."""
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    mine = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, cwd=tmp_path)
    try:
        (tmp_path / "qemu.pid").write_text("%d\n" % other.pid)
        assert module.alive(tmp_path, "qemu") == 0
        module.switch_off(tmp_path)
        assert other.poll() is None
        (tmp_path / "qemu.pid").write_text("%d\n" % mine.pid)
        assert module.alive(tmp_path, "qemu") == mine.pid
        module.switch_off(tmp_path)
        assert mine.wait(10) == -9
        assert not (tmp_path / "qemu.pid").exists()
    finally:
        for process in (other, mine):
            process.kill()
            process.communicate()


def test_a_kernel_that_has_died_is_not_waited_for(module, tmp_path):
    assert not module.died(tmp_path)
    (tmp_path / "console").write_text("Debian GNU/Linux 13 laptop ttyS0\n\nlaptop login: ")
    assert not module.died(tmp_path)
    assert not module.greets(tmp_path, module.free_port())
    (tmp_path / "console").write_text("[   63.456643] Kernel panic - not syncing: Fatal exception in interrupt\n")
    with pytest.raises(module.LabError, match="has died"):
        module.greets(tmp_path, module.free_port())


def test_what_no_recipe_asks_for_is_removed_unless_a_machine_stands_on_it(module):
    for name in ("trixie-disk-new", "trixie-laptop-new", "trixie-disk-old", "trixie-laptop-used", "trixie-laptop-old", "bookworm-disk-old"):
        (module.STORE / name).mkdir(parents=True)
    (module.RUNNING / "ft-a").mkdir(parents=True)
    (module.RUNNING / "ft-a" / "image").write_text("trixie-laptop-used\ntrixie-disk-new\n")
    module.clear_out("trixie", {module.STORE / "trixie-disk-new", module.STORE / "trixie-laptop-new"})
    assert {path.name for path in module.STORE.iterdir()} == {"machines", "trixie-disk-new", "trixie-laptop-new", "trixie-laptop-used", "bookworm-disk-old"}


# ---------------------------------------------------------------------------------------------------------- the scenario

def catalogue_id(fault):
    return ".".join(fault.split(".")[:2])


def fault_file(fault):
    component, name = fault.split(".")[:2]
    return ROOT / "roles" / component / "faults" / (name + ".yml")


def scenario_file(kind, fault):
    return SCENARIO / kind / (fault.replace(".", "/", 1) + ".yml")


@pytest.mark.parametrize("fault", EXPECT)
def test_every_fault_exists_and_is_caused_and_ended(fault):
    expected = EXPECT[fault]
    assert fault_file(fault).is_file()
    assert set(expected) <= {"item", "part", "also", "beside", "profile", "with", "by_hand"}
    assert expected["item"]
    if "with" in expected:
        assert expected["with"] in EXPECT
        assert not scenario_file("inject", fault).exists()
    else:
        assert scenario_file("inject", fault).is_file()
    for other in [*expected.get("also", []), *expected.get("beside", [])]:
        assert fault_file(other).is_file(), other
    defaults = yaml.safe_load((fault_file(fault).parent.parent / "defaults" / "main.yml").read_text(encoding="utf-8"))
    assert set(expected.get("profile", {})) <= set(defaults)


def test_what_shows_one_fault_does_not_show_the_next():
    """The examination that names the next fault proves that the one before is gone; it could not if both were the same."""
    for before, after in itertools.pairwise(EXPECT):
        assert catalogue_id(before) not in [catalogue_id(after), *EXPECT[after].get("also", [])], after


def test_nothing_is_left_of_faults_that_are_no_more():
    known = {scenario_file(kind, fault) for kind in ("inject", "mend") for fault in EXPECT}
    for kind in ("inject", "mend"):
        assert set((SCENARIO / kind).glob("*/*.yml")) <= known


def test_enough_is_really_caused():
    assert len(EXPECT) >= 28
    assert len({fault.split(".")[0] for fault in EXPECT}) >= 9
