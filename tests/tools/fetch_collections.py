# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put the collections of requirements.yml, in exactly these versions, where ansible.cfg looks for them.

What is installed already is left alone. The rest is taken out of the Python package ``ansible``, whose wheel contains
them (pip is at hand anyway, and its download is checked by hash), and from Galaxy only where that fails.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
OURS = ROOT / "collections"
SEARCHED = (OURS, pathlib.Path("~/.ansible/collections").expanduser(), pathlib.Path("/usr/share/ansible/collections"))
WHEEL = ROOT / "requirements" / "collections.txt"


def installed(root: pathlib.Path, name: str) -> str | None:
    """The version of a collection below one collections path."""
    manifest = root / "ansible_collections" / name.replace(".", "/") / "MANIFEST.json"
    try:
        return json.loads(manifest.read_text(encoding="utf-8"))["collection_info"]["version"]
    except (OSError, ValueError, KeyError):
        return None


def missing(wanted: dict[str, str]) -> dict[str, str]:
    """Those that ansible would not find in this version: the first path that has a collection wins."""
    lacking = {}
    for name, version in wanted.items():
        found = next((found for root in SEARCHED if (found := installed(root, name))), None)
        if found != version:
            lacking[name] = version
    return lacking


def place(source: pathlib.Path, name: str) -> None:
    """Replace a collection in one step, so that no reader meets half of it."""
    target = OURS / "ansible_collections" / name.replace(".", "/")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    shutil.move(source, target)


def from_wheel(wanted: dict[str, str], scratch: pathlib.Path) -> None:
    """Extract collections from the wheel of the Python package ``ansible``."""
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check", "--no-input", "--no-deps", "--only-binary=:all:",
         "--ignore-requires-python", "--require-hashes", "-d", str(scratch), "-r", str(WHEEL)],
        check=True, stdin=subprocess.DEVNULL,
    )
    (wheel,) = scratch.glob("ansible-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        for name in wanted:
            prefix = f"ansible_collections/{name.replace('.', '/')}/"
            archive.extractall(scratch, [member for member in archive.namelist() if member.startswith(prefix)])
    for name, version in wanted.items():
        found = installed(scratch, name)
        if found != version:
            raise LookupError(f"the wheel has {name} {found}, requirements.yml wants {version}")
        place(scratch / "ansible_collections" / name.replace(".", "/"), name)


def from_galaxy(wanted: dict[str, str], scratch: pathlib.Path) -> None:
    """Let ansible-galaxy fetch them; it must not see the checkout's own collections, or finds nothing to do."""
    galaxy = pathlib.Path(sys.executable).with_name("ansible-galaxy")
    subprocess.run(
        [galaxy, "collection", "install", "--no-deps", "-p", str(scratch), *[f"{name}:=={version}" for name, version in wanted.items()]],
        check=True, stdin=subprocess.DEVNULL, cwd=scratch,
    )
    for name in wanted:
        place(scratch / "ansible_collections" / name.replace(".", "/"), name)


def main() -> int:
    """Fetch what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("requirements", type=pathlib.Path)
    arguments = parser.parse_args()
    content = yaml.safe_load(arguments.requirements.read_text(encoding="utf-8"))
    wanted = missing({entry["name"]: entry["version"] for entry in content["collections"]})
    if not wanted:
        return 0
    print("Fetching " + ", ".join(f"{name} {version}" for name, version in wanted.items()), file=sys.stderr)
    OURS.mkdir(exist_ok=True)
    for fetch in (from_wheel, from_galaxy):
        # Beside its destination, so that the last step is a rename.
        with tempfile.TemporaryDirectory(dir=OURS, prefix=".fetch-") as scratch:
            try:
                fetch(wanted, pathlib.Path(scratch))
                return 0
            except (subprocess.CalledProcessError, OSError, LookupError, ValueError, zipfile.BadZipFile) as error:
                print(f"{fetch.__name__}: {error}", file=sys.stderr)
    print("These collections could not be fetched: " + ", ".join(wanted), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
