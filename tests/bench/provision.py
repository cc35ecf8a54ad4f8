# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run costs on a workstation that is already as it should be, next to the same state in plain modules and in pyinfra.

One machine, brought to the state of state/profile.yml by each tool; then each runs again, in turn, and has nothing to change. CPU is that
of the controller with all its children and of the machine's control group; time is by the clock, on whatever this machine does beside.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

from examination import BENCH, MACHINE, ROOT, ControlGroup, controller, straight

STATE = BENCH / "state"


def run(argv: list[str]) -> str:
    """A tool's run, which must succeed; what it said."""
    done = subprocess.run(argv, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, env=os.environ | {
        "FIELDTECH_REPORTS": "false", "ANSIBLE_NOCOLOR": "true", "ANSIBLE_DISPLAY_OK_HOSTS": "true", "ANSIBLE_DISPLAY_SKIPPED_HOSTS": "false"})
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, argv[:3]))} failed:\n{done.stdout[-4000:]}{done.stderr[-2000:]}")
    return done.stdout + done.stderr


def changed_and_tasks(said: str) -> tuple[int, int]:
    """How many tasks changed something and how many ran, by what the tool said at its end."""
    recap = re.search(r": ok=(\d+)\s+changed=(\d+)", said)
    if recap:
        return int(recap[2]), int(recap[1])
    totals = re.search(r"(?m)^\s*Grand total\s+(\d+)\s+(\S+)\s+(\S+)", said)
    if not totals:
        raise SystemExit(f"no totals in what the tool said:\n{said[-2000:]}")
    return 0 if totals[2] == "-" else int(totals[2]), int(totals[1])


def main() -> int:
    """Measure and print the table; fails where a second run still changes something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suite", default="trixie")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pyinfra", type=pathlib.Path, required=True, help="its program")
    parser.add_argument("--keep", action="store_true", help="leave the machine running")
    arguments = parser.parse_args()
    name = f"ft-bench-state-{arguments.suite}"
    subprocess.run([MACHINE, "up", "--replace", "--suite", arguments.suite, name], check=True, stdin=subprocess.DEVNULL)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            hostvars, address, _options = straight(name)
            inventory = pathlib.Path(scratch, "hosts.json")
            inventory.write_text(json.dumps({"all": {"hosts": {name: hostvars}}}), encoding="utf-8")
            known_hosts = pathlib.Path(scratch, "known_hosts")
            keys = re.search(r"UserKnownHostsFile=([^\s']+)", hostvars["ansible_ssh_common_args"])[1]
            known_hosts.write_text(pathlib.Path(keys).read_text(encoding="ascii").replace(name, address), encoding="ascii")
            ours = ["-i", inventory, "-e", f"@{STATE}/profile.yml"]
            tools = {
                "plain modules": ["ansible-playbook", "-i", inventory, STATE / "plain.yml"],
                "pyinfra": [arguments.pyinfra, "-y", "--ssh-user=root", f"--ssh-key={hostvars['ansible_ssh_private_key_file']}",
                            "--data", f"ssh_known_hosts_file={known_hosts}", address, STATE / "deploy.py"],
                "provision": ["ansible-playbook", "fieldtech.workstation.provision", *ours],
                # Its one task looks at everything; roles run where something departs.
                "intervene": ["ansible-playbook", "fieldtech.workstation.intervene", *ours],
            }
            group = ControlGroup(name)
            samples: dict[str, list[tuple[float, ...]]] = {}
            counts: dict[str, tuple[int, int]] = {}
            # The first two rounds bring the machine to the state and fill everybody's caches.
            for number in range(arguments.rounds + 2):
                for tool, argv in tools.items():
                    before = time.monotonic(), controller(), group.milliseconds()
                    said = run([str(word) for word in argv])
                    after = time.monotonic(), controller(), group.milliseconds()
                    if number > 1:
                        samples.setdefault(tool, []).append(tuple(b - a for a, b in zip(before, after, strict=True)))
                        counts[tool] = changed_and_tasks(said)
    finally:
        if not arguments.keep:
            subprocess.run([MACHINE, "down", name], check=False, stdin=subprocess.DEVNULL)
    print(f"\n{'a run that has nothing to change':<34} {'seconds':>8} {'controller CPU ms':>18} {'workstation CPU ms':>19} {'tasks':>6} {'changed':>8}")
    for tool, rows in samples.items():
        seconds, admin_host, workstation = (statistics.median(column) for column in zip(*rows, strict=True))
        changed, tasks = counts[tool]
        print(f"{tool:<34} {seconds:>8.1f} {admin_host:>18.0f} {workstation:>19.0f} {tasks:>6} {changed:>8}")
    return 0 if not any(changed for changed, _tasks in counts.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
