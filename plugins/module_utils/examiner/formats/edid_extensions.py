# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Extension blocks of EDID: CTA-861 (sound, video modes, HDMI, HDR) and DisplayID 1.x and 2.x.

``cta`` and ``displayid`` take a block of 128 bytes and return a dictionary of a fixed shape. A data block that runs over the end
is dropped and named under ``mistakes``; one that we do not know is kept under ``other`` by its name or number.

    >>> cta(bytes([2, 3, 7, 0x71, 0x42, 0x90, 4]) + bytes(121))["modes"][0]
    {'vic': 16, 'native': True, 'width': 1920, 'height': 1080, 'refresh_hz': 60.0, 'interlaced': False}
"""

from __future__ import annotations

import typing as t

from . import edid_modes as modes

KINDS = {
    0x02: "cta", 0x10: "vtb", 0x20: "edid2", 0x40: "display_information", 0x50: "localised_strings", 0x60: "digital_packet_video_link",
    0x70: "displayid", 0xA7: "transfer_characteristics", 0xAF: "transfer_characteristics", 0xBF: "transfer_characteristics", 0xF0: "block_map",
    0xFF: "manufacturer",
}

AUDIO_FORMATS = {
    1: "lpcm", 2: "ac3", 3: "mpeg1", 4: "mp3", 5: "mpeg2", 6: "aac", 7: "dts", 8: "atrac", 9: "one_bit", 10: "eac3", 11: "dts_hd", 12: "mat",
    13: "dst", 14: "wma_pro",
}
_EXTENDED_AUDIO = {
    1: "he_aac", 2: "he_aac_v2", 3: "mpeg_surround", 4: "mpeg4_he_aac", 5: "mpeg4_he_aac_v2", 6: "mpeg4_aac", 7: "dra", 8: "mpeg4_he_aac_surround",
    10: "mpeg4_aac_surround", 11: "mpegh_3d", 12: "ac4", 13: "lpcm_3d", 14: "auro_cx", 15: "mpegd_usac",
}
_RATES = (32.0, 44.1, 48.0, 88.2, 96.0, 176.4, 192.0)
_SPEAKERS = ("FL/FR", "LFE1", "FC", "BL/BR", "BC", "FLc/FRc", "RLC/RRC", "FLw/FRw", "TpFL/TpFR", "TpC", "TpFC", "LS/RS", "LFE2", "TpBC", "SiL/SiR",
             "TpSiL/TpSiR", "TpBL/TpBR", "BtFC", "BtFL/BtFR", "TpLS/TpRS", "LSd/RSd")
_COLORIMETRY = ("xvYCC601", "xvYCC709", "sYCC601", "opYCC601", "opRGB", "BT2020cYCC", "BT2020YCC", "BT2020RGB", "", "", "", "", "defaultRGB", "sRGB", "ICtCp",
                "ST2113RGB")
_TRANSFER = ("sdr", "hdr", "pq", "hlg")
_SCAN = (None, "overscan", "underscan", "both")
_EXTENDED = {
    0: "video_capability", 1: "vendor_video", 2: "vesa_display_device", 3: "vesa_video_timing", 4: "hdmi_video", 5: "colorimetry",
    6: "hdr_static_metadata", 7: "hdr_dynamic_metadata", 8: "native_video_resolution", 13: "video_format_preference", 14: "ycbcr420_video",
    15: "ycbcr420_capability_map", 16: "cta_miscellaneous_audio", 17: "vendor_audio", 18: "hdmi_audio", 19: "room_configuration",
    20: "speaker_location", 32: "infoframe", 34: "displayid_type_7", 35: "displayid_type_8", 42: "displayid_type_10",
    120: "hdmi_forum_extension_override", 121: "hdmi_forum_sink_capability",
}
_DISPLAYID_1 = {
    0x00: "product", 0x01: "parameters", 0x02: "colour", 0x03: "timings_type_1", 0x04: "timings_type_2", 0x05: "timings_type_3",
    0x06: "timings_type_4", 0x07: "dmt_timings", 0x08: "cta_timings", 0x09: "range_limits", 0x0A: "serial", 0x0B: "text", 0x0C: "device",
    0x0D: "power_sequencing", 0x0E: "transfer_characteristics", 0x0F: "interface", 0x10: "stereo", 0x11: "timings_type_5", 0x12: "tiled",
    0x13: "timings_type_6", 0x7F: "vendor", 0x81: "cta",
}
_DISPLAYID_2 = {
    0x20: "product", 0x21: "parameters", 0x22: "timings_type_7", 0x23: "timings_type_8", 0x24: "timings_type_9", 0x25: "range_limits",
    0x26: "interface", 0x27: "stereo", 0x28: "tiled", 0x29: "container", 0x2A: "timings_type_10", 0x2B: "adaptive_sync", 0x2C: "arvr_hmd",
    0x2D: "arvr_layer", 0x7E: "vendor", 0x81: "cta",
}


def _cta_shape() -> dict[str, t.Any]:
    return {
        "revision": None, "underscan": None, "basic_audio": None, "ycbcr444": None, "ycbcr422": None, "native_timings": None, "modes": [],
        "ycbcr420_modes": [], "audio": [], "speakers": [], "hdmi": None, "hdmi_forum": None, "freesync": None, "colorimetry": [], "hdr": None,
        "video_capability": None, "extension_override": None, "detailed": [], "other": [], "mistakes": [],
    }


def cta(block: bytes) -> dict[str, t.Any]:
    """What a CTA-861 extension block says."""
    if len(block) < 128:
        raise ValueError("an extension block has 128 bytes, this one %d" % len(block))
    found = _cta_shape()
    revision, timings = block[1], block[2]
    found["revision"] = revision
    if revision >= 2:
        flags = block[3]
        found.update(underscan=bool(flags & 0x80), basic_audio=bool(flags & 0x40), ycbcr444=bool(flags & 0x20), ycbcr422=bool(flags & 0x10),
                     native_timings=flags & 0x0F)
    if timings > 127 or 0 < timings < 4:
        found["mistakes"].append("timings_misplaced")
        timings = 127 if timings > 127 else 4
    if revision >= 3 and timings >= 4:
        _data_blocks(block[4:timings], found)
    if timings >= 4:
        place = timings
        while place + 18 <= 127 and (block[place] or block[place + 1]):
            if modes.plausible(block[place:place + 18]):
                found["detailed"].append(modes.detailed(block[place:place + 18]))
            else:
                found["mistakes"].append("timing_implausible")
            place += 18
    return found


def _data_blocks(data: bytes, found: dict[str, t.Any]) -> None:
    place = 0
    while place < len(data):
        tag, length = data[place] >> 5, data[place] & 0x1F
        payload = data[place + 1:place + 1 + length]
        if len(payload) < length:
            found["mistakes"].append("data_block_cut")
            return
        place += 1 + length
        if tag == 0 and length == 0:
            # Filled up with zeroes: not allowed, frequent, and nothing follows.
            if any(data[place:]):
                continue
            return
        _data_block(tag, payload, found)


def _video(code: int) -> dict[str, t.Any] | None:
    native = 129 <= code <= 192
    vic = code & 0x7F if native else code
    mode = modes.listed("cta", vic)
    return None if mode is None else {"vic": vic, "native": native, **mode}


def _data_block(tag: int, payload: bytes, found: dict[str, t.Any]) -> None:
    if tag == 1:
        found["audio"] += [_audio(payload[n:n + 3]) for n in range(0, len(payload) - 2, 3)]
    elif tag == 2:
        found["modes"] += [mode for mode in map(_video, payload) if mode]
    elif tag == 3:
        _vendor(payload, found)
    elif tag == 4 and len(payload) >= 3:
        bits = payload[0] | payload[1] << 8 | payload[2] << 16
        found["speakers"] += [name for n, name in enumerate(_SPEAKERS) if bits >> n & 1]
    elif tag == 7 and payload:
        _extended(payload[0], payload[1:], found)
    else:
        found["other"].append("tag_%d" % tag)


def _audio(d: bytes) -> dict[str, t.Any]:
    code, extended = d[0] >> 3 & 0x0F, d[2] >> 3
    name = _EXTENDED_AUDIO.get(extended, "extended_%d" % extended) if code == 15 else AUDIO_FORMATS.get(code, "format_%d" % code)
    return {
        "format": name, "channels": (d[0] & 7) + 1, "rates_khz": [rate for n, rate in enumerate(_RATES) if d[1] >> n & 1],
        "bits": [bits for n, bits in enumerate((16, 20, 24)) if d[2] >> n & 1] if code == 1 else [],
        "max_kbps": d[2] * 8 if 2 <= code <= 8 else None,
    }


def _vendor(payload: bytes, found: dict[str, t.Any]) -> None:
    if len(payload) < 3:
        found["mistakes"].append("data_block_cut")
        return
    oui = "%02X%02X%02X" % (payload[2], payload[1], payload[0])
    d = payload[3:] + bytes(32)
    size = len(payload) - 3
    # Where a block comes twice, the first counts.
    if oui == "000C03" and size >= 2:
        found["hdmi"] = found["hdmi"] or {
            "physical_address": "%x.%x.%x.%x" % (d[0] >> 4, d[0] & 15, d[1] >> 4, d[1] & 15), "ai": bool(d[2] & 0x80),
            "deep_colour_bits": [bits for mask, bits in ((0x10, 30), (0x20, 36), (0x40, 48)) if d[2] & mask], "deep_colour_ycbcr444": bool(d[2] & 0x08),
            "dual_link": bool(d[2] & 0x01), "max_tmds_mhz": d[3] * 5 or None, "modes": _hdmi_modes(payload[3:]),
        }
    elif oui == "C45DD8" and size >= 4:
        found["hdmi_forum"] = found["hdmi_forum"] or _hdmi_forum(d, size)
    elif oui == "00001A" and size >= 4:
        found["freesync"] = found["freesync"] or {"version": "%d.%d" % (d[0], d[1]), "min_refresh_hz": d[2], "max_refresh_hz": d[3]}
    else:
        found["other"].append("vendor_%s" % oui)


def _hdmi_modes(d: bytes) -> list[dict[str, t.Any]]:
    """The 4K modes that HDMI 1.4 numbered by itself."""
    if len(d) < 5 or not d[4] & 0x20:
        return []
    # Latencies come before, where they are announced.
    place = 5 + (2 if d[4] & 0x80 else 0) + (2 if d[4] & 0x40 else 0)
    if place + 1 >= len(d):
        return []
    count = d[place + 1] >> 5
    codes = d[place + 2:place + 2 + count]
    return [{"vic": code, **mode} for code, mode in ((code, modes.listed("hdmi", code)) for code in codes) if mode]


def _hdmi_forum(d: bytes, size: int) -> dict[str, t.Any]:
    rates = {0: None, 1: "3x3", 2: "3x6", 3: "4x6", 4: "4x8", 5: "4x10", 6: "4x12"}
    return {
        "version": d[0], "max_tmds_mhz": d[1] * 5 or None, "scdc": bool(d[2] & 0x80), "scdc_read_request": bool(d[2] & 0x40),
        "scrambling_low_rates": bool(d[2] & 0x08), "max_fixed_rate_link": rates.get(d[3] >> 4), "auto_low_latency": bool(d[4] & 0x02) if size > 4 else False,
        "min_vrr_hz": (d[5] & 0x3F or None) if size > 5 else None, "max_vrr_hz": ((d[5] & 0xC0) << 2 | d[6] or None) if size > 6 else None,
    }


def _extended(tag: int, d: bytes, found: dict[str, t.Any]) -> None:
    if tag == 0 and d:
        found["video_capability"] = found["video_capability"] or {
            "rgb_quantisation_selectable": bool(d[0] & 0x40), "ycbcr_quantisation_selectable": bool(d[0] & 0x80),
            "preferred_scan": _SCAN[d[0] >> 4 & 3], "it_scan": _SCAN[d[0] >> 2 & 3], "ce_scan": _SCAN[d[0] & 3],
        }
    elif tag == 5 and d:
        bits = d[0] | (d[1] << 8 if len(d) > 1 else 0)
        found["colorimetry"] += [name for n, name in enumerate(_COLORIMETRY) if name and bits >> n & 1]
    elif tag == 6 and len(d) >= 2:
        peak, average, low = (d[2:5] + bytes(3))[:3]
        luminance = 50 * 2 ** (peak / 32)
        found["hdr"] = found["hdr"] or {
            "transfer": [name for n, name in enumerate(_TRANSFER) if d[0] >> n & 1], "static_types": [n + 1 for n in range(8) if d[1] >> n & 1],
            "max_luminance": round(luminance, 3) if peak else None, "max_average_luminance": round(50 * 2 ** (average / 32), 3) if average else None,
            "min_luminance": round(luminance * (low / 255) ** 2 / 100, 3) if peak and len(d) > 4 else None,
        }
    elif tag == 14:
        found["ycbcr420_modes"] += [mode for mode in map(_video, d) if mode]
    elif tag == 120 and d:
        found["extension_override"] = d[0]
    else:
        found["other"].append(_EXTENDED.get(tag, "extended_%d" % tag))


# --- DisplayID -----------------------------------------------------------------------------------------------------


def displayid(block: bytes) -> dict[str, t.Any]:
    """What a DisplayID extension block says."""
    if len(block) < 128:
        raise ValueError("an extension block has 128 bytes, this one %d" % len(block))
    found: dict[str, t.Any] = {
        "version": "%d.%d" % (block[1] >> 4, block[1] & 15), "product": None, "serial": None, "texts": [], "width_mm": None, "height_mm": None,
        "native_width": None, "native_height": None, "detailed": [], "modes": [], "tiles": None, "adaptive_sync": None, "cta": None, "other": [],
        "mistakes": [],
    }
    # The section and its own checksum lie inside the block, before the block's checksum.
    end = 5 + block[2]
    if end > 126:
        found["mistakes"].append("section_cut")
        end = 126
    elif sum(block[1:end + 1]) & 0xFF:
        found["mistakes"].append("section_checksum")
    names = _DISPLAYID_2 if block[1] >= 0x20 else _DISPLAYID_1
    place = 5
    while place + 3 <= end:
        tag, revision, length = block[place], block[place + 1], block[place + 2]
        payload = block[place + 3:min(place + 3 + length, end)]
        if tag == 0 and length == 0:
            # Filled up with zeroes, which also spell an empty product block.
            break
        if len(payload) < length:
            found["mistakes"].append("data_block_cut")
            break
        place += 3 + length
        _displayid_block(names.get(tag, "tag_%02x" % tag), revision, payload, found)
    return found


def _text(d: bytes) -> str | None:
    return "".join(chr(c) if 32 <= c < 127 else "." for c in d.split(b"\n")[0].rstrip(b"\0")).strip() or None


def _displayid_block(name: str, revision: int, d: bytes, found: dict[str, t.Any]) -> None:
    if name == "product" and len(d) >= 12:
        found["product"] = _text(d[12:12 + d[11]])
        found["serial"] = str(int.from_bytes(d[5:9], "little") or "") or None
    elif name == "serial":
        found["serial"] = _text(d)
    elif name == "text":
        found["texts"] += [text for text in [_text(d)] if text]
    elif name == "parameters" and len(d) >= 8:
        # Tenths of a millimetre; DisplayID 2 may say whole ones.
        unit = 1 if found["version"] >= "2" and revision & 0x80 else 10
        found.update(width_mm=(d[0] | d[1] << 8) // unit or None, height_mm=(d[2] | d[3] << 8) // unit or None,
                     native_width=d[4] | d[5] << 8 or None, native_height=d[6] | d[7] << 8 or None)
    elif name in ("timings_type_1", "timings_type_7"):
        unit = 10 if name == "timings_type_1" else 1
        found["detailed"] += [_displayid_timing(d[n:n + 20], unit) for n in range(0, len(d) - 19, 20)]
    elif name == "dmt_timings":
        found["modes"] += _bits("dmt", d)
    elif name == "cta_timings":
        found["modes"] += _bits("cta", d)
    elif name == "tiled" and len(d) >= 8:
        found["tiles"] = found["tiles"] or {
            "across": (d[1] >> 4 | d[3] >> 2 & 0x30) + 1, "down": (d[1] & 15 | d[3] & 0x30) + 1, "column": d[2] >> 4 | (d[3] & 0x0C) << 2,
            "row": d[2] & 15 | (d[3] & 0x03) << 4, "width": (d[4] | d[5] << 8) + 1, "height": (d[6] | d[7] << 8) + 1,
        }
    elif name == "adaptive_sync" and len(d) >= 6:
        found["adaptive_sync"] = {"min_refresh_hz": d[2], "max_refresh_hz": (d[3] | (d[4] & 3) << 8) + 1}
    elif name == "cta":
        found["cta"] = _cta_shape()
        _data_blocks(d, found["cta"])
    else:
        found["other"].append(name)


def _bits(name: str, d: bytes) -> list[dict[str, t.Any]]:
    numbers = [8 * n + bit + 1 for n, byte in enumerate(d) for bit in range(8) if byte >> bit & 1]
    return [mode for mode in (modes.listed(name, number) for number in numbers) if mode]


def _displayid_timing(d: bytes, unit: int) -> dict[str, t.Any]:
    clock = ((d[0] | d[1] << 8 | d[2] << 16) + 1) * unit
    hactive, hblank, hfront, hsync, vactive, vblank, vfront, vsync = (d[n] | d[n + 1] << 8 for n in range(4, 20, 2))
    interlaced = bool(d[3] & 0x10)
    positive = (hfront & 0x8000, vfront & 0x8000)
    hfront, vfront = hfront & 0x7FFF, vfront & 0x7FFF
    # Here lines are counted by the frame, in the older descriptors by the field.
    fields = 2 if interlaced else 1
    vertical = tuple(lines // fields for lines in (vfront + 1, vsync + 1, vblank - vfront - vsync - 1))
    return modes.timing(
        hactive + 1, vactive + 1, modes.refresh_rate(clock * fields, hactive + hblank + 2, vactive + vblank + 2, False), interlaced, clock,
        (hfront + 1, hsync + 1, hblank - hfront - hsync - 1) + vertical,
        hsync="+" if positive[0] else "-", vsync="+" if positive[1] else "-",
    )
