# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a full examination costs, next to gathering facts, side by side on one healthy lab machine.

CPU time (user and system), never wall time: this may be a busy machine. The workstation's is that of its control group,
everything below its sshd and what it does by itself; the controller's is that of ansible-playbook and its children, less
the start-up of ansible-playbook. Each round runs all plays, over an open connection; the table shows medians.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import resource
import shlex
import statistics
import subprocess
import sys
import tempfile

BENCH = pathlib.Path(__file__).resolve().parent
ROOT = BENCH.parents[1]
MACHINE = ROOT / "molecule/lab/machine"
INVENTORY = ROOT / "inventories/lab"
EMPTY = "[{hosts: all, gather_facts: false, tasks: []}]\n"

MAX_BYTES = 4096
MAX_TASKS = 1
MAX_RATIO = 1 / 10
MAX_TIMES = 2.5
SUDO = [] if os.geteuid() == 0 else ["sudo", "-n"]


class ControlGroup:
    """The CPU time that a container has used, from whichever version of control groups counts it."""

    def __init__(self, name: str) -> None:
        found = json.loads(subprocess.run([*SUDO, "podman", "inspect", name], check=True, capture_output=True).stdout)[0]
        pid, identity = found["State"]["Pid"], found["Id"]
        for line in pathlib.Path(f"/proc/{pid}/cgroup").read_text(encoding="ascii").splitlines():
            _number, controllers, path = line.split(":", 2)
            # systemd in the container sits in a group of its own below the container's.
            parts = pathlib.PurePosixPath(path).parts
            at = next((index for index, part in enumerate(parts) if identity in part), None)
            if at is None:
                continue
            group = pathlib.Path(*parts[1:at + 1])
            if "cpuacct" in controllers.split(","):
                self._file, self._scale = pathlib.Path("/sys/fs/cgroup/cpuacct") / group / "cpuacct.usage", 1e6
                return
            if not controllers and (pathlib.Path("/sys/fs/cgroup") / group / "cpu.stat").exists():
                self._file, self._scale = pathlib.Path("/sys/fs/cgroup") / group / "cpu.stat", 1e3
                return
        raise SystemExit(f"no control group counts the CPU time of {name}")

    def milliseconds(self) -> float:
        """Used so far."""
        text = self._file.read_text(encoding="ascii").split()
        return int(text[1] if text[0] == "usage_usec" else text[0]) / self._scale


