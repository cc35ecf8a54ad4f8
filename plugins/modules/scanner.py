#!/usr/bin/python
# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: scanner
short_description: Manage network scanners and back ends of SANE
version_added: 0.1.0
author:
  - the fieldtech.workstation authors (@fieldtech)
description:
  - Adds, changes and removes scanners that C(sane-airscan) shall use although they do not announce themselves on the network.
  - Has SANE try a back end, or no longer try it.
  - A scanner is asked what it can do before anything is written; one that does not answer is refused.
  - Only the lines that are meant are changed. A scanner or back end that somebody entered in another file of SANE is changed there;
    new ones stand in F(/etc/sane.d/airscan.d/fieldtech-devices.conf) and F(/etc/sane.d/dll.d/fieldtech).
requirements:
  - SANE on the managed host, and sane-airscan for network scanners
attributes:
  check_mode:
    description: Can run in check mode and says truly whether it would change something, even where SANE is not installed yet.
    support: full
  diff_mode:
    description: Returns the files as they were and as they are.
    support: full
  idempotent:
    description: A second run changes nothing.
    support: full
  platform:
    description: Where it works.
    platforms: linux
    support: full
options:
  name:
    description: What people see as the scanner's name. Without it, the task is about O(backend).
    type: str
  uri:
    description:
      - The scanner's address as sane-airscan takes it, such as V(http://192.0.2.9:80/eSCL). It holds no user and password.
      - Needed for O(state=present).
    type: str
  protocol:
    description: What the scanner speaks.
    type: str
    choices: [eSCL, WSD]
    default: eSCL
  backend:
    description: The name of a back end that SANE shall try, or no longer try.
    type: str
  state:
    description:
      - V(present) has the scanner be there as described, or the back end be tried.
      - V(absent) removes the scanner from the configuration, or comments the back end out.
    type: str
    choices: [present, absent]
    default: present
  verify:
    description:
      - Whether a new scanner, or a new address, is refused where no scanner answers. Over eSCL it has to say what it can do; over WSD
        somebody has to answer HTTP there.
      - A back end is refused if its library is not installed.
      - What is as it should be is not asked anew.
    type: bool
    default: true
  timeout:
    description: How many seconds a scanner may take to answer.
    type: int
    default: 10
seealso:
  - module: fieldtech.workstation.printer
"""

EXAMPLES = r"""
- name: The scanner of the archive, which is in another network and cannot be found by itself
  fieldtech.workstation.scanner:
    name: Archive
    uri: http://scanner.example.org:8080/eSCL

- name: An older scanner that speaks WSD
  fieldtech.workstation.scanner:
    name: Post room
    uri: http://192.0.2.9:5358/WSDScanner
    protocol: WSD

- name: The back end that makes test pages
  fieldtech.workstation.scanner:
    backend: test

- name: No scanners lent by other machines
  fieldtech.workstation.scanner:
    backend: net
    state: absent
"""

RETURN = r"""
scanner:
  description: What the scanner says of itself. Only for eSCL, and only when it was asked.
  returned: when the scanner was asked
  type: dict
  contains:
    model:
      description: Maker and model.
      type: str
    uuid:
      description: Its own identity.
      type: str
    sources:
      description: What it scans from, V(platen), V(feeder), V(feeder_duplex) or V(camera).
      type: list
      elements: str
    resolutions:
      description: The resolutions that it offers, in dots per inch.
      type: list
      elements: int
    formats:
      description: The formats that it offers.
      type: list
      elements: str
  sample:
    model: Acme MFP 9
    uuid: 4509a320-00a0-008f-00b6-00258b7a0c11
    sources: [platen]
    resolutions: [75, 300]
    formats: [image/png]
files:
  description: The files that were changed, or in check mode would be.
  returned: success
  type: list
  elements: str
  sample: [/etc/sane.d/airscan.d/fieldtech-devices.conf]
"""

import glob
import os
import socket
import ssl
import tempfile
import typing as t
import urllib.error
import urllib.parse

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common.text.converters import to_native
from ansible.module_utils.urls import open_url

from ansible_collections.fieldtech.workstation.plugins.module_utils import _scanner
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import escl


def _read(path: str) -> str | None:
    """A file of the managed host; None if it is not there."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as stream:
            return stream.read()
    except FileNotFoundError:
        return None


def _listed(first: str, pattern: str) -> list[str]:
    return [path for path in (first, *sorted(glob.glob(pattern))) if os.path.isfile(path)]


def ask(uri: str, protocol: str, timeout: int) -> dict[str, t.Any]:
    """What the scanner says of itself. Raises ValueError if none answers."""
    target = uri.rstrip("/") + "/ScannerCapabilities" if protocol == "eSCL" else uri
    try:
        # Scanners sign their own certificates, and nobody reaches them through a proxy.
        with open_url(target, timeout=timeout, validate_certs=False, use_proxy=False, follow_redirects="none", use_netrc=False) as answer:
            data = answer.read(escl.MAX_SIZE + 1)
    except urllib.error.HTTPError as exc:
        if protocol == "WSD":
            return {}  # it wants to be asked in its own way, and is there
        raise ValueError("no scanner answers at %s: HTTP %d" % (uri, exc.code)) from exc
    except (urllib.error.URLError, OSError, socket.timeout, ssl.SSLError, ValueError) as exc:
        reason = getattr(exc, "reason", exc)
        said = to_native(getattr(reason, "strerror", None) or reason)
        raise ValueError("no scanner answers at %s (%s); is it on, and is the address right" % (uri, said)) from exc
    if protocol == "WSD":
        return {}
    try:
        told = escl.capabilities(data)
    except ValueError as exc:
        raise ValueError("what answers at %s is no eSCL scanner: %s" % (uri, exc)) from exc
    return {
        "model": told["model"], "uuid": told["uuid"], "sources": list(told["sources"]),
        "resolutions": told["resolutions"][:50], "formats": told["formats"][:50],
    }


