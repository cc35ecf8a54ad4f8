# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a full examination of a laptop costs, and what it knows, next to the programs that list hardware, side by side.

On the laptop of the hardware lab, which is emulated in software: only the ratios mean something. CPU time is that of the whole
guest while a program works, less that of doing nothing the same way. What each knows is looked for in what it says.
"""

from __future__ import annotations

import argparse
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

from examination import BENCH, ROOT, hostvars_of, play

HARDWARE = ROOT / "molecule/lab/hardware"
NAME = "ft-bench-laptop"
MAX_RATIO = 1 / 10
INSTALL = "lshw inxi facter hwinfo hw-probe fusioninventory-agent"
# As each is meant to be run for everything that it knows. hw-probe packs its answer into an archive.
PROGRAMS = {
    "lshw": "lshw -json -quiet",
    "inxi": "inxi -F -xxx -c0",
    "facter": "facter --json",
    "hwinfo": "hwinfo",
    "hw-probe": "rm -rf /tmp/hwp && mkdir /tmp/hwp && hw-probe -all -save /tmp/hwp > /dev/null 2>&1 && tar -xOf /tmp/hwp/hw.info.txz",
    "fusioninventory-agent": "fusioninventory-agent --local=- --no-category=process,environment",
}
# What this laptop is, and a pattern that finds it in any program's words.
KNOWS = {
    "serial number of the machine": r"SAMPLE123",
    "date of the firmware": r"03/14/2025|2025-03-14",
    "memory module by slot": r"(?s)DIMM A.{0,900}EXM1G3200|EXM1G3200.{0,900}DIMM A",
    "model of the processor": r"QEMU TCG CPU",
    "flaws of the processor": r"(?i)spectre_v2|spectre v2|retbleed",
    "serial number of the NVMe disk": r"SAMPLE-NVME",
    "health of the NVMe disk": r"(?i)critical.warning|percentage.used",
    "serial number of the SATA disk": r"SAMPLE-SATA",
    "health of the SATA disk": r"(?i)reallocated|self.assessment|\"verdict\": \"healthy\"",
    "charge cycles of the battery": r"(?i)cycle\D{0,12}85",
    "design capacity of the battery": r"57[. ]?0* ?Wh|57000|57\.0|\b57\b",
    "temperature": r"(?i)(?:temp|zone)[^\n]{0,400}45[.,]?0?",
    "name of the screen": r"QEMU Monitor",
    "driver of the network card": r"\be1000\b",
    "radio switched on or off": r"(?i)rfkill[^\n]{0,300}|soft.?block",
    "chip of the sound card": r"(?i)codec[^\n]{0,40}QEMU Generic|QEMU Generic",
    "USB devices": r"0627|QEMU Tablet",
    "TPM": r"(?i)\btpm",
    "module that is not the kernel's": r"lab.sensor",
    "installed packages": r"openssh-server",
    "failed services": r"(?i)failed[^\n]{0,40}unit|unit[^\n]{0,40}failed|\"units\"",
    "print queues": r"(?i)\"queues\"|print queue",
    "what is wrong, and how it is put right": r"\"findings\"",
}


class Laptop:
    """The guest, over one connection that stays open."""

    def __init__(self, name: str, scratch: pathlib.Path) -> None:
        hostvars = hostvars_of(name)
        self.ssh = ["ssh", *hostvars["ansible_ssh_common_args"].split(), "-i", hostvars["ansible_ssh_private_key_file"],
                    "-o", "ControlMaster=auto", "-o", f"ControlPath={scratch}/ssh", "-o", "ControlPersist=600",
                    "-p", str(hostvars["ansible_port"]), "root@127.0.0.1"]

    def run(self, command: str, check: bool = True) -> str:
        """What a command prints."""
        return subprocess.run([*self.ssh, command], check=check, capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL).stdout

    def milliseconds(self) -> float:
        """CPU time that the guest has used so far."""
        fields = [int(field) for field in self.run("head -n 1 /proc/stat").split()[1:]]
        return sum(fields[index] for index in (0, 1, 2, 5, 6)) * 10


def measured(laptop: Laptop, work) -> tuple[float, float, str]:
    """(CPU ms, wall s, what was said) of one piece of work."""
    before, started = laptop.milliseconds(), time.monotonic()
    said = work()
    return laptop.milliseconds() - before, time.monotonic() - started, said


def facts(name: str, playbook: str) -> str:
    """What such a playbook knows in the end."""
    with tempfile.TemporaryDirectory() as scratch:
        kept = pathlib.Path(scratch, "facts.json")
        play(BENCH / playbook, name, "-e", f"bench_file={kept}")
        return kept.read_text(encoding="utf-8")


def main() -> int:
    """Measure, print both tables, and say whether the target holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suite", default="trixie")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", action="store_true", help="leave the laptop running")
    arguments = parser.parse_args()
    subprocess.run([HARDWARE, "up", "--replace", "--suite", arguments.suite, NAME], check=True, stdin=subprocess.DEVNULL)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            laptop = Laptop(NAME, pathlib.Path(scratch))
            print("installing %s in the guest" % INSTALL, file=sys.stderr)
            laptop.run(f"apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends {INSTALL} > /dev/null 2>&1"
                       " && systemctl --quiet disable --now fusioninventory-agent && systemctl reset-failed; true")
            works = {
                "doing nothing, by ansible": lambda: play(BENCH / "raw.yml", NAME),
                "full examination": lambda: play(BENCH / "examine.yml", NAME, "-v"),
                "workstation_facts": lambda: play(BENCH / "facts_of_all.yml", NAME),
                "setup(all) + package_facts + service_facts": lambda: play(BENCH / "facts.yml", NAME),
                "doing nothing, by ssh": lambda: laptop.run("true"),
                **{title: (lambda command=command: laptop.run(command, check=False)) for title, command in PROGRAMS.items()},
            }
            samples: dict[str, list[tuple[float, float]]] = {title: [] for title in works}
            said: dict[str, str] = {}
            for number in range(arguments.rounds + 1):
                for title, work in works.items():
                    cpu, wall, said[title] = measured(laptop, work)
                    # The first round fills the caches of all; it is not counted.
                    if number:
                        samples[title].append((cpu, wall))
            said["workstation_facts"] = facts(NAME, "facts_of_all.yml")
            # The same collectors; an examination says of their facts what is wrong.
            said["full examination"] = said["workstation_facts"] + said["full examination"]
            said["setup(all) + package_facts + service_facts"] = facts(NAME, "facts.yml")
    finally:
        if not arguments.keep:
            subprocess.run([HARDWARE, "down", NAME], check=False, stdin=subprocess.DEVNULL)
    return report(samples, said, arguments.rounds)


