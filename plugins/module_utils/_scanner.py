# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# This is private: only modules, roles, playbooks and the fault files are the collection's interface.
"""The configuration of SANE, for the module that changes it: which back ends it tries, and the scanners that sane-airscan is told of.

Only the lines that are meant are changed: comments, order and everything that people wrote stay as they are.
"""

from __future__ import annotations

import re
import typing as t
import urllib.parse

SANE = "/etc/sane.d"
AIRSCAN = SANE + "/airscan.conf"
AIRSCAN_FOLDER = SANE + "/airscan.d"
OWN_DEVICES = AIRSCAN_FOLDER + "/fieldtech-devices.conf"
DLL = SANE + "/dll.conf"
DLL_FOLDER = SANE + "/dll.d"
OWN_BACKENDS = DLL_FOLDER + "/fieldtech"
LIBRARIES = ("/usr/lib/*/sane", "/usr/lib64/sane", "/usr/lib/sane")
#: What SANE brings commented out; it tries all others of its own as it is installed.
RESTING = frozenset((
    "canon_pp", "coolscan2", "dc210", "dc240", "dc25", "epson", "gphoto2", "mustek_pp", "p5", "plustek_pp", "pnm", "st400", "stv680", "test", "umax_pp"))
PROTOCOLS = {"escl": "eSCL", "wsd": "WSD"}

_SECTION = re.compile(r"\s*\[\s*([A-Za-z-]+)\s*\]")
_ENTRY = re.compile(r'\s*(?:"([^"\n]*)"|([^"#;=\[\n][^=\n]*?))\s*=\s*([^#;\n]*)')
HEADER = "# Written by the scanner module: scanners that are not found by themselves.\n[devices]\n"


class Device(t.NamedTuple):
    """A scanner as a line of the configuration names it. uri is "disable" for one that must not be used."""

    line: int
    name: str
    uri: str
    protocol: str


def check_name(name: str) -> None:
    """Raises ValueError for what sane-airscan cannot take as a scanner's name."""
    if not 0 < len(name) <= 100 or name != name.strip() or re.search(r'[\x00-\x1f\x7f"=\[\]#;]', name):
        raise ValueError('%r cannot be the name of a scanner: up to 100 characters without " = [ ] # ;' % name)


def check_uri(uri: str) -> None:
    """Raises ValueError unless this is an address that sane-airscan can ask, without a password."""
    shown = re.sub(r"//[^/@]*@", "//", uri)
    try:
        parts = urllib.parse.urlsplit(uri)
        port = parts.port
    except ValueError as exc:
        raise ValueError("%s is no address: %s" % (shown, exc)) from exc
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or re.search(r"[\x00-\x20\x7f\"#;,]", uri):
        raise ValueError("%s is not the address of a scanner such as http://192.0.2.9:80/eSCL" % shown)
    if parts.username is not None:
        raise ValueError("the address of a scanner takes no user and password: sane-airscan has no use for them")


def check_backend(name: str) -> None:
    """Raises ValueError for what SANE does not take as the name of a back end."""
    if not re.match(r"[A-Za-z0-9_-]{1,60}\Z", name):
        raise ValueError("%r cannot be the name of a back end: letters, digits, _ and -" % name)


def devices(text: str) -> list[Device]:
    """The scanners that a file of sane-airscan's names.

    >>> devices('[devices]\\n"Office" = http://192.0.2.9/eSCL, eSCL # upstairs\\nOld = disable\\n[options]\\nmodel = network')
    [Device(line=1, name='Office', uri='http://192.0.2.9/eSCL', protocol='eSCL'), Device(line=2, name='Old', uri='disable', protocol='')]
    """
    found, section = [], ""
    for number, line in enumerate(text.splitlines()):
        heading = _SECTION.match(line)
        if heading:
            section = heading.group(1).lower()
        entry = _ENTRY.match(line) if section == "devices" and not heading else None
        if entry:
            uri, dummy, protocol = entry.group(3).partition(",")
            protocol = protocol.strip().strip('"')
            uri = uri.strip().strip('"')
            name = entry.group(1) if entry.group(1) is not None else entry.group(2).strip()
            found.append(Device(number, name, uri, "" if uri == "disable" else PROTOCOLS.get(protocol.lower(), protocol or "eSCL")))
    return found


def device_line(name: str, uri: str, protocol: str) -> str:
    return '"%s" = %s, %s' % (name, uri, protocol)


def with_device(text: str, name: str, uri: str, protocol: str) -> str:
    """The file with this scanner in the one line that names it; a new one stands at the end of the section.

    >>> with_device("", "Office", "http://192.0.2.9/eSCL", "eSCL").splitlines()[1:]
    ['[devices]', '"Office" = http://192.0.2.9/eSCL, eSCL']
    """
    lines = without_device(text, name, keep_first=True).splitlines()
    for device in devices("\n".join(lines)):
        if device.name == name:
            lines[device.line] = device_line(name, uri, protocol)
            return "\n".join(lines) + "\n"
    if not any(_section(line) == "devices" for line in lines):
        lines += HEADER.splitlines() if not lines else ["[devices]"]
    at = max(number for number, line in enumerate(lines) if _section(line) == "devices") + 1
    while at < len(lines) and not _section(lines[at]):
        at += 1
    lines.insert(at, device_line(name, uri, protocol))
    return "\n".join(lines) + "\n"


def _section(line: str) -> str:
    match = _SECTION.match(line)
    return match.group(1).lower() if match else ""


def without_device(text: str, name: str, keep_first: bool = False) -> str:
    """The file without the lines that name this scanner, but for the first of them if that is asked."""
    numbers = [device.line for device in devices(text) if device.name == name][1 if keep_first else 0:]
    return "".join(line for number, line in enumerate(text.splitlines(keepends=True)) if number not in numbers)


def backends(text: str) -> list[str]:
    """The back ends that a file of SANE's names.

    >>> backends("net\\n#test\\nepson2 # scanners of Epson\\n")
    ['net', 'epson2']
    """
    return [name for name in (line.partition("#")[0].strip() for line in text.splitlines()) if name]


def with_backend(text: str, name: str) -> str:
    """The file with this back end: a line that was commented out comes back, else it is added.

    >>> with_backend("net\\n#test\\n", "test"), with_backend("net", "airscan")
    ('net\\ntest\\n', 'net\\nairscan\\n')
    """
    if name in backends(text):
        return text
    found, count = re.subn(r"^[ \t]*#[ \t]*%s[ \t]*$" % re.escape(name), name, text, count=1, flags=re.MULTILINE)
    return found if count else text + ("\n" if text and not text.endswith("\n") else "") + name + "\n"


def without_backend(text: str, name: str) -> str:
    """The file with this back end commented out.

    >>> without_backend("net\\nepson2 # x\\n", "epson2")
    'net\\n#epson2 # x\\n'
    """
    return re.sub(r"^[ \t]*(%s[ \t]*(?:#.*)?)$" % re.escape(name), r"#\1", text, flags=re.MULTILINE)