class Configuration:
    """The files of SANE, and what shall become of them."""

    def __init__(self, module: AnsibleModule) -> None:
        self.module = module
        self.wanted: dict[str, str] = {}

    def device(self, name: str, uri: str | None, protocol: str) -> bool:
        """Have the scanner be there, or with no address be gone. Whether it has to be asked first."""
        files = _listed(_scanner.AIRSCAN, _scanner.AIRSCAN_FOLDER + "/*.conf")
        naming = [path for path in files if any(device.name == name for device in _scanner.devices(_read(path) or ""))]
        if uri is None:
            for path in naming:
                self.wanted[path] = _scanner.without_device(_read(path) or "", name)
            return False
        present = [device for path in naming for device in _scanner.devices(_read(path) or "") if device.name == name]
        if [(device.uri, device.protocol) for device in present] == [(uri, protocol)]:
            return False
        place = naming[0] if naming else _scanner.OWN_DEVICES
        self.wanted[place] = _scanner.with_device(_read(place) or "", name, uri, protocol)
        for path in naming[1:]:
            self.wanted[path] = _scanner.without_device(_read(path) or "", name)
        return not any((device.uri, device.protocol) == (uri, protocol) for device in present)

    def backend(self, name: str, tried: bool) -> bool:
        """Have SANE try the back end, or no longer. Whether it is new."""
        files = _listed(_scanner.DLL, _scanner.DLL_FOLDER + "/*")
        naming = [path for path in files if name in _scanner.backends(_read(path) or "")]
        if not tried:
            for path in naming:
                self.wanted[path] = _scanner.without_backend(_read(path) or "", name)
            if self._will_be_tried(name):
                self.wanted[_scanner.DLL] = "#%s\n" % name
            return False
        if naming or self._will_be_tried(name):
            return False
        # Where the distribution or a person has commented it out, it comes back; a new one is ours.
        for path in files:
            text = _read(path) or ""
            if _scanner.with_backend(text, name).count("\n") == text.count("\n"):
                self.wanted[path] = _scanner.with_backend(text, name)
                return True
        self.wanted[_scanner.OWN_BACKENDS] = _scanner.with_backend(_read(_scanner.OWN_BACKENDS) or "", name)
        return True

    def _will_be_tried(self, name: str) -> bool:
        """In a dry run where SANE is not there yet: what it will bring, as it is installed."""
        return self.module.check_mode and not os.path.isdir(_scanner.SANE) and name not in _scanner.RESTING

    def changes(self) -> list[dict[str, str]]:
        """What is different, as Ansible shows it."""
        found = []
        for path, text in self.wanted.items():
            before = _read(path)
            if text != (before or ""):
                found.append({"before_header": path, "after_header": path, "before": before or "", "after": text})
        return found

    def write(self) -> None:
        for change in self.changes():
            path = change["after_header"]
            os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)
            number, temporary = tempfile.mkstemp(dir=self.module.tmpdir)
            with os.fdopen(number, "w", encoding="utf-8", errors="surrogateescape") as stream:
                stream.write(change["after"])
            if not os.path.exists(path):
                os.chmod(temporary, 0o644)
            self.module.atomic_move(temporary, path)


def library_there(name: str) -> bool:
    return any(glob.glob("%s/libsane-%s.so*" % (folder, name)) for folder in _scanner.LIBRARIES)


def main() -> None:
    """The module."""
    module = AnsibleModule(
        argument_spec={
            "name": {"type": "str"},
            "uri": {"type": "str"},
            "protocol": {"type": "str", "choices": ["eSCL", "WSD"], "default": "eSCL"},
            "backend": {"type": "str"},
            "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
            "verify": {"type": "bool", "default": True},
            "timeout": {"type": "int", "default": 10},
        },
        mutually_exclusive=[("name", "backend"), ("uri", "backend")],
        required_one_of=[("name", "backend")],
        supports_check_mode=True,
    )
    name, uri, backend, verify = (module.params[key] for key in ("name", "uri", "backend", "verify"))
    present = module.params["state"] == "present"
    configuration = Configuration(module)
    result: dict[str, t.Any] = {}
    # In a dry run where SANE is not there yet, the packages that somebody is about to install bring the libraries.
    installed = os.path.isdir(_scanner.SANE)
    try:
        if present and not installed and not module.check_mode:
            raise ValueError("SANE is not installed; install it first")
        if backend:
            _scanner.check_backend(backend)
            if configuration.backend(backend, present) and verify and installed and not library_there(backend):
                raise ValueError("the back end %s is not installed: there is no libsane-%s.so. Install the package that brings it" % (backend, backend))
        else:
            _scanner.check_name(name)
            if present:
                if not uri:
                    raise ValueError("the scanner %s needs a `uri`" % name)
                _scanner.check_uri(uri)
            if configuration.device(name, uri if present else None, module.params["protocol"]) and verify:
                told = ask(uri, module.params["protocol"], module.params["timeout"])
                if told:
                    result["scanner"] = told
        changes = configuration.changes()
        if not module.check_mode:
            configuration.write()
    except (ValueError, OSError) as exc:
        module.fail_json(msg="%s: %s. Nothing was changed" % (name or backend, exc) if isinstance(exc, ValueError) else "%s: %s" % (name or backend, exc))
    module.exit_json(changed=bool(changes), files=[change["after_header"] for change in changes], diff=changes, **result)


if __name__ == "__main__":
    main()
