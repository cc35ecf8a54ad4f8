# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings of real machines, and what independent tools or people say about them.

The recordings have licences of their own and are not part of this project: they lie in ../shared/recordings beside the
checkout, or where RECORDINGS points to. manifest.json there describes each case.
"""

from __future__ import annotations

import ast
import fnmatch
import importlib
import json
import os
import pathlib
import typing as t

import yaml
from hosts import TreeHost

ROOT = pathlib.Path(__file__).resolve().parents[2]
DIFFERENCES = pathlib.Path(__file__).resolve().parent / "differences"


class Skip(Exception):
    """A case that says nothing about our parsers; the message says why."""


class Case:
    """One recording: its files, and its entry in the manifest."""

    def __init__(self, folder: pathlib.Path, entry: dict[str, t.Any]) -> None:
        self.folder = folder
        self.entry = entry
        self.name: str = entry["case"]

    def path(self, name: str) -> pathlib.Path:
        """The place of one of its files."""
        return self.folder / name

    def has(self, name: str) -> bool:
        """Whether it has such a file."""
        return self.path(name).is_file()

    def bytes(self, name: str) -> bytes:
        """A file's bytes."""
        return self.path(name).read_bytes()

    def text(self, name: str) -> str:
        """A file's text; what is not UTF-8 is replaced."""
        return self.bytes(name).decode("utf-8", "replace")

    def json(self, name: str) -> t.Any:
        """A file's JSON."""
        return json.loads(self.bytes(name))

    def tree(self, name: str, **more: t.Any) -> TreeHost:
        """The machine whose files are in this archive or folder."""
        return TreeHost(self.path(name), **more)

    def skip(self, why: str) -> t.NoReturn:
        """Say why this case is no comparison."""
        raise Skip(why)


def recordings() -> pathlib.Path | None:
    """Where the recordings are, or None."""
    place = pathlib.Path(os.environ.get("RECORDINGS") or ROOT.parent / "shared" / "recordings")
    return place if (place / "manifest.json").is_file() else None


def cases(kind: str = "*", name: str = "*") -> list[Case]:
    """The cases of these kinds (a pattern) whose names match."""
    place = recordings()
    if place is None:
        return []
    entries = json.loads((place / "manifest.json").read_text(encoding="utf-8"))["cases"]
    return [Case(place / entry["path"], entry) for entry in entries if fnmatch.fnmatch(entry["kind"], kind) and fnmatch.fnmatch(entry["case"], name)]


def comparison(kind: str) -> t.Any:
    """The module that compares this kind of recording, or None."""
    for path in sorted(pathlib.Path(__file__).resolve().parent.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "KINDS" and kind in ast.literal_eval(node.value):
                return importlib.import_module("oracle." + path.stem)
    return None


def explanations(kind: str) -> list[dict[str, str]]:
    """What is known about differences of this kind: [{case: pattern, field: pattern, why}]."""
    path = DIFFERENCES / (kind + ".yml")
    return (yaml.safe_load(path.read_text(encoding="utf-8")) or []) if path.is_file() else []


def explained(kind: str, case: str, field: str) -> str:
    """Why our reading differs from the oracle's there, or an empty text."""
    for entry in explanations(kind):
        if fnmatch.fnmatchcase(case, entry["case"]) and fnmatch.fnmatchcase(field, entry["field"]):
            return entry["why"]
    return ""
