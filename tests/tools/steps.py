# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the steps of ``make test`` one after another, keep going, and close on one line: N passed, N failed.

A step is a make target. Its output is shown as it comes and kept in .cache/test/. What counts are the single tests where
the step reports them (pytest, ansible-test sanity, Molecule scenarios), otherwise the step itself.

A static check (--static) whose every input is unchanged since it last passed is not run again: a check of files tells
nothing new about the same files. What runs the code on a machine is always run.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEPT = ROOT / ".cache" / "test"

PYTEST = re.compile(r"^=+ (?P<counts>.*\d+ (?:passed|failed|skipped|error).*) in [\d.:]+s?.*=+$", re.MULTILINE)
COUNT = re.compile(r"(?P<number>\d+) (?P<what>passed|failed|errors?|skipped)")
# The line on which a Molecule scenario closes, within Ansible's and Molecule's frames.
PLAIN = re.compile(r'^[\s│"]*(?P<counts>\d+ passed, \d+ failed(?:, \d+ skipped)?)["\s]*$', re.MULTILINE)
SANITY = re.compile(r'^Running sanity test "[^"]+"', re.MULTILINE)
SANITY_FAILED = re.compile(r"^(?:FATAL|ERROR): The \d+ sanity test\(s\) listed below \(out of \d+\) failed", re.MULTILINE)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def digest_of_files(extra: str) -> str:
    """One digest of every file that git does not ignore: names, modes and contents."""
    listed = subprocess.run(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True)
    digest = hashlib.sha256(extra.encode())
    for name in sorted(set(listed.stdout.decode().split("\0")) - {""}):
        path = ROOT / name
        try:
            content = os.readlink(path).encode() if path.is_symlink() else path.read_bytes()
        except (FileNotFoundError, IsADirectoryError):
            continue
        digest.update(f"{name}\0{path.lstat().st_mode:o}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def count(output: str, code: int) -> tuple[int, int, int]:
    """How many tests passed, failed and were skipped."""
    passed = failed = skipped = 0
    for summary in (*PYTEST.finditer(output), *PLAIN.finditer(output)):
        for found in COUNT.finditer(summary["counts"]):
            number = int(found["number"])
            if found["what"] == "passed":
                passed += number
            elif found["what"] == "skipped":
                skipped += number
            else:
                failed += number
    sanity = len(SANITY.findall(output))
    if sanity:
        listed = SANITY_FAILED.search(output)
        lost = int(re.search(r"\d+", listed[0])[0]) if listed else 0
        passed += sanity - lost
        failed += lost
    if not passed + failed:
        passed = 1
        if code:
            passed = 0
    if code and not failed:
        failed = 1
    return passed, failed, skipped


def run(step: str) -> tuple[int, str]:
    """Run one make target; show and keep what it prints."""
    with subprocess.Popen(["make", "--no-print-directory", step], cwd=ROOT, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        lines = []
        with (KEPT / f"{step}.log").open("wb") as log:
            for line in process.stdout:
                log.write(line)
                lines.append(line)
                sys.stdout.buffer.write(line)
                sys.stdout.flush()
    return process.returncode, COLOUR.sub("", b"".join(lines).decode(errors="replace"))


def main() -> int:
    """Run the steps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("steps", nargs="+", metavar="STEP")
    parser.add_argument("--static", nargs="*", default=[], metavar="STEP", help="steps that only read the project's files")
    parser.add_argument("--key", default="", help="what else the static checks depend on, such as the version of the interpreter")
    arguments = parser.parse_args()
    KEPT.mkdir(parents=True, exist_ok=True)
    rows, totals = [], [0, 0, 0]
    for step in arguments.steps:
        static = step in arguments.static and not os.environ.get("CI")
        digest = digest_of_files(f"{step} {arguments.key}") if static else ""
        stamp = KEPT / f"{step}.passed"
        known = stamp.read_text(encoding="utf-8").split() if static and stamp.exists() else []
        started = time.monotonic()
        print(f"\n#### {step}", flush=True)
        if known and known[0] == digest:
            code, (passed, failed, skipped) = 0, map(int, known[1:])
            print("No file has changed since it passed: not run again (make clean forgets that).", flush=True)
        else:
            code, output = run(step)
            passed, failed, skipped = count(output, code)
            if static and not code and digest == digest_of_files(f"{step} {arguments.key}"):
                stamp.write_text(f"{digest} {passed} {failed} {skipped}\n", encoding="utf-8")
        rows.append((step, "failed" if code else "passed", passed, failed, skipped, time.monotonic() - started))
        totals = [total + number for total, number in zip(totals, (passed, failed, skipped), strict=True)]
    print("\nstep            result  passed  failed  skipped  seconds")
    for name, result, passed, failed, skipped, seconds in rows:
        print(f"{name:<15} {result:<7} {passed:>6} {failed:>7} {skipped:>8} {seconds:>8.0f}")
    print("\n{} passed, {} failed{}".format(*totals[:2], f", {totals[2]} skipped" if totals[2] else ""), flush=True)
    return 1 if totals[1] else 0


if __name__ == "__main__":
    sys.exit(main())
