# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print the facts of one component, of this machine or of a lab machine: what a fault file's expressions can speak of.

On the other machine the examiner runs from standard input, as in an examination, with the defaults as the profile.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import pathlib
import subprocess
import sys
import zipfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMINER = ROOT / "plugins/module_utils/examiner"

START = """
import base64, importlib, io, json, os, sys, tempfile
with tempfile.NamedTemporaryFile(suffix=".zip") as archive:
    archive.write(base64.b64decode({package!r}))
    archive.flush()
    sys.path.insert(0, archive.name)
    from examiner.host import LiveHost, Unexamined
    collector = importlib.import_module("examiner.collectors." + {component!r})
    host = LiveHost()
    def plain(value):
        if isinstance(value, Unexamined):
            return {{"unexamined": value.as_dict()}}
        return sorted(value) if isinstance(value, (set, frozenset)) else str(value)
    print(json.dumps(collector.collect(host, json.loads({profile!r})), indent=2, default=plain, ensure_ascii=False))
"""


def program(component: str) -> bytes:
    """The examiner as one Python program that prints the facts of a component."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder in ("", "formats", "collectors"):
            if not (EXAMINER / folder / "__init__.py").exists():
                archive.writestr(str(pathlib.PurePosixPath("examiner", folder, "__init__.py")), "")
        for path in sorted(EXAMINER.rglob("*.py")):
            archive.write(path, path.relative_to(EXAMINER.parent))
    profile: dict[str, object] = {}
    for defaults in (ROOT / "roles").glob("*/defaults/main.yml"):
        profile.update(yaml.safe_load(defaults.read_text(encoding="utf-8")) or {})
    return START.format(package=base64.b64encode(package.getvalue()).decode(), component=component, profile=json.dumps(profile)).encode()


def main() -> int:
    """Print them."""
    known = sorted(path.stem for path in (EXAMINER / "collectors").glob("*.py") if not path.stem.startswith("_"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("component", choices=known)
    parser.add_argument("machine", nargs="?", help="a lab machine; without it, this one")
    arguments = parser.parse_args()
    command = ["/usr/bin/python3", "-I", "-"]
    if arguments.machine:
        command = [str(ROOT / "molecule/lab/machine"), "enter", arguments.machine, *command]
    return subprocess.run(command, input=program(arguments.component), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
