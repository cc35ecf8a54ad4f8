#!/usr/bin/env python3
# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the RETURN block of workstation_facts from what the components declare in roles/*/meta/facts.yml. --check only compares."""

from __future__ import annotations

import pathlib
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODULE = ROOT / "plugins/modules/workstation_facts.py"
BEGIN, END = 'RETURN = r"""\n', '"""\n\nimport '


def returned(facts: dict) -> dict:
    """The declarations of facts as ansible-doc wants them: unit and source become part of the description."""
    block = {}
    for name, spec in facts.items():
        words = [spec["description"].strip()]
        words += ["Unit: %s." % spec["unit"]] if "unit" in spec else []
        words += ["Source: %s." % spec["source"]] if "source" in spec else []
        entry = {"description": " ".join(words), "type": spec["type"], "returned": "always"}
        if spec["type"] == "list":
            entry["elements"] = spec.get("elements", "dict" if "contains" in spec else "str")
        if "contains" in spec:
            entry["contains"] = returned(spec["contains"])
        block[name] = entry
    return block


def main() -> int:
    components = {}
    for path in sorted(ROOT.glob("roles/*/meta/facts.yml")):
        component = path.parts[-3]
        components[component] = {
            "description": "The facts of the component %s." % component, "type": "dict", "returned": "when the subset has it",
            "contains": returned(yaml.safe_load(path.read_text(encoding="utf-8"))),
        }
    block = yaml.safe_dump({"ansible_facts": {
        "description": "The facts by component. What could not be looked at is a dictionary with the key C(unexamined).",
        "type": "dict", "returned": "success", "contains": {"workstation": {
            "description": "All facts.", "type": "dict", "returned": "success", "contains": components}},
    }}, sort_keys=False, default_flow_style=None, width=125, allow_unicode=True)
    text = MODULE.read_text(encoding="utf-8")
    start = text.index(BEGIN) + len(BEGIN)
    made = text[:start] + block + text[text.index(END, start):]
    if "--check" in sys.argv:
        return int(made != text)
    MODULE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
