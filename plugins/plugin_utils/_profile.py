# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# This is private: only modules, roles, playbooks and the fault files are the collection's interface.
"""What the actions share that look at a profile: the roles' variables, as the inventory gives them."""

from __future__ import annotations

import os
import typing as t

from ansible import constants as C


def cache_folder() -> str:
    """Where what is the same for all hosts is kept: this user's own folder."""
    return os.path.join(C.config.get_config_value("ANSIBLE_HOME"), "fieldtech")


def spec_of(spec: dict[str, t.Any]) -> dict[str, t.Any]:
    """The part of a variable's argument spec that checks values; a missing variable is no matter here, a missing key of it is."""
    kept = {name: spec[name] for name in ("type", "elements", "choices", "default", "aliases") if name in spec}
    if "options" in spec:
        kept["options"] = {name: {**spec_of(inner), "required": inner.get("required", False)} for name, inner in spec["options"].items()}
    return kept
