# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of modules: modprobe.d(5) and modules-load.d(5)."""

from __future__ import annotations

import typing as t


def module(name: str) -> str:
    """The kernel's own spelling of a module's name: dashes and underscores are the same.

    >>> module("snd-hda-intel")
    'snd_hda_intel'
    """
    return name.replace("-", "_")


def options(text: str) -> dict[str, str]:
    """Options by name; the last of several equal ones holds, and one without a value stands for itself.

    >>> options("power_save=1 index=0 power_save=0 debug")
    {'power_save': '0', 'index': '0', 'debug': ''}
    """
    return {key: value for key, _equals, value in (word.partition("=") for word in text.split())}


def parse_modprobe(text: str) -> dict[str, t.Any]:
    r"""Options by module, the modules that are blacklisted, and what is run in place of loading one.

    >>> parse_modprobe("options snd-hda-intel index=1 \\\n power_save=0\n# blacklist a\nblacklist  pc-spkr\ninstall b /bin/false\n")
    {'options': {'snd_hda_intel': {'index': '1', 'power_save': '0'}}, 'blacklist': ['pc_spkr'], 'install': {'b': '/bin/false'}}
    """
    found: dict[str, t.Any] = {"options": {}, "blacklist": [], "install": {}}
    for line in text.replace("\\\n", " ").splitlines():
        words = line.split(None, 2)
        if len(words) < 2:
            continue
        if words[0] == "blacklist":
            found["blacklist"].append(module(words[1]))
        elif words[0] == "options" and len(words) == 3:
            found["options"].setdefault(module(words[1]), {}).update(options(words[2]))
        elif words[0] == "install" and len(words) == 3:
            found["install"][module(words[1])] = words[2].strip()
    return found


def parse_modules_load(text: str) -> list[str]:
    r"""The modules that are loaded at the start.

    >>> parse_modules_load("# comment\n; another\ni2c-dev\n\nloop max_loop=8\n")
    ['i2c_dev', 'loop']
    """
    words = (line.split() for line in text.splitlines())
    return [module(first[0]) for first in words if first and first[0][0] not in "#;"]
