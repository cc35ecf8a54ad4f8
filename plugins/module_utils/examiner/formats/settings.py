# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of settings: those of systemd's services, sysctl.d, chrony's sources, and what a boot loader was told."""

from __future__ import annotations

import re

_TIMEOUT = re.compile(r"^\s*set timeout=\"?(-?\d{1,9})\"?\s*$", re.MULTILINE)
_STYLED = re.compile(r"^\s*set timeout_style=\S+\s*\n\s*set timeout=\"?(-?\d{1,9})\"?\s*$", re.MULTILINE)
_LINUX = re.compile(r"^\s*linux(?:16|efi)?[ \t]+\S+[ \t]*(.*)$", re.MULTILINE)


def parse_section(text: str, section: str) -> list[tuple[str, str]]:
    r"""The assignments of one section of a file as systemd.syntax(7) has them, in their order.

    >>> parse_section("[Journal]\nStorage=auto\n# no\nSystemMaxUse = \\\n 500M\n[Other]\nStorage=none\n", "Journal")
    [('Storage', 'auto'), ('SystemMaxUse', '500M')]
    """
    found, here, joined = [], "", ""
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith(("#", ";")):
            continue  # also between the parts of one that goes on
        line = (joined + " " + line).strip() if joined else line
        joined = ""
        if line.endswith("\\"):
            joined = line[:-1].rstrip() or " "
        elif line.startswith("["):
            here = line[1:].partition("]")[0]
        elif here == section:
            name, equals, value = line.partition("=")
            if equals:
                found.append((name.strip(), value.strip()))
    return found


def parse_sysctl(text: str) -> dict[str, str]:
    r"""What a file of sysctl.d(5) sets, by path below /proc/sys; the last one wins.

    >>> parse_sysctl("# ours\nvm.swappiness = 10\n-net/ipv4/ip_forward=1\nnet.ipv4.conf.eth0/1.rp_filter=2\nnonsense\n")
    {'vm/swappiness': '10', 'net/ipv4/ip_forward': '1', 'net/ipv4/conf/eth0.1/rp_filter': '2'}
    """
    found = {}
    for line in text.splitlines():
        line = line.strip()
        name, equals, value = line.partition("=")
        if equals and not line.startswith(("#", ";")):
            found[sysctl_path(name.strip().lstrip("-"))] = " ".join(value.split())
    return found


def sysctl_path(name: str) -> str:
    """The path below /proc/sys of a setting's name, whose first separator says which one it uses.

    >>> sysctl_path("vm.swappiness"), sysctl_path("net.ipv4.conf.eth0/1.rp_filter"), sysctl_path("net/ipv4/conf/eth0.1/rp_filter")
    ('vm/swappiness', 'net/ipv4/conf/eth0.1/rp_filter', 'net/ipv4/conf/eth0.1/rp_filter')
    """
    dot, slash = name.find("."), name.find("/")
    return name.translate({46: "/", 47: "."}) if dot >= 0 and (slash < 0 or dot < slash) else name


def parse_chrony(text: str) -> dict[str, list[str]]:
    r"""The sources that a file of chrony names, and where it looks for further files: folders of *.conf, of *.sources, and patterns.

    >>> parse_chrony("pool 2.pool.example.org iburst\n#server old\nServer 192.0.2.1\nconfdir /etc/chrony/conf.d\ninclude /etc/a.conf\n")
    {'sources': ['2.pool.example.org', '192.0.2.1'], 'conf': ['/etc/chrony/conf.d'], 'source_files': [], 'include': ['/etc/a.conf']}
    """
    found: dict[str, list[str]] = {"sources": [], "conf": [], "source_files": [], "include": []}
    for line in text.splitlines():
        words = line.split()
        if len(words) < 2 or words[0][0] in "#!;%":
            continue
        directive = words[0].lower()
        if directive in ("server", "pool", "peer"):
            found["sources"].append(words[1])
        elif directive in ("confdir", "sourcedir"):
            found["conf" if directive == "confdir" else "source_files"] += words[1:]
        elif directive == "include":
            found["include"].append(words[1])
    return found


def kernel_parameters(text: str) -> list[str]:
    r"""The words of a kernel's command line; quotes keep blanks together.

    >>> kernel_parameters('root=/dev/sda2 ro dyndbg="file drivers/usb/* +p" quiet\n')
    ['root=/dev/sda2', 'ro', 'dyndbg="file drivers/usb/* +p"', 'quiet']
    """
    words, word, quoted = [], "", False
    for character in text.strip():
        if character == '"':
            quoted = not quoted
        if character.isspace() and not quoted:
            if word:
                words.append(word)
            word = ""
        else:
            word += character
    return words + [word] if word else words


def parse_grub(text: str) -> tuple[str | None, list[str]]:
    r"""How long GRUB's menu waits, in seconds, and the parameters of the first entry's kernel, from grub.cfg.

    >>> parse_grub("set timeout_style=menu\n  set timeout=5\nelse\n set timeout=9\nmenuentry 'A' {\n\tlinux\t/vmlinuz root=/dev/sda2 ro  quiet\n}\n")
    ('5', ['root=/dev/sda2', 'ro', 'quiet'])
    """
    timeout = _STYLED.search(text) or _TIMEOUT.search(text)
    linux = _LINUX.search(text)
    return timeout.group(1) if timeout else None, kernel_parameters(linux.group(1)) if linux else []


def parse_loader(text: str) -> dict[str, str]:
    r"""A file of systemd-boot: loader.conf or one of the entries. Names that stand there several times are joined.

    >>> parse_loader("# loader\ntimeout 3\noptions root=/dev/sda2\noptions quiet\n")
    {'timeout': '3', 'options': 'root=/dev/sda2 quiet'}
    """
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, _blank, value = line.strip().partition(" ")
        if value and not name.startswith("#"):
            found[name] = (found[name] + " " + value.strip()) if name in found else value.strip()
    return found
