# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Concludes an intervention: compares the examinations before and after it and says what came of each fault."""

from __future__ import annotations

import time
import typing as t
import uuid

from ansible.plugins.action import ActionBase

from ansible_collections.fieldtech.workstation.plugins.plugin_utils import diagnosis
from ansible_collections.fieldtech.workstation.plugins.plugin_utils._plain import plain, text


class ActionModule(ActionBase):
    """The conclude action; its documentation is with the module of the same name. It never contacts the workstation."""

    TRANSFERS_FILES = False
    _supports_check_mode = True
    _supports_async = False
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Conclude one intervention."""
        result = super().run(tmp, task_vars)
        _validation, arguments = self.validate_argument_spec({
            "before": {"type": "dict", "required": True},
            "after": {"type": "dict", "required": True},
            "between": {"type": "list", "elements": "dict", "default": []},
            "attempts": {"type": "list", "elements": "dict", "default": []},
            "check_outs": {"type": "list", "elements": "dict", "default": []},
        })
        arguments = plain(arguments)
        for entry in arguments["attempts"] + arguments["check_outs"]:
            entry["message"] = text(entry.get("message", ""), 1000)
        concluded = diagnosis.conclude(
            arguments["before"], arguments["after"], arguments["attempts"], arguments["check_outs"], bool(self._task.check_mode),
            arguments["between"])
        host = str((task_vars or {}).get("inventory_hostname", ""))
        result.update(
            changed=False,
            msg="%s after %d round%s" % (concluded["outcome"].replace("_", " "), concluded["rounds"], "" if concluded["rounds"] == 1 else "s"),
            intervention={"id": "%s-%s" % (time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()), uuid.uuid4().hex[:8]), "host": host, **concluded},
        )
        return result
