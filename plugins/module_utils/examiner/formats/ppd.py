# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PPD files: the drivers of CUPS. What a driver offers, what it does if nobody chooses, and the programs that it needs."""

from __future__ import annotations

import re
import typing as t

_OPEN_UI = re.compile(r"^\*(?:JCL)?OpenUI\s+\*([A-Za-z0-9_.-]+)", re.MULTILINE)
_DEFAULT_LINE = re.compile(r"^\*Default([A-Za-z0-9_.-]+)\s*:[ \t]*([^\r\n]*)", re.MULTILINE)


def choices(ppd: str) -> dict[str, list[str]]:
    """{option: [choices]} of a PPD.

    >>> choices('*OpenUI *Duplex/Two-sided: PickOne\\n*Duplex None/Off: ""\\n*Duplex DuplexTumble/On: ""\\n*CloseUI: *Duplex')
    {'Duplex': ['None', 'DuplexTumble']}
    """
    offered: dict[str, list[str]] = {name: [] for name in _OPEN_UI.findall(ppd)}
    for name, choice in re.findall(r"^\*([A-Za-z0-9_.-]+)[ \t]+([^\s/:]+)", ppd, re.MULTILINE):
        if name in offered:
            offered[name].append(choice)
    return offered


def defaults(ppd: str) -> dict[str, str]:
    """{option: the choice that is made if nobody chooses}."""
    return {name: value.strip() for name, value in _DEFAULT_LINE.findall(ppd)}


def with_defaults(ppd: str, options: dict[str, str]) -> str:
    """The PPD with other defaults. Raises ValueError for a choice that it does not offer."""
    offered = choices(ppd)
    for name, value in options.items():
        custom = value.startswith("Custom.") and re.search(r"^\*Custom%s " % re.escape(name), ppd, re.MULTILINE)
        if value not in offered.get(name, ()) and not custom:
            raise ValueError("the driver has no %s=%s; it has: %s" % (name, value, ", ".join(offered.get(name, ()))[:300]))
        # CUPS keeps PageRegion in step with PageSize; a print would otherwise follow whichever stands last.
        for line in (name, "PageRegion") if name == "PageSize" else (name,):
            ppd = re.sub(
                r"^(\*Default%s\s*:[ \t]*)[^\r\n]*" % re.escape(line), lambda match, value=value: match.group(1) + value, ppd, flags=re.MULTILINE)
    return ppd


# What a job attribute of IPP is called by the drivers that know it as an option; the scheduler would forget the attribute when it restarts.
_DUPLEX = ("Duplex", "JCLDuplex", "EFDuplex", "EFDuplexing", "KD03Duplex")
_SIDES = {"one-sided": ("None", "False", "Simplex"), "two-sided-long-edge": ("DuplexNoTumble", "NoTumble"), "two-sided-short-edge": ("DuplexTumble", "Tumble")}
_MEDIA = re.compile(r"\w+?_[\w-]+?_(\d{1,5}(?:\.\d{1,3})?)x(\d{1,5}(?:\.\d{1,3})?)(mm|in)\Z")
_DIMENSION = re.compile(r'^\*PaperDimension[ \t]+([^\s/:]+)[^"\n]*"[ \t]*([\d.]{1,9})[ \t]+([\d.]{1,9})', re.MULTILINE)


def as_option(ppd: str, name: str, value: str) -> tuple[str, str] | None:
    """The driver's own option and choice for a job attribute; None if it has none of that kind.

    >>> as_option('*OpenUI *Duplex: PickOne\\n*Duplex None/Off: ""\\n*Duplex DuplexTumble/On: ""', "sides", "two-sided-short-edge")
    ('Duplex', 'DuplexTumble')
    >>> as_option('*OpenUI *PageSize: PickOne\\n*PageSize A4: ""\\n*PaperDimension A4/A4: "595 842"', "media", "iso_a4_210x297mm")
    ('PageSize', 'A4')

    Raises ValueError for sides or a size that it does not offer.
    """
    offered = choices(ppd)
    if name == "sides" and value in _SIDES:
        for option in (each for each in _DUPLEX if each in offered):
            for choice in _SIDES[value]:
                if choice in offered[option]:
                    return option, choice
        if value != "one-sided":
            raise ValueError("the driver has no sides=%s: it knows no duplex printing" % value)
    match = _MEDIA.match(value) if name == "media" and "PageSize" in offered else None
    if match:
        wanted = [float(number) * (72 / 25.4 if match.group(3) == "mm" else 72) for number in match.group(1, 2)]
        for choice, across, down in _DIMENSION.findall(ppd):
            if choice in offered["PageSize"] and all(re.match(r"\d+(?:\.\d*)?\Z", text) and abs(float(text) - length) < 2
                                                     for text, length in zip((across, down), wanted)):
                return "PageSize", choice
        raise ValueError("the driver has no media=%s; it has: %s" % (value, ", ".join(offered["PageSize"])[:300]))
    return None


def same(one: str, other: str) -> bool:
    """Whether two PPDs are the same driver: their defaults are options and do not count."""
    def bare(ppd: str) -> list[str]:
        return [line.rstrip() for line in _DEFAULT_LINE.sub("", ppd).splitlines() if line.strip()]

    return bare(one) == bare(other)


def nick_name(ppd: str) -> str:
    """What CUPS shows as printer-make-and-model for this PPD."""
    match = re.search(r'^\*NickName\s*:\s*"([^"]*)"', ppd, re.MULTILINE)
    return match.group(1) if match else ""


# *cupsFilter: "source cost program", *cupsFilter2: "source destination cost program", *cupsPreFilter: "source cost program".
_FILTER = re.compile(r'^\*cups(?:Pre)?Filter2?\s*:\s*"([^"\n]*)"', re.MULTILINE)


def filters(ppd: str) -> list[str]:
    """The programs that a PPD names, in its order.

    >>> filters('*cupsFilter2: "image/urf image/urf 100 -"\\n*cupsFilter: "application/vnd.cups-raster 0 rastertohp"')
    ['rastertohp']
    """
    programs = []
    for value in _FILTER.findall(ppd):
        words = value.split()
        if len(words) >= 3 and words[-1] != "-" and words[-1] not in programs:
            programs.append(words[-1])
    return programs


def option_text(values: t.Any) -> str:
    """An option's value as it is compared and shown: a set's members joined by commas."""
    if isinstance(values, (list, tuple)):
        return ",".join(option_text(value) for value in values)
    if isinstance(values, bool):
        return "true" if values else "false"
    if isinstance(values, dict):
        return "-".join(str(part) for part in values.values())
    return "" if values is None else str(values)
