# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of sound cards, and what sound servers say."""

from __future__ import annotations

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import asound, pipewire

_CARDS = b""" 0 [PCH            ]: HDA-Intel - HDA Intel PCH
                      HDA Intel PCH at 0x6001100000 irq 150
 1 [Headset        ]: USB-Audio - Sample Headset
                      Sample Headset at usb-0000:00:14.0-3, full speed
"""
_PCMS = b"00-00: ALC257 Analog : ALC257 Analog : playback 1 : capture 1\n00-03: HDMI 0 : HDMI 0 : playback 1\n01-00: USB Audio : USB Audio : capture 1\n"
_PIPEWIRE = b"""[
  {"id": 33, "type": "PipeWire:Interface:Metadata", "props": {"metadata.name": "default"}, "metadata": [
    {"subject": 0, "key": "default.audio.sink", "type": "Spa:String:JSON", "value": {"name": "alsa_output.pci-0000_00_1f.3.analog-stereo"}}]},
  {"id": 50, "type": "PipeWire:Interface:Node", "info": {"state": "running", "props": {"media.class": "Audio/Sink", "device.api": "alsa",
    "node.name": "alsa_output.pci-0000_00_1f.3.analog-stereo"}, "params": {"Props": [{"mute": true, "channelVolumes": [0.125, 0.125]}]}}}
]"""
_PACTL = b"Server Name: pulseaudio\nDefault Sink: auto_null\nDefault Source: auto_null.monitor\n\0" \
    b"0\tauto_null\tmodule-null-sink.c\ts16le 2ch 44100Hz\tIDLE\n\0" b"1\talsa_input.usb-0\tmodule-alsa-card.c\ts16le 1ch 16000Hz\tSUSPENDED\n"


def _text(parse):
    return lambda data: parse(data.decode("utf-8", "replace"))


def _three(data):
    one, two, three = (data.decode("utf-8", "replace").split("\0") + ["", ""])[:3]
    return pipewire.pactl(one, two, three)


PARSERS = {
    "asound_cards": (_text(asound.cards), [_CARDS, b"--- no soundcards ---\n"]), "asound_pcms": (_text(asound.pcms), [_PCMS]),
    "pipewire": (_text(pipewire.pw_dump), [_PIPEWIRE]), "pactl": (_three, [_PACTL]),
}
