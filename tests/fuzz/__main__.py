# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Millions of spoilt inputs for the parsers, led by the code they reach where the fuzzer is installed (`make fuzz`)."""

from __future__ import annotations

import argparse
import concurrent.futures
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "collections")]

from fuzz import PATIENCE, spoil, targets  # noqa: E402  # the path comes first


def one(name: str, runs: int) -> None:
    """Fuzz one parser in this process, which ends with it."""
    import atheris

    # What is imported in here counts for the fuzzer: the way an input takes through the parsers.
    with atheris.instrument_imports(include=["ansible_collections.fieldtech.workstation.plugins.module_utils.examiner"]):
        target = targets()[name]
    chance = random.Random(name)

    def refuse_or_read(data: bytes) -> None:
        try:
            target.parse(data)
        except ValueError:
            pass

    def accident(data: bytes, limit: int, _seed: int) -> bytes:
        # Half by our accidents, half by the fuzzer's own.
        return atheris.Mutate(data, limit) if chance.randrange(2) else spoil(data, target.seeds, chance)[:limit]

    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(target.seeds):
            pathlib.Path(corpus, str(number)).write_bytes(seed)
        longest = max(map(len, target.seeds)) * 2 + 4096
        atheris.Setup(
            [sys.argv[0], "-runs=%d" % runs, "-timeout=%d" % PATIENCE, "-max_len=%d" % longest, "-rss_limit_mb=2048",
             "-artifact_prefix=%s/" % tempfile.gettempdir(), corpus],
            refuse_or_read, custom_mutator=accident)
        atheris.Fuzz()


def main() -> int:
    """Fuzz all parsers, each in a process of its own, and print the table."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000_000, help="inputs in all, shared out evenly")
    parser.add_argument("--only", default=".*", help="only the parsers that match this regular expression")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        one(arguments.one, arguments.runs)
        return 0
    names = [name for name in targets() if re.fullmatch(arguments.only, name)]
    each = -(-arguments.runs // max(1, len(names)))

    def fuzz(name: str) -> tuple[str, subprocess.CompletedProcess[str], float]:
        started = time.monotonic()
        done = subprocess.run([sys.executable, "-m", "tests.fuzz", "--one", name, "--runs", str(each)], cwd=HERE.parents[1],
                              capture_output=True, text=True, errors="replace", check=False)
        return name, done, time.monotonic() - started

    failed = 0
    print("%-22s %10s %9s  %s" % ("parser", "inputs", "seconds", "result"))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, done, seconds in pool.map(fuzz, names):
            count = re.findall(r"Done (\d+) runs", done.stderr)
            failed += done.returncode != 0
            print("%-22s %10s %9.1f  %s" % (name, count[-1] if count else "-", seconds, "ok" if done.returncode == 0 else "FAILED"))
            if done.returncode:
                print("\n".join("    " + line for line in (done.stdout + done.stderr).splitlines() if "#" not in line[:1])[-3000:])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