def report(samples: dict[str, list[tuple[float, float]]], said: dict[str, str], rounds: int) -> int:
    """Print what was measured."""
    medians = {title: tuple(statistics.median(column) for column in zip(*rows, strict=True)) for title, rows in samples.items()}
    floors = {"ansible": medians.pop("doing nothing, by ansible")[0], "ssh": medians.pop("doing nothing, by ssh")[0]}
    ours = ("full examination", "workstation_facts", "setup(all) + package_facts + service_facts")
    costs = {title: max(1.0, cpu - floors["ansible" if title in ours else "ssh"]) for title, (cpu, _wall) in medians.items()}
    known = {title: [thing for thing, pattern in KNOWS.items() if re.search(pattern, said[title])] for title in costs}
    print(f"\nguest's CPU, medians of {rounds} rounds                  ms  x examination   wall s    knows of {len(KNOWS)}")
    for title, cost in costs.items():
        print(f"{title:<44} {cost:>8.0f} {cost / costs['full examination']:>14.1f} {medians[title][1]:>8.1f} {len(known[title]):>11}")
    print()
    for thing in KNOWS:
        print(f"{thing:<42} {', '.join(title for title in costs if thing in known[title])}")
    ratio = costs["full examination"] / costs["setup(all) + package_facts + service_facts"]
    holds = ratio <= MAX_RATIO
    print(f"\nCPU of an examination, of that of gathering facts: 1/{1 / ratio:.1f}, target <= 1/{1 / MAX_RATIO:.0f}: {'holds' if holds else 'DOES NOT HOLD'}")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
