# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What PipeWire's pw-dump says of outputs and inputs for sound, and the little of pactl's that is needed of PulseAudio.

    >>> found = pw_dump('''[
    ...   {"id": 50, "type": "PipeWire:Interface:Node", "info": {"state": "suspended", "props": {
    ...     "media.class": "Audio/Sink", "node.name": "alsa_output.pci-0000_00_1f.3.analog-stereo", "node.description": "Speakers"},
    ...     "params": {"Props": [{"mute": true, "channelVolumes": [0.125, 0.125]}]}}},
    ...   {"id": 33, "type": "PipeWire:Interface:Metadata", "props": {"metadata.name": "default"}, "metadata": [
    ...     {"subject": 0, "key": "default.audio.sink", "value": {"name": "alsa_output.pci-0000_00_1f.3.analog-stereo"}}]}]''')
    >>> found["default_sink"], found["sinks"][0]["muted"], found["sinks"][0]["volume_percent"], found["sinks"][0]["dummy"]
    ('alsa_output.pci-0000_00_1f.3.analog-stereo', True, 50.0, False)
"""

from __future__ import annotations

import json
import typing as t

MAX = 64
#: The output that a sound server invents where it has no other.
DUMMY = "auto_null"


def _nodes() -> dict[str, t.Any]:
    return {"default_sink": None, "default_source": None, "sinks": [], "sources": []}


def pw_dump(text: str) -> dict[str, t.Any]:
    """{default_sink, default_source, sinks, sources: [{name, description, state, muted, volume_percent, dummy, api}]}."""
    found = _nodes()
    for entry in _objects(text):
        kind = entry.get("type")
        if kind == "PipeWire:Interface:Metadata" and _dict(entry, "props").get("metadata.name") == "default":
            for line in entry.get("metadata") or [] if isinstance(entry.get("metadata"), list) else []:
                if isinstance(line, dict) and line.get("key") in ("default.audio.sink", "default.audio.source"):
                    found["default_" + line["key"].rpartition(".")[2]] = _name(line.get("value"))
        elif kind == "PipeWire:Interface:Node":
            node = _dict(entry, "info")
            props = _dict(node, "props")
            place = {"Audio/Sink": "sinks", "Audio/Source": "sources", "Audio/Source/Virtual": "sources", "Audio/Duplex": "sinks"}.get(
                str(props.get("media.class")))
            if place and len(found[place]) < MAX:
                found[place].append(_node(node, props))
    return found


def _objects(text: str) -> list[dict[str, t.Any]]:
    """All objects: a change while it is being written makes a second list follow the first."""
    decoder, place, found = json.JSONDecoder(), 0, []
    text = text.strip()
    while place < len(text):
        try:
            value, place = decoder.raw_decode(text, place)
        except RecursionError as exc:
            raise ValueError("too deep") from exc
        if not isinstance(value, list):
            raise ValueError("not a list")
        found += [entry for entry in value if isinstance(entry, dict)]
        while place < len(text) and text[place].isspace():
            place += 1
    return found


def _dict(entry: dict[str, t.Any], key: str) -> dict[str, t.Any]:
    value = entry.get(key)
    return value if isinstance(value, dict) else {}


def _text(value: t.Any) -> str | None:
    return value[:200] if isinstance(value, str) and value else None


def _name(value: t.Any) -> str | None:
    if isinstance(value, str) and value.startswith("{"):
        # Older versions write the inner object as a text.
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _node(node: dict[str, t.Any], props: dict[str, t.Any]) -> dict[str, t.Any]:
    params = _dict(node, "params").get("Props")
    muted, volumes = None, []
    for param in params if isinstance(params, list) else []:
        if isinstance(param, dict) and isinstance(param.get("mute"), bool):
            muted = param["mute"]
            volumes = param.get("channelVolumes") if isinstance(param.get("channelVolumes"), list) else []
            break
    heard = [volume for volume in volumes if isinstance(volume, (int, float)) and 0 <= volume <= 1000]
    name = _text(props.get("node.name"))
    return {
        "name": name, "description": _text(props.get("node.description")), "state": _text(node.get("state")), "muted": muted,
        # What people see on the slider is the cube root of the factor.
        "volume_percent": round(max(heard) ** (1 / 3) * 100, 1) if heard else None,
        "dummy": name == DUMMY or props.get("factory.name") == "support.null-audio-sink", "api": _text(props.get("device.api")),
    }


def pactl(info: str, sinks: str, sources: str) -> dict[str, t.Any]:
    """The same, from `pactl info` and `pactl list short sinks` and `... sources` in the C locale. What it does not say is null.

        >>> pactl("Server Name: pulseaudio\\nDefault Sink: auto_null\\n", "0\\tauto_null\\tmodule-null-sink.c\\ts16le 2ch 44100Hz\\tIDLE\\n", "")["sinks"]
        [{'name': 'auto_null', 'description': None, 'state': 'idle', 'muted': None, 'volume_percent': None, 'dummy': True, 'api': None}]
    """
    found = _nodes()
    for line in info.splitlines():
        key, colon, value = line.partition(": ")
        if colon and key in ("Default Sink", "Default Source"):
            found[key.lower().replace(" ", "_")] = _text(value.strip())
    for place, text in (("sinks", sinks), ("sources", sources)):
        for line in text.splitlines()[:MAX]:
            fields = line.split("\t")
            # What a sink plays can be recorded too; that is no microphone.
            if len(fields) < 5 or fields[1].endswith(".monitor"):
                continue
            found[place].append({
                "name": _text(fields[1]), "description": None, "state": _text(fields[4].strip().lower()), "muted": None, "volume_percent": None,
                "dummy": fields[1] == DUMMY or fields[2] == "module-null-sink.c", "api": "alsa" if "module-alsa" in fields[2] else None,
            })
    return found
