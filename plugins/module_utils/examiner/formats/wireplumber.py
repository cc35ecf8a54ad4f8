# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a profile wants of sound, as files of WirePlumber and systemd: volumes, the default devices, muting, Bluetooth.

WirePlumber 0.4 is configured in Lua, 0.5 and later in the notation of PipeWire; each passes over the other's files.
"""

from __future__ import annotations

import re
import typing as t

LUA_FOLDER = "/etc/wireplumber"
CONF_FILE = "/etc/wireplumber/wireplumber.conf.d/60-fieldtech.conf"
UNIT = "/etc/systemd/user/fieldtech-audio.service"
UNIT_LINK = "/etc/systemd/user/wireplumber.service.wants/fieldtech-audio.service"
#: Where WirePlumber 0.4 has its own Lua, and only 0.4.
LUA_SIGN = "/usr/share/wireplumber/main.lua.d"

_HEAD = "Written by fieldtech.workstation.audio; changes are taken back."
# More than any card has by itself.
_PRIORITY = 3000
_PATTERN = re.compile(r"[A-Za-z0-9._:*-]{1,200}")
_VARIABLES = ("audio_volume", "audio_mute", "audio_default_output", "audio_default_input", "audio_bluetooth")


def is_pattern(said: str) -> bool:
    """Whether this can be a device's name, with * for anything.

    >>> is_pattern("alsa_output.usb-*"), is_pattern('a" }')
    (True, False)
    """
    return bool(_PATTERN.fullmatch(said))


def volume(percent: float) -> float:
    """A volume as people see it, as the factor that PipeWire has.

    >>> volume(40), volume(100)
    (0.064, 1.0)
    """
    return round((percent / 100.0) ** 3, 6)


def _given(profile: t.Mapping[str, t.Any], name: str) -> dict[str, t.Any]:
    return {key: value for key, value in (profile.get(name) or {}).items() if value is not None and value != []}


def wanted(profile: t.Mapping[str, t.Any]) -> bool:
    """Whether the profile wants anything that stands in files."""
    return any(profile.get(name) for name in _VARIABLES)


def _devices(profile: t.Mapping[str, t.Any]) -> list[str]:
    return [str(profile[name]) for name in ("audio_default_output", "audio_default_input") if profile.get(name)]


def files(profile: t.Mapping[str, t.Any], lua: bool) -> dict[str, str]:
    """Path -> content.

    >>> sorted(files({"audio_volume": {"output_percent": 40}, "audio_mute": {"input": True}}, True))
    ['/etc/systemd/user/fieldtech-audio.service', '/etc/wireplumber/main.lua.d/60-fieldtech.lua']
    """
    found = _lua(profile) if lua else _conf(profile)
    mute = _given(profile, "audio_mute")
    if mute:
        found[UNIT] = _unit(mute)
    return found


def _lua(profile: t.Mapping[str, t.Any]) -> dict[str, str]:
    level, bluetooth = _given(profile, "audio_volume"), _given(profile, "audio_bluetooth")
    main = ['device_defaults.properties["%s"] = %s' % (key, volume(level[asked]))
            for asked, key in (("output_percent", "default-volume"), ("input_percent", "default-input-volume")) if asked in level]
    main += [
        'table.insert(alsa_monitor.rules, {\n  matches = { { { "node.name", "matches", "%s" } } },\n'
        '  apply_properties = { ["priority.session"] = %d, ["priority.driver"] = %d },\n})' % (name, _PRIORITY, _PRIORITY) for name in _devices(profile)]
    radio = ['bluez_monitor.properties["bluez5.codecs"] = "[ %s ]"' % " ".join(bluetooth["codecs"])] if "codecs" in bluetooth else []
    radio += ['bluez_monitor.properties["bluez5.enable-%s"] = %s' % (key, str(bluetooth[asked]).lower())
              for asked, key in (("wideband_speech", "msbc"), ("hardware_volume", "hw-volume")) if asked in bluetooth]
    radio += ['bluez_monitor.properties["bluez5.headset-roles"] = "[ %s ]"' % ("hsp_hs hsp_ag hfp_hf hfp_ag" if bluetooth["headset"] else "")
              ] if "headset" in bluetooth else []
    return {"%s/%s.lua.d/60-fieldtech.lua" % (LUA_FOLDER, folder): "\n".join(["-- " + _HEAD, *lines, ""])
            for folder, lines in (("main", main), ("bluetooth", radio)) if lines}


def _conf(profile: t.Mapping[str, t.Any]) -> dict[str, str]:
    level, bluetooth = _given(profile, "audio_volume"), _given(profile, "audio_bluetooth")
    parts = []
    lines = ["  device.routes.default-%s-volume = %s" % (key, volume(level[asked]))
             for asked, key in (("output_percent", "sink"), ("input_percent", "source")) if asked in level]
    if lines:
        parts.append("wireplumber.settings = {\n%s\n}" % "\n".join(lines))
    rules = ['  {\n    matches = [ { node.name = "~%s" } ]\n    actions = { update-props = { priority.session = %d, priority.driver = %d } }\n  }' % (
        "[.]".join(".*".join(piece for piece in part.split("*")) for part in name.split(".")), _PRIORITY, _PRIORITY) for name in _devices(profile)]
    if rules:
        parts.append("monitor.alsa.rules = [\n%s\n]" % "\n".join(rules))
    lines = ["  bluez5.codecs = [ %s ]" % " ".join(bluetooth["codecs"])] if "codecs" in bluetooth else []
    lines += ["  bluez5.enable-%s = %s" % (key, str(bluetooth[asked]).lower())
              for asked, key in (("wideband_speech", "msbc"), ("hardware_volume", "hw-volume")) if asked in bluetooth]
    if "headset" in bluetooth:
        lines.append("  bluez5.roles = [ a2dp_sink a2dp_source%s ]" % (" hsp_hs hsp_ag hfp_hf hfp_ag" if bluetooth["headset"] else ""))
    if lines:
        parts.append("monitor.bluez.properties = {\n%s\n}" % "\n".join(lines))
    return {CONF_FILE: "\n".join(["# " + _HEAD, *parts, ""])} if parts else {}


def _unit(mute: t.Mapping[str, t.Any]) -> str:
    """The service that sets what is muted when a session starts; it waits until there is a device. systemd turns $$ into $."""
    steps = ["wpctl set-mute @DEFAULT_AUDIO_%s@ %d" % (key, mute[asked]) for asked, key in (("output", "SINK"), ("input", "SOURCE")) if asked in mute]
    first = steps[0].split()[2]
    return (
        "# %s\n[Unit]\nDescription=Mute as the profile of this workstation says\nAfter=wireplumber.service\n\n[Service]\nType=oneshot\n"
        "ExecStart=/bin/sh -c 'n=0; until wpctl get-volume %s || [ $$n -ge 15 ]; do n=$$((n+1)); sleep 1; done; %s; exit 0'\n\n"
        "[Install]\nWantedBy=wireplumber.service\n" % (_HEAD, first, "; ".join(steps)))