def controller() -> float:
    """Milliseconds of CPU that finished children, and theirs, have used so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) * 1000


def play(playbook: pathlib.Path, name: str, *arguments: str) -> str:
    """Run one playbook against the machine."""
    done = subprocess.run(
        ["ansible-playbook", "-i", str(INVENTORY), "--limit", name, *arguments, str(playbook)],
        cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        env=os.environ | {"FIELDTECH_REPORTS": "false", "ANSIBLE_NOCOLOR": "true", "ANSIBLE_DISPLAY_OK_HOSTS": "true"},
    )
    if done.returncode:
        raise SystemExit(f"{playbook.name} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def measure(name: str, rounds: int) -> dict[str, tuple[float, float]]:
    """Medians of CPU milliseconds, on the workstation and on the controller, of each play."""
    group = ControlGroup(name)
    samples: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        empty = pathlib.Path(scratch, "empty.yml")
        empty.write_text(EMPTY, encoding="ascii")
        plays = [empty, *(BENCH / f"{each}.yml" for each in ("raw", "examine", "facts"))]
        # The first round opens the connection and fills the caches of both sides; it is not counted.
        for number in range(rounds + 1):
            for playbook in plays:
                before = group.milliseconds(), controller()
                play(playbook, name)
                after = group.milliseconds(), controller()
                if number:
                    samples.setdefault(playbook.stem, []).append((after[0] - before[0], after[1] - before[1]))
    medians = {each: tuple(statistics.median(column) for column in zip(*rows, strict=True)) for each, rows in samples.items()}
    start_up = medians.pop("empty")
    return {each: (workstation, max(0.0, admin_host - start_up[1])) for each, (workstation, admin_host) in medians.items()}


def result(name: str, rounds: int) -> tuple[int, int, int, float]:
    """What an examination of the machine brings back: bytes, tasks, findings; and the CPU milliseconds of the examiner itself, a median."""
    own = []
    with tempfile.TemporaryDirectory() as scratch:
        kept = pathlib.Path(scratch, "result.json")
        # The first round fills the caches of both sides; it is not counted.
        for _number in range(rounds + 1):
            play(BENCH / "result.yml", name, "-e", f"bench_file={kept}")
            text = kept.read_bytes()
            examination = json.loads(text)["examination"]
            own.append(examination["cpu"]["own"] * 1000)
    tasks = play(BENCH / "examine.yml", name).count("\nTASK [")
    return len(text), tasks, len(examination["findings"]), statistics.median(own[1:])


def hostvars_of(name: str) -> dict[str, str]:
    """How the lab reaches one of its machines."""
    known = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "fieldtech/lab/machines" / f"{name}.json"
    return json.loads(known.read_text(encoding="utf-8"))["hostvars"]


def straight(name: str) -> tuple[dict[str, str], str, list[str]]:
    """A machine's variables, address and options of ssh without the lab's own way into it, which costs more than what is measured, and without sudo."""
    hostvars = hostvars_of(name)
    address = json.loads(subprocess.run([*SUDO, "podman", "inspect", name], check=True, capture_output=True).stdout)[0]["NetworkSettings"]["IPAddress"]
    words = shlex.split(hostvars["ansible_ssh_common_args"])
    options = [word for index, word in enumerate(words) if "Proxy" not in word and not (word == "-o" and "Proxy" in words[index + 1])]
    options += ["-o", f"HostKeyAlias={name}"]
    return {**hostvars, "ansible_host": address, "ansible_ssh_common_args": shlex.join(options), "ansible_become": False}, address, options


def fleet(name: str, hosts: int) -> dict[str, tuple[float, float]]:
    """CPU milliseconds per host, on the workstation and the controller, when the machine stands in the inventory so many times.

    Each name has a connection of its own, and the floor is a program of Python over such a connection. `start` is what starting
    that program takes by itself.
    """
    hostvars, address, options = straight(name)
    group = ControlGroup(name)

    def spent(work) -> tuple[float, float]:
        before = group.milliseconds(), controller()
        work()
        return group.milliseconds() - before[0], controller() - before[1]

    with tempfile.TemporaryDirectory() as scratch:
        names = [f"bench-{number:03d}" for number in range(hosts)]
        inventory = pathlib.Path(scratch, "hosts.json")
        ssh = ["ssh", "-i", hostvars["ansible_ssh_private_key_file"], *options, f"root@{address}",
               "/usr/bin/python3 -I -S -c 'import json, os, re, subprocess, time; print(time.process_time())'"]

        def over_all(playbook: pathlib.Path, number: int) -> None:
            # New control paths, so that nobody is connected yet.
            inventory.write_text(json.dumps({"all": {"hosts": {
                each: {**hostvars, "ansible_control_path": f"{scratch}/{number}-{each}"} for each in names}}}), encoding="utf-8")
            done = subprocess.run(["ansible-playbook", "-i", str(inventory), "--forks", "8", str(playbook)], cwd=ROOT, stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True, check=False, env=os.environ | {"FIELDTECH_REPORTS": "false", "ANSIBLE_NOCOLOR": "true"})
            if done.returncode:
                raise SystemExit(f"{playbook.name} failed on {hosts} hosts:\n{done.stdout[-3000:]}{done.stderr}")

        empty = pathlib.Path(scratch, "empty.yml")
        empty.write_text(EMPTY, encoding="ascii")
        start_up = spent(lambda: over_all(empty, 1))[1]
        starts: list[float] = []
        raw = spent(lambda: starts.extend(
            float(subprocess.run(ssh, check=True, stdin=subprocess.DEVNULL, capture_output=True).stdout) * 1000 for _each in names))
        whole = spent(lambda: over_all(BENCH / "examine.yml", 2))
    return {"raw": (raw[0] / hosts, raw[1] / hosts), "examine": (whole[0] / hosts, (whole[1] - start_up) / hosts), "start": (statistics.mean(starts), 0)}


def main() -> int:
    """Measure, print the table, and say whether the targets hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suite", default="trixie")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--hosts", type=int, default=50, help="how many hosts the controller's part is shared by")
    parser.add_argument("--keep", action="store_true", help="leave the machine running")
    arguments = parser.parse_args()
    name = f"ft-bench-{arguments.suite}"
    subprocess.run([MACHINE, "up", "--suite", arguments.suite, name], check=True, stdin=subprocess.DEVNULL)
    try:
        size, tasks, findings, own = result(name, arguments.rounds)
        costs = measure(name, arguments.rounds)
        shared = fleet(name, arguments.hosts)
    finally:
        if not arguments.keep:
            subprocess.run([MACHINE, "down", name], check=False, stdin=subprocess.DEVNULL)
    titles = {"raw": "one command (raw: true)", "examine": "full examination", "facts": "setup(all) + package_facts + service_facts"}
    print(f"\nCPU ms, medians of {arguments.rounds} rounds     workstation  controller")
    for each, title in titles.items():
        print(f"{title:<42} {costs[each][0]:>9.0f} {costs[each][1]:>11.0f}")
    ratio = costs["examine"][0] / costs["facts"][0]
    floor = sum(shared["raw"])
    others = shared["examine"][0] - shared["raw"][0] - (own - shared["start"][0])
    times = (sum(shared["examine"]) - others) / floor
    print(f"\nCPU ms per host, of {arguments.hosts} hosts              workstation  controller")
    print(f"{'ssh and python that does nothing':<42} {shared['raw'][0]:>9.0f} {shared['raw'][1]:>11.0f}")
    print(f"{'full examination':<42} {shared['examine'][0]:>9.0f} {shared['examine'][1]:>11.0f}")
    print(f"{'  of it the examiner itself':<42} {own:>9.0f}")
    print(f"{'  of it programs and services that it asks':<42} {others:>9.0f}")
    targets = [
        ("both, without what it asks, of ssh and python", f"{times:.1f} x", f"<= {MAX_TIMES} x", times <= MAX_TIMES),
        ("workstation's CPU, of that of gathering facts", f"1/{1 / ratio:.1f}", f"<= 1/{1 / MAX_RATIO:.0f}", ratio <= MAX_RATIO),
        ("bytes of the result", str(size), f"<= {MAX_BYTES}", size <= MAX_BYTES),
        ("tasks", str(tasks), f"{MAX_TASKS}", tasks == MAX_TASKS),
        ("findings on the healthy machine", str(findings), "0", findings == 0),
    ]
    print(f"\n{'an examination':<46} {'is':>8} {'target':>8}")
    for title, found, target, holds in targets:
        print(f"{title:<46} {found:>8} {target:>8}  {'holds' if holds else 'DOES NOT HOLD'}")
    return 0 if all(holds for *_rest, holds in targets) else 1


if __name__ == "__main__":
    sys.exit(main())
