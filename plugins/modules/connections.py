#!/usr/bin/python
# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: connections
short_description: Manage connection profiles of NetworkManager
version_added: 0.1.0
author:
  - the fieldtech.workstation authors (@fieldtech)
description:
  - Creates, changes and removes connection profiles in the files where NetworkManager keeps them, all of a workstation at once.
  - A profile that is there keeps its UUID and every setting that is not named, whoever made it. So a connection that is up stays up,
    and what has changed is applied to its link without disconnecting it, as far as the link allows.
  - Secrets go from the task's parameters into files that only root reads. They are on no command line and in no diff.
  - It works where NetworkManager is not running or not installed yet; the profiles are then there when it starts.
attributes:
  check_mode:
    description: Can run in check mode and says truly whether it would change something.
    support: full
  diff_mode:
    description: Returns what was and what is, setting by setting, without secrets.
    support: full
  idempotent:
    description: A second run changes nothing.
    support: full
  platform:
    description: Where it works.
    platforms: linux
    support: full
options:
  connections:
    description:
      - The connections, with the options that the role P(fieldtech.workstation.network#role) describes as C(network_connections).
      - Those that are not listed stay as they are.
    type: list
    elements: dict
    required: true
  secrets:
    description:
      - Secrets by the name of the connection, each a mapping with any of C(psk), C(password) and C(private_key_password).
    type: dict
    default: {}
notes:
  - Profiles in the former format of Red Hat Enterprise Linux (C(ifcfg)) are not read.
"""

EXAMPLES = r"""
- name: The office's cable and its radio network
  fieldtech.workstation.connections:
    connections:
      - {name: office, ifname: enp3s0, ip4: [192.0.2.10/24], gw4: 192.0.2.1, dns4: [192.0.2.53]}
      - name: office-wifi
        type: wifi
        ssid: office
        eap: peap
        phase2_auth: mschapv2
        identity: pc-17
        ca_cert: office-ca.pem
        server_name: radius.example.org
    secrets:
      office-wifi: {password: "{{ vault_office_wifi }}"}
"""

RETURN = r"""
connections:
  description: The names of the connections that were created, changed or removed.
  returned: success
  type: list
  elements: str
  sample: [office]
"""

import contextlib
import os
import tempfile
import typing as t
import uuid

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import keyfile

# A connection of this name always gets the same UUID, so that two runs that are cut off make one profile.
NAMESPACE = uuid.UUID("7b3c1d2e-95f4-4b8e-9a57-0c6f5d1e8a42")
#: What NetworkManager wants of a new profile beside what is asked for.
INITIAL = {"vlan": {"vlan.flags": "1"}, "bond": {"bond.mode": "balance-rr"}, "wifi": {"wifi.mode": "infrastructure"}}


class Profiles:
    """The connection profiles of this machine, as files."""

    def __init__(self, module: AnsibleModule, folders: t.Sequence[str] = keyfile.FOLDERS) -> None:
        self.module = module
        self.folders = folders
        self.nmcli = module.get_bin_path("nmcli")
        self.known: dict[str, tuple[str, str]] = {}
        for folder in folders:
            for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
                path = os.path.join(folder, name)
                text = _read(path)
                found = keyfile.sections(text).get("connection", {})
                identity = keyfile.properties("[connection]\nid=%s\n" % found.get("id", "")).get("connection.id")
                if identity and not name.startswith("."):
                    self.known.setdefault(str(identity), (path, text))

    def plan(self, connection: dict[str, t.Any], secrets: dict[str, t.Any]) -> dict[str, t.Any] | None:
        """What has to be done for this connection: {name, path, text, before, after, uuid}; text None removes it. None: nothing."""
        name = str(connection["name"])
        path, text = self.known.get(name, ("", ""))
        now = keyfile.properties(text)
        if connection.get("state", "present") == "absent":
            if not path:
                return None
            return {"name": name, "path": path, "old": text, "text": None, "uuid": now.get("connection.uuid", ""), "before": _shown(now), "after": {}}
        settings = {key: value for key, value in keyfile.wanted(connection).items() if key in keyfile.differing(now, keyfile.wanted(connection))}
        if not path:
            settings = {
                "connection.id": name, "connection.uuid": str(uuid.uuid5(NAMESPACE, name)),
                **{key: value for key, value in keyfile.wanted(connection).items() if key != "connection.autoconnect" or value == "false"},
                **INITIAL.get(str(connection.get("type") or "ethernet"), {}),
            }
        hidden = self._secrets(text, connection, secrets)
        if not settings and not hidden:
            return None
        target = path if path.startswith(self.folders[0] + "/") else os.path.join(self.folders[0], name.replace("/", "_") + ".nmconnection")
        before = {key: now.get(key, "") for key in settings} if path else {}
        return {
            "name": name, "path": target, "old": _read(target), "text": keyfile.changed(text, {**settings, **hidden}),
            "uuid": now.get("connection.uuid") or settings.get("connection.uuid", ""),
            "before": _shown({**before, **(dict.fromkeys(hidden, "(secret)") if path else {})}),
            "after": _shown({**settings, **dict.fromkeys(hidden, "(the profile's secret)")}),
        }

    @staticmethod
    def _secrets(text: str, connection: dict[str, t.Any], secrets: dict[str, t.Any]) -> dict[str, t.Any]:
        """The secret settings that are not what they should be."""
        there = keyfile.sections(text)
        different: dict[str, t.Any] = {}
        for option, key in keyfile.SECRETS.items():
            section, _dot, name = key.partition(".")
            if secrets.get(option) in (None, ""):
                continue
            if there.get(section, {}).get(name) != keyfile.written(key, str(secrets[option])):
                different[key] = str(secrets[option])
            # Kept for all users: one that a user's own keyring would hold could not bring the connection up at boot.
            if there.get(section, {}).get(name + "-flags", "0") != "0":
                different[key + "-flags"] = None
        # The key of a network that is now secured another way is of no use to anybody.
        if connection.get("eap") and "psk" in there.get("wifi-security", {}):
            different["wifi-security.psk"] = None
        return different

    def carry_out(self, plan: dict[str, t.Any]) -> None:
        """Write or remove the profile and tell NetworkManager; what it refuses is taken back."""
        if plan["text"] is None:
            if self._running():
                rc, _out, err = self.module.run_command([self.nmcli, "connection", "delete", "uuid", plan["uuid"]])
                if rc != 0 and os.path.exists(plan["path"]):
                    self.module.fail_json(msg="NetworkManager does not remove the connection %s: %s" % (plan["name"], err.strip()[:300]))
            with contextlib.suppress(FileNotFoundError):
                os.unlink(plan["path"])
            return
        _write(plan["path"], plan["text"])
        if not self._running():
            return
        rc, out, err = self.module.run_command([self.nmcli, "connection", "load", plan["path"]])
        # nmcli says with words, not with its code, that it could not load a file.
        if rc != 0 or err.strip() or "Could not load" in out:
            if plan["old"]:
                _write(plan["path"], plan["old"])
            else:
                os.unlink(plan["path"])
            self.module.run_command([self.nmcli, "connection", "reload"])
            self.module.fail_json(msg="NetworkManager refuses the connection %s with these settings; it is as it was before. It says: %s" % (
                plan["name"], (err.strip() or out.strip())[:300]), settings=sorted(plan["after"]))

    def _running(self) -> bool:
        return bool(self.nmcli) and os.path.isdir("/run/NetworkManager") and self.module.run_command(
            [self.nmcli, "--terse", "--fields", "RUNNING", "general"])[1].strip() == "running"

    def apply(self, plans: list[dict[str, t.Any]]) -> None:
        """Give the links that are up with a changed connection its new settings, without disconnecting them."""
        changed = {plan["uuid"] for plan in plans if plan["text"] is not None and plan["old"]}
        if not changed or not self._running():
            return
        for line in self.module.run_command([self.nmcli, "--terse", "--fields", "UUID,DEVICE", "connection", "show", "--active"])[1].splitlines():
            identity, _colon, device = line.partition(":")
            if identity in changed and device:
                # What cannot be changed on a link that is up is taken up when it next connects.
                self.module.run_command([self.nmcli, "--wait", "30", "device", "reapply", device.replace("\\:", ":")])


def _shown(settings: dict[str, t.Any]) -> dict[str, t.Any]:
    return {key: "" if value is None else value for key, value in settings.items()}


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as stream:
            return stream.read(1 << 20)
    except OSError:
        return ""


def _write(path: str, text: str) -> None:
    """Whole or not at all, and never readable for others."""
    folder = os.path.dirname(path)
    os.makedirs(folder, mode=0o755, exist_ok=True)
    # NetworkManager takes no notice of a name that begins with a dot.
    handle, draft = tempfile.mkstemp(prefix=".", dir=folder)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.rename(draft, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(draft)
        raise


def main() -> None:
    """The module."""
    module = AnsibleModule(
        argument_spec={
            "connections": {"type": "list", "elements": "dict", "required": True},
            "secrets": {"type": "dict", "default": {}, "no_log": True},
        },
        supports_check_mode=True,
    )
    for connection in module.params["connections"]:
        if not connection.get("name"):
            module.fail_json(msg="a connection has no name")
    profiles = Profiles(module)
    secrets = module.params["secrets"]
    plans = [plan for plan in (
        profiles.plan(connection, secrets.get(connection["name"]) or {}) for connection in module.params["connections"]) if plan]
    if not module.check_mode:
        for plan in plans:
            profiles.carry_out(plan)
        profiles.apply(plans)
    module.exit_json(
        changed=bool(plans), connections=[plan["name"] for plan in plans],
        diff=[{"before_header": plan["name"], "after_header": plan["name"], "before": plan["before"], "after": plan["after"]} for plan in plans],
    )


if __name__ == "__main__":
    main()
