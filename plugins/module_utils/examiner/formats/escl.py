# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a network scanner says about itself over eSCL (AirScan): ScannerCapabilities and ScannerStatus.

The document comes from whoever answers on the network: entities and document types are refused, size, depth and number are
bounded, and nothing is ever fetched.
"""

from __future__ import annotations

import re
import typing as t

MAX_SIZE = 1 << 20
MAX_DEPTH = 24
MAX_NODES = 20_000
MAX_TEXT = 512

Node = "tuple[str, list[t.Any], list[str], dict[str, str]]"  # local name, children, pieces of text, attributes

_AREAS = ("MinWidth", "MaxWidth", "MinHeight", "MaxHeight", "MinPageWidth", "MinPageHeight", "MaxScanRegions", "MaxOpticalXResolution", "MaxOpticalYResolution",
          "MaxPhysicalWidth", "MaxPhysicalHeight", "RiskyLeftMargin", "RiskyRightMargin", "RiskyTopMargin", "RiskyBottomMargin")


def tree(data: bytes) -> Node:
    """The document's root as (name without its namespace, children, text). Raises ValueError."""
    from xml.parsers import expat  # few machines have something to parse: who has not shall not pay for it

    if len(data) > MAX_SIZE:
        raise ValueError("too long for a scanner's answer")
    root: Node = ("", [], [], {})
    stack, count = [root], [0]

    def refuse(*_arguments: t.Any) -> t.NoReturn:
        raise ValueError("a scanner's answer declares no document types or entities")

    def start(name: str, attributes: dict[str, str]) -> None:
        count[0] += 1
        if count[0] > MAX_NODES or len(stack) > MAX_DEPTH:
            raise ValueError("a scanner's answer is not so large")
        node: Node = (name.rpartition("}")[2], [], [], attributes)
        stack[-1][1].append(node)
        stack.append(node)

    def text(piece: str) -> None:
        if sum(map(len, stack[-1][2])) < MAX_TEXT:
            stack[-1][2].append(piece[:MAX_TEXT])

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.ExternalEntityRefHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: stack.pop()
    parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, UnicodeError) as exc:
        raise ValueError("not XML: %s" % exc) from exc
    return root[1][0]


def _all(node: Node, *path: str) -> list[Node]:
    found = [node]
    for name in path:
        found = [child for parent in found for child in parent[1] if child[0] == name]
    return found


def _text(node: Node) -> str:
    return "".join(node[2]).strip()[:MAX_TEXT]


def _first(node: Node, *path: str) -> str | None:
    found = _all(node, *path)
    return _text(found[0]) if found else None


def _number(node: Node, *path: str) -> int | None:
    text = _first(node, *path) or ""
    return int(text) if text.lstrip("-").isascii() and text.lstrip("-").isdigit() and len(text) < 12 and text.count("-") == text[:1].count("-") else None


def _words(node: Node, *path: str) -> list[str]:
    return list(dict.fromkeys(_text(found) for found in _all(node, *path)))


