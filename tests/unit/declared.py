# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of all collectors share: facts are exactly what their component declares."""

from __future__ import annotations

import pathlib

import yaml

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import Unexamined

ROOT = pathlib.Path(__file__).resolve().parents[2]
KINDS = {"str": str, "int": int, "float": (int, float), "bool": bool, "dict": dict, "list": list}


def declaration(component):
    """What roles/<component>/meta/facts.yml says, as the declaration of one dictionary."""
    return {"type": "dict", "contains": yaml.safe_load((ROOT / "roles" / component / "meta/facts.yml").read_text(encoding="utf-8"))}


def undeclared(value, declared, path):
    """Where the facts differ from their declaration. Null and Unexamined stand for any type."""
    if value is None or isinstance(value, Unexamined):
        return []
    kind = declared["type"]
    if not isinstance(value, KINDS[kind]) or (kind in ("int", "float") and isinstance(value, bool)):
        return ["%s is %r, not %s" % (path, value, kind)]
    contains = declared.get("contains")
    if kind == "list":
        element = {"type": declared["elements"], **({"contains": contains} if contains else {})}
        return [line for item in value for line in undeclared(item, element, path + "[]")]
    if kind != "dict" or not contains:
        return []
    found = ["%s: %s" % (path, sorted(set(value) ^ set(contains)))] if set(value) != set(contains) else []
    return found + [line for key in set(value) & set(contains) for line in undeclared(value[key], contains[key], path + "." + key)]
