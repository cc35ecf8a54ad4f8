# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What real scanners answered over eSCL: the standard library's tree of the same document, walked here field by field, says what
our parser should find. What is no such document must be refused by both."""

from __future__ import annotations

import xml.etree.ElementTree

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import escl

KINDS = ("scanner_escl",)

_SOURCES = {"PlatenInputCaps": "platen", "AdfSimplexInputCaps": "feeder", "AdfDuplexInputCaps": "feeder_duplex", "CameraInputCaps": "camera"}
_TEXTS = {"Version": "version", "MakeAndModel": "model", "Manufacturer": "manufacturer", "SerialNumber": "serial", "UUID": "uuid", "AdminURI": "admin_uri",
          "IconURI": "icon_uri"}


def _local(element):
    return element.tag.rpartition("}")[2]


def _below(element, name):
    return [found for found in element.iter() if _local(found) == name]


def _words(element, name):
    return sorted({(found.text or "").strip() for found in _below(element, name)})


def _refused(function, *arguments):
    try:
        function(*arguments)
    except (ValueError, xml.etree.ElementTree.ParseError):
        return True
    return False


def compare(case):
    """Field by field."""
    data = case.bytes(case.entry["files"][0])
    if _refused(xml.etree.ElementTree.fromstring, data):
        # Some recordings of this kind are pages that were scanned: pictures in which a parser must not see a document.
        for function in (escl.capabilities, escl.status):
            yield "refused by " + function.__name__, _refused(function, data), True
        return
    root = xml.etree.ElementTree.fromstring(data)
    if _local(root) == "ScannerStatus":
        found = escl.status(data)
        yield "state", found["state"], next((child.text.strip() for child in root if _local(child) == "State"), None)
        yield "feeder_state", found["feeder_state"], next((child.text.strip() for child in root if _local(child) == "AdfState"), None)
        yield "jobs", found["jobs"], len(_below(root, "JobInfo"))
        return
    if _local(root) != "ScannerCapabilities":
        yield "refused", _refused(escl.capabilities, data), True
        return
    found = escl.capabilities(data)
    top = {_local(child): (child.text or "").strip() for child in reversed(list(root))}
    for theirs, ours in _TEXTS.items():
        yield ours, found[ours], top.get(theirs)
    shared = {element.get("name"): element for child in root if _local(child) == "SettingProfiles" for element in child}
    yield "sources", sorted(found["sources"]), sorted({word for name, word in _SOURCES.items() if _below(root, name)})
    for name, word in _SOURCES.items():
        for element in _below(root, name)[:1]:
            yield from _source(word, found["sources"][word], element, shared)
    capacity = [child.text for child in _below(root, "FeederCapacity")]
    yield "feeder_capacity", found["feeder_capacity"], int(capacity[0]) if capacity else None
    yield "feeder_options", sorted(found["feeder_options"]), _words(root, "AdfOption")


def _source(word, ours, element, shared):
    numbers = {_local(child): (child.text or "").strip() for child in element if (child.text or "").strip().isdigit()}
    for name, value in numbers.items():
        key = escl._snake(name)  # pylint: disable=protected-access
        if key in ours:
            yield "%s.%s" % (word, name), ours[key], int(value)
    # A profile may stand at the top of the document, and be referred to.
    profiles = [shared.get(profile.get("ref"), profile) for profile in _below(element, "SettingProfile")]
    for name, key in (("ColorMode", "color_modes"), ("ContentType", "content_types"), ("ColorSpace", "color_spaces")):
        yield "%s.%s" % (word, name), sorted(ours[key]), sorted({text for profile in profiles for text in _words(profile, name)})
    formats = {text for profile in profiles for name in ("DocumentFormat", "DocumentFormatExt") for text in _words(profile, name)}
    yield word + ".formats", sorted(ours["formats"]), sorted(formats)
    pairs = {tuple(int(child.text) for child in pair if _local(child) in ("XResolution", "YResolution"))
             for profile in profiles for pair in _below(profile, "DiscreteResolution")}
    yield word + ".resolutions", ours["resolutions"], sorted({pair[0] for pair in pairs if len(set(pair)) == 1})
    yield word + ".intents", sorted(set(ours["intents"])), sorted(set(_words(element, "Intent") + _words(element, "SupportedIntent")))