def capabilities(data: bytes) -> dict[str, t.Any]:
    """ScannerCapabilities as facts. Lengths are in 300ths of an inch, as the protocol counts.

    >>> found = capabilities(b'<s:ScannerCapabilities xmlns:s="urn:s" xmlns:p="urn:p"><p:Version>2.63</p:Version><p:MakeAndModel>Example 9</p:MakeAndModel>'
    ...     b'<s:Platen><s:PlatenInputCaps><s:MaxWidth>2550</s:MaxWidth><s:SettingProfiles><s:SettingProfile><s:ColorModes><s:ColorMode>RGB24</s:ColorMode>'
    ...     b'</s:ColorModes></s:SettingProfile></s:SettingProfiles></s:PlatenInputCaps></s:Platen></s:ScannerCapabilities>')
    >>> found["version"], found["model"], found["sources"]["platen"]["max_width"], found["sources"]["platen"]["color_modes"], list(found["sources"])
    ('2.63', 'Example 9', 2550, ['RGB24'], ['platen'])

    Raises ValueError for anything else than such a document.
    """
    root = tree(data)
    if root[0] != "ScannerCapabilities":
        raise ValueError("not a ScannerCapabilities document")
    shared = {profile[3]["name"]: profile for profile in _all(root, "SettingProfiles", "SettingProfile") if "name" in profile[3]}
    sources: dict[str, t.Any] = {}
    for name, path in (
        ("platen", ("Platen", "PlatenInputCaps")), ("feeder", ("Adf", "AdfSimplexInputCaps")), ("feeder_duplex", ("Adf", "AdfDuplexInputCaps")),
        ("camera", ("Camera", "CameraInputCaps")),
    ):
        found = _all(root, *path)
        if found:
            sources[name] = _source(found[0], shared)
    return {
        "version": _first(root, "Version"),
        "model": _first(root, "MakeAndModel"),
        "manufacturer": _first(root, "Manufacturer"),
        "serial": _first(root, "SerialNumber"),
        "uuid": _first(root, "UUID"),
        "admin_uri": _first(root, "AdminURI"),
        "icon_uri": _first(root, "IconURI"),
        "sources": sources,
        "feeder_capacity": _number(root, "Adf", "FeederCapacity"),
        "feeder_options": _words(root, "Adf", "AdfOptions", "AdfOption"),
        "supported": sorted(node[0][:-len("Support")] for node in root[1] if node[0].endswith("Support")),
        "formats": list(dict.fromkeys(word for source in sources.values() for word in source["formats"])),
        "resolutions": sorted({number for source in sources.values() for number in source["resolutions"]}),
        "color_modes": list(dict.fromkeys(word for source in sources.values() for word in source["color_modes"])),
    }


def _source(node: Node, shared: dict[str, Node]) -> dict[str, t.Any]:
    profiles = _all(node, "SettingProfiles", "SettingProfile")
    # A profile may only refer to one that stands at the top of the document.
    profiles = [shared.get(profile[3].get("ref", ""), profile) for profile in profiles]
    resolutions: set[int] = set()
    ranges: list[dict[str, t.Any]] = []
    for profile in profiles:
        for pair in _all(profile, "SupportedResolutions", "DiscreteResolutions", "DiscreteResolution"):
            across, along = _number(pair, "XResolution"), _number(pair, "YResolution")
            if across is not None and across == along:
                resolutions.add(across)
        for span in _all(profile, "SupportedResolutions", "ResolutionRange"):
            ranges.append({end: _number(span, "XResolutionRange", end.capitalize()) for end in ("min", "max", "normal", "step")})
    every = {
        "color_modes": ("ColorModes", "ColorMode"), "formats": ("DocumentFormats", "DocumentFormat"), "formats_ext": ("DocumentFormats", "DocumentFormatExt"),
        "color_spaces": ("ColorSpaces", "ColorSpace"), "content_types": ("ContentTypes", "ContentType"),
    }
    lists = {key: list(dict.fromkeys(word for profile in profiles for word in _words(profile, *path))) for key, path in every.items()}
    lists["formats"] = list(dict.fromkeys(lists["formats"] + lists.pop("formats_ext")))
    return {
        **{_snake(name): _number(node, name) for name in _AREAS},
        **lists, "intents": _words(node, "SupportedIntents", "Intent") + _words(node, "SupportedIntents", "SupportedIntent"),
        "resolutions": sorted(resolutions), "resolution_ranges": ranges,
    }


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def status(data: bytes) -> dict[str, t.Any]:
    """ScannerStatus: whether it is free, and its feeder.

    >>> status(b'<s:ScannerStatus xmlns:s="urn:s" xmlns:p="urn:p"><p:State>Idle</p:State><s:AdfState>ScannerAdfEmpty</s:AdfState></s:ScannerStatus>')
    {'version': None, 'state': 'Idle', 'feeder_state': 'ScannerAdfEmpty', 'jobs': 0}
    """
    root = tree(data)
    if root[0] != "ScannerStatus":
        raise ValueError("not a ScannerStatus document")
    return {
        "version": _first(root, "Version"), "state": _first(root, "State"), "feeder_state": _first(root, "AdfState"),
        "jobs": len(_all(root, "Jobs", "JobInfo")),
    }
