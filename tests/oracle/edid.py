# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""EDIDs of real monitors against edid-decode's reading of them (two versions), and against what people read off the monitors."""

from __future__ import annotations

import re

import hosts

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import display
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import edid, edid_extensions, hwdata

KINDS = ("edid", "xorg_log", "xrandr_text", "nvidia_smi")

_MODE = re.compile(r"(\d+)x(\d+)(i?) +([\d.]+) Hz")
_DTD = re.compile(r"^ +DTD(?: +\d+)?: +(\d+)x(\d+)(i?) +([\d.]+) Hz.* ([\d.]+) MHz ?(.*)$")
_BLANKING = re.compile(r"([HV])front +(-?\d+) +[HV]sync +(-?\d+) +[HV]back +(-?\d+)(?: +[HV]pol +([PN]))?")
_INTERFACES = {"DVI": "dvi", "HDMI-a": "hdmi_a", "HDMI-b": "hdmi_b", "MDDI": "mddi", "DisplayPort": "displayport"}
_AUDIO = {
    "Linear PCM": "lpcm", "AC-3": "ac3", "MPEG 1 (Layers 1 & 2)": "mpeg1", "MPEG 1 Layer 3 (MP3)": "mp3", "MPEG2 (multichannel)": "mpeg2", "AAC LC": "aac",
    "DTS": "dts", "ATRAC": "atrac", "One Bit Audio": "one_bit", "Enhanced AC-3 (DD+)": "eac3", "DTS-HD": "dts_hd", "MAT (MLP)": "mat", "DST": "dst",
    "WMA Pro": "wma_pro", "Reserved (0x00)": "format_0", "HE AAC (Obsolete)": "he_aac", "HE AAC v2 (Obsolete)": "he_aac_v2",
    "MPEG Surround (Obsolete)": "mpeg_surround", "MPEG-4 HE AAC": "mpeg4_he_aac", "MPEG-4 HE AAC v2": "mpeg4_he_aac_v2", "MPEG-4 AAC LC": "mpeg4_aac",
    "DRA": "dra", "MPEG-4 HE AAC + MPEG Surround": "mpeg4_he_aac_surround", "MPEG-4 AAC LC + MPEG Surround": "mpeg4_aac_surround",
    "MPEG-H 3D Audio": "mpegh_3d", "AC-4": "ac4", "L-PCM 3D Audio": "lpcm_3d", "Auro-Cx": "auro_cx", "MPEG-D USAC": "mpegd_usac",
}
_FORMULAS = {"GTF": "gtf", "Bare Limits": "none", "Secondary GTF": "secondary_gtf", "CVT": "cvt"}
_SCAN = {
    "No Data": None, "IT video formats not supported": None, "CE video formats not supported": None, "Always Overscanned": "overscan",
    "Always Underscanned": "underscan", "Supports both over- and underscan": "both",
}
_TRANSFER = {
    "Traditional gamma - SDR luminance range": "sdr", "Traditional gamma - HDR luminance range": "hdr", "SMPTE ST2084": "pq", "Hybrid Log-Gamma": "hlg",
}


def compare(case):
    """Every field that both sides know."""
    if case.entry["kind"] != "edid":
        yield from _carried(case)
        return
    found = edid.parse(case.bytes("edid.bin"))
    for name in ("edid-decode.txt", "linuxhw-decode.txt"):
        if case.has(name):
            text = case.text(name)
            for field, ours, theirs in decoded(found, text[text.find("----------------"):], case.bytes("edid.bin")):
                yield name.partition("-")[0] + "." + field, ours, theirs
    if case.has("glpi-expected.json"):
        yield from _read_off(found, case.json("glpi-expected.json"))
    yield "valid", not found["problems"], case.entry["verdict"] == "valid"


def judge(case):
    """What the rules say of a machine with this monitor at its HDMI socket."""
    if case.entry["kind"] != "edid":
        case.skip("no EDID in it")
    place = "/sys/class/drm/card0-HDMI-A-1/"
    host = hosts.MadeMachine(files={
        "/sys/class/drm/card0": {"dir": True}, place + "status": "connected\n", place + "enabled": "enabled\n", place + "modes": "1024x768\n",
        place + "edid": case.bytes("edid.bin"),
    })
    return hosts.judge({"display": display.collect(host, hosts.profile_of())})


def expected(_entry):
    """Silence: invalid is said here of what lacks or repeats an extension, and such a monitor shows a picture all the same."""
    return set()


def _carried(case):
    """What else carries EDIDs in hexadecimal: compare with what the X server made of them."""
    if case.entry["kind"] == "nvidia_smi":
        case.skip("the states of one maker's driver, which we do not ask; no EDID in it")
    found = list(_logged(case.text("Xorg.0.log")) if case.entry["kind"] == "xorg_log" else _listed(case.text("xrandr.txt")))
    if not found:
        case.skip("no EDID in it")
    yield from found


def _logged(text):
    """The server's log: its own reading stands before each dump."""
    dumps = re.findall(r"EDID \(in hex\):\n((?:.*\t[0-9a-f]{32}\n)+)", text)
    for number, (before, dump) in enumerate(zip(re.split(r"EDID \(in hex\):", text), dumps, strict=False)):
        found = edid.parse(bytes.fromhex("".join(re.findall(r"[0-9a-f]{32}$", dump, re.M))))
        said = before[before.rfind("Manufacturer: "):]
        limits = found["range"] or {}
        for field, ours, pattern in (
            ("maker", found["maker"], r"Manufacturer: (\w+)"), ("product", found["product"], r"Model: ([0-9a-f]+)"),
            ("serial_number", found["serial_number"] or 0, r"Serial#: (\d+)"), ("year", found["year"], r"Year: (\d+)"),
            ("week", found["week"] or 0, r"Week: (\d+)"), ("version", found["version"], r"EDID Version: ([\d.]+)"),
            ("width", found["width_cm"], r"Image Size \[cm\]: horiz.: (\d+)"), ("height", found["height_cm"], r"Image Size .* vert.: (\d+)"),
            ("max_vertical", limits.get("max_vertical_hz"), r"V max: (\d+) Hz"), ("max_horizontal", limits.get("max_horizontal_khz"), r"H max: (\d+) kHz"),
            ("gamma", found["gamma"], r"Gamma: ([\d.]+)"), ("name", found["name"], r"Monitor name: (.*)"), ("serial", found["serial"], r"Serial No: (.*)"),
        ):
            match = re.search(pattern, said)
            if match:
                kind = str if ours is None else type(ours)
                yield "%s:%d" % (field, number), ours, int(match[1], 16) if field == "product" else kind(match[1].strip())


def _listed(text):
    """xrandr --properties: size and preferred mode of each output."""
    for output in re.split(r"^(?=\S+ (?:dis)?connected)", text, flags=re.M):
        dump = re.search(r"EDID:\s*\n((?:\s+[0-9a-f]{32}\n)+)", output)
        if not dump:
            continue
        found, name = edid.parse(bytes.fromhex(re.sub(r"\s", "", dump[1]))), output.split()[0]
        size = re.search(r"(\d+)mm x (\d+)mm", output)
        preferred = re.search(r"^ +(\d+)x(\d+)[^+\n]*?([\d.]+)[* ]\+", output, re.M)
        if size:
            # The server takes either the timing's millimetres or the centimetres.
            theirs, inexact = (int(size[1]), int(size[2])), ((found["width_cm"] or 0) * 10, (found["height_cm"] or 0) * 10)
            yield name + ".size", (found["width_mm"], found["height_mm"]), (found["width_mm"], found["height_mm"]) if theirs == inexact else theirs
        if preferred:
            mode = found["preferred"]
            yield name + ".preferred", (mode["width"], mode["height"], round(mode["refresh_hz"])), (
                int(preferred[1]), int(preferred[2]), round(float(preferred[3])))


def _read_off(found, expected_):
    """What people found printed on the monitor, or a tool that they checked."""
    if expected_.get("CAPTION"):
        yield "glpi.caption", found["model"], expected_["CAPTION"].strip()
    if expected_.get("MANUFACTURER") and found["maker"]:
        known = hwdata.names(hosts.LiveHost(), "pnp", [found["maker"]]) if hasattr(hosts, "LiveHost") else {}
        if known.get(found["maker"]):
            yield "glpi.maker", _letters(known[found["maker"]]), _letters(expected_["MANUFACTURER"])
    week, _slash, year = expected_.get("DESCRIPTION", "").partition("/")
    if year:
        yield "glpi.made", (found["week"] or 0, found["year"]), (int(week), int(year))
    if expected_.get("SERIAL"):
        # Some makers compose what is printed; both numbers are given where it is known for a model.
        theirs = {expected_["SERIAL"], expected_.get("ALTSERIAL", expected_["SERIAL"])}
        ours = found["label_serial"] or "00000000"
        yield "glpi.serial", ours, ours if ours in theirs else expected_["SERIAL"]


def _letters(text):
    return re.sub(r"[^a-z]", "", text.lower())


def _has(pattern, text):
    return re.search(pattern, text, re.M) is not None


def _one(pattern, text, kind=str):
    match = re.search(pattern, text, re.M)
    return kind(match[1]) if match else None


def _quoted(text):
    return text.strip()


def _cut(ours, theirs):
    """The tool stops at the first byte that is not ASCII; we write a dot and go on, because a panel's model often follows."""
    return (theirs if ours and re.match(re.escape(theirs or "") + r" *\.", ours) else ours), theirs


def _modes(lines):
    return [(int(w), int(h), i == "i", round(float(rate))) for w, h, i, rate in (m for line in lines for m in _MODE.findall(line)[:1])]


def _short(modes):
    return [(mode["width"], mode["height"], mode["interlaced"], round(mode["refresh_hz"])) for mode in modes]


def _section(name, text, indent):
    """The lines of the sections with this heading (a regular expression), indented more than the heading."""
    found, inside = [], False
    for line in text.splitlines():
        if re.match(" {%d}%s" % (indent, name), line):
            inside = True
        elif inside and not line.startswith(" " * (indent + 1)):
            inside = False
        elif inside:
            found.append(line)
    return found


def decoded(found, text, data):
    """(field, ours, theirs) for everything that edid-decode printed in this text."""
    blocks = [block for block in re.split(r"^-{16}$", text, flags=re.M) if block.lstrip().startswith("Block ")]
    if not blocks:
        return
    for number, block in enumerate(blocks):
        if _has(r"^Checksum:", block):
            yield "checksum:%d" % number, "checksum:%d" % number not in found["problems"], not _has(r"^Checksum:.*should be", block)
    yield "blocks", found["size_bytes"] // 128, len(blocks)
    base = blocks[0]
    yield from _base(found, base)
    yield from _timings(found, base)
    kinds = [_one(r"Block \d+, (.*):", block) for block in blocks[1:]]
    names = {"CTA-861 Extension Block": "cta", "DisplayID Extension Block": "displayid"}
    yield "extensions", [kind if kind in ("cta", "displayid") else "" for kind in found["extensions"]], [names.get(kind, "") for kind in kinds]
    yield from _detailed(found, text)
    for number, (block, kind) in enumerate(zip(blocks[1:], kinds, strict=True), 1):
        raw = data[number * 128:(number + 1) * 128]
        if kind in names and len(raw) == 128:
            parser, compare_ = {"cta": (edid_extensions.cta, _cta), "displayid": (edid_extensions.displayid, _displayid)}[names[kind]]
            for field, ours, theirs in compare_(parser(raw), block):
                yield "%s:%d.%s" % (names[kind], number, field), ours, theirs


def _base(found, base):
    made = re.search(r"Made in: (?:week (\d+) of )?(\d+)", base)
    size = re.search(r"Maximum image size: (\d+) cm x (\d+) cm", base)
    yield "version", found["version"], _one(r"Structure Version & Revision: ([\d.]+)", base)
    # Other characters than letters are none of a maker's.
    yield "maker", found["maker"], _one(r"Manufacturer: ([A-Z]{3})$", base)
    yield "product", found["product"], _one(r"Model: (\d+)", base, int)
    number = _one(r"^    Serial Number: (\d+)", base, int)
    if number is not None or not _has(r"^    Serial Number:", base):
        yield "serial_number", found["serial_number"], number
    if made:
        yield "week", found["week"], int(made[1]) if made[1] and int(made[1]) <= 54 else None
        yield "year", found["year"], int(made[2])
    yield "model_year", found["model_year"], _one(r"Model year: (\d+)", base, int)
    yield "digital", found["digital"], _has(r"Digital display", base)
    yield "bits_per_colour", found["bits_per_colour"], _one(r"Bits per primary color channel: (\d+)", base, int)
    interface = _one(r"^    (\S+) interface$", base)
    yield "interface", found["interface"], _INTERFACES.get(interface, interface)
    yield "dfp", bool(found["dfp"]), _has(r"DFP 1.x compatible", base)
    if found["analog"]:
        levels = _one(r"Signal Level Standard: (.*) V p-p", base)
        sync = _one(r"^    Sync: (.*)", base) or ""
        yield "levels", found["analog"]["levels"], levels and levels.replace(" ", "")
        yield "setup", found["analog"]["setup"], _has(r"Blank-to-black setup/pedestal", base)
        words = {"separate": "Separate", "composite": "Composite", "on_green": "SyncOnGreen", "serration": "Serration"}
        yield "sync", [words[name] for name in found["analog"]["sync"]], sync.split()
    yield "width_cm", found["width_cm"], int(size[1]) if size else None
    yield "height_cm", found["height_cm"], int(size[2]) if size else None
    ratio = re.search(r"Aspect ratio: ([\d.]+)", base)
    yield "aspect_ratio", found["aspect_ratio"], float(ratio[1]) if ratio else None
    yield "gamma", found["gamma"], _one(r"Gamma: ([\d.]+)", base, float)
    yield "dpms", [name.capitalize() for name in found["dpms"]], (_one(r"DPMS levels: (.*)", base) or "").split()
    formats = _one(r"Supported color formats: (.*)", base)
    if formats:
        yield "colours", found["colours"], [{"RGB 4:4:4": "rgb444", "YCrCb 4:4:4": "ycbcr444", "YCrCb 4:2:2": "ycbcr422"}[name] for name in formats.split(", ")]
    else:
        words = {"RGB color display": ["rgb"], "Monochrome or grayscale display": ["monochrome"], "Non-RGB color display": ["other"],
                 "Undefined display color type": []}
        yield "colours", found["colours"], next((kind for word, kind in words.items() if word in base), None)
    yield "srgb", found["srgb"], _has(r"Default \(sRGB\) color space is primary", base)
    yield "preferred", found["preferred_announced"], _has(r"First detailed timing (is the preferred|includes the native)", base)
    if found["gtf"] is None:
        yield "continuous_frequency", found["continuous_frequency"], _has(r"Display is continuous frequency", base)
    else:
        yield "gtf", found["gtf"], _has(r"Supports GTF timings within operating range", base)
    for colour in ("Red", "Green", "Blue", "White"):
        point = re.search(colour + r" *: ([\d.]+), ([\d.]+)", base)
        if point:
            # The tool cuts off after four figures.
            yield colour.lower(), [int(value * 10000) for value in found["chromaticity"][colour.lower()]], [round(float(v) * 10000) for v in point.groups()]
    names = [_quoted(name) for name in re.findall(r"Display Product Name: '(.*)'", base)]
    yield "name", *_cut(found["name"], " ".join(name for name in names if name) or None)
    serials = re.findall(r"Display Product Serial Number: '(.*)'", base)
    if serials or not _has("Display Product Serial Number:", base):
        yield "serial", *_cut(found["serial"], next((_quoted(serial) for serial in serials if serial.strip()), None))
    texts = [_quoted(line) for line in re.findall(r"Alphanumeric Data String: '(.*)'", base) if line.strip()]
    yield "texts", [_cut(ours, text)[0] for ours, text in zip(found["texts"], texts, strict=False)] + found["texts"][len(texts):], texts
    limits = re.search(r"Monitor ranges \((.*)\): (\d+)-(\d+) Hz V, (\d+)-(\d+) kHz H(?:, max dotclock ([\d.]+) MHz)?", base)
    if limits:
        ours = found["range"] or {}
        yield "range.formula", ours.get("formula"), _FORMULAS.get(limits[1])
        for n, name in enumerate(("min_vertical_hz", "max_vertical_hz", "min_horizontal_khz", "max_horizontal_khz"), 2):
            yield "range." + name, ours.get(name), int(limits[n])
        yield "range.max_pixel_clock_mhz", ours.get("max_pixel_clock_mhz"), float(limits[6]) if limits[6] else None
    else:
        yield "range", found["range"], None
    yield "extensions_announced", found["extensions_announced"], _one(r"Extension blocks: (\d+)", base, int) or 0


def _timings(found, base):
    established = _section(r"Established Timings I", base, 2) + _section(r"Established Timings III", base, 4)
    yield "established", sorted(_short(found["established"])), sorted(_modes(established))
    standard = _section(r"Standard Timings:", base, 2) + _section(r"Standard Timing Identifications:", base, 4)
    yield "standard", sorted(_short(found["standard"])), sorted(_modes(standard))


def _detailed(found, text):
    """Detailed timings, field by field, in the order of the data."""
    theirs, current = [], None
    for line in text.splitlines():
        match = _DTD.match(line)
        if match:
            current = {"mode": (int(match[1]), int(match[2]), match[3] == "i"), "refresh": float(match[4]), "clock": round(float(match[5]) * 1000),
                       "mm": re.search(r"(\d+) mm x (\d+) mm", match[6]), "H": None, "V": None,
                       "composite": "composite" in match[6], "border": False}
            theirs.append(current)
            continue
        blanking = _BLANKING.search(line)
        if current and blanking and "border" in line:
            current["border"] = True
        if current and blanking and current[blanking[1]] is None:
            current[blanking[1]] = ([int(blanking[n]) for n in (2, 3, 4)], {"P": "+", "N": "-"}.get(blanking[5]))
    yield "detailed", len(found["detailed"]), len(theirs)
    for n, (ours, other) in enumerate(zip(found["detailed"], theirs, strict=False)):
        yield "detailed.%d.mode" % n, (ours["width"], ours["height"], ours["interlaced"]), other["mode"]
        # The tool leaves borders out of the total, by which it gets more pictures a second than the clock gives.
        if not other["border"]:
            close = abs(ours["refresh_hz"] - other["refresh"]) < 0.001
            yield "detailed.%d.refresh" % n, ours["refresh_hz"], ours["refresh_hz"] if close else other["refresh"]
        yield "detailed.%d.clock" % n, ours["pixel_clock_khz"], other["clock"]
        if other["mm"]:
            yield "detailed.%d.mm" % n, (ours["width_mm"] or 0, ours["height_mm"] or 0), (int(other["mm"][1]), int(other["mm"][2]))
        for letter, name in (("H", "horizontal"), ("V", "vertical")):
            if other[letter]:
                yield "detailed.%d.%s_blanking" % (n, name), ours[name + "_blanking"], other[letter][0]
                # Where sync is on the picture's own wire it has no polarity of its own; the tool prints what it starts from.
                if other[letter][1] and not other["composite"]:
                    yield "detailed.%d.%s_sync" % (n, name), ours[name + "_sync"], other[letter][1]


def _cta(ours, text):
    yield "revision", ours["revision"], _one(r"^  Revision: (\d+)", text, int)
    # The tool passes over the flags where the block holds nothing else.
    flags = (("underscan", "Underscans IT Video Formats by default"), ("basic_audio", "Basic audio support"), ("ycbcr444", "Supports YCbCr 4:4:4"),
             ("ycbcr422", "Supports YCbCr 4:2:2"))
    for name, words in flags if "Native detailed modes" in text else ():
        yield name, bool(ours[name]), _has("^  %s$" % words, text)
    native = _one(r"^  Native detailed modes: (\d+)", text, int)
    if native is not None:
        yield "native_timings", ours["native_timings"], native
    vics = [line for line in _section("Video Data Block:", text, 2) if "VIC" in line]
    yield "modes", _short(ours["modes"]), _modes(vics)
    yield "vics", [mode["vic"] for mode in ours["modes"]], [int(vic) for line in vics for vic in re.findall(r"VIC +(\d+):", line)]
    yield "native", [mode["vic"] for mode in ours["modes"] if mode["native"]], [
        int(vic) for line in vics if "(native)" in line for vic in re.findall(r"VIC +(\d+):", line)]
    yield "ycbcr420", [mode["vic"] for mode in ours["ycbcr420_modes"]], [
        int(vic) for line in _section("YCbCr 4:2:0 Video Data Block:", text, 2) for vic in re.findall(r"VIC +(\d+):", line)]
    yield from _sound(ours, text)
    yield "speakers", ours["speakers"], [line.split(" - ")[0].strip() for line in _section("Speaker Allocation Data Block:", text, 2)]
    yield from _hdmi(ours, text)
    colorimetry = [re.sub("^Default.*", "defaultRGB", line.strip()).split(" ")[0] for line in _section("Colorimetry Data Block:", text, 2)]
    yield "colorimetry", [re.sub("_", "", name) for name in ours["colorimetry"]], [name for name in colorimetry if not re.match(r"MD\d|Reserved|Gamut", name)]
    hdr = "\n".join(_section("HDR Static Metadata Data Block:", text, 2))
    if hdr:
        got = ours["hdr"] or {"transfer": [], "static_types": []}
        yield "hdr.transfer", got["transfer"], [
            _TRANSFER[line.strip()] for line in _section("Electro optical", hdr, 4) if line.strip() in _TRANSFER]
        yield "hdr.static_types", got["static_types"], [int(n) for n in re.findall(r"Static metadata type (\d)", hdr)]
        for name, words in (("max_luminance", "max luminance"), ("max_average_luminance", "max frame-average luminance"), ("min_luminance", "min luminance")):
            value = _one(r"content %s: .*\(([\d.]+) cd" % words, hdr, float)
            yield "hdr." + name, got.get(name), value
    capability = "\n".join(_section("Video Capability Data Block:", text, 2))
    if capability:
        got = ours["video_capability"] or {}
        yield "video_capability.rgb", got.get("rgb_quantisation_selectable"), _has(r"RGB quantization: Selectable", capability)
        yield "video_capability.ycbcr", got.get("ycbcr_quantisation_selectable"), _has(r"YCbCr quantization: Selectable", capability)
        for name, word in (("preferred_scan", "PT"), ("it_scan", "IT"), ("ce_scan", "CE")):
            said = _one(word + r" scan behavior: (.*)", capability)
            yield "video_capability." + name, got.get(name), _SCAN.get(said, said)


def _sound(ours, text):
    theirs = []
    for line in _section("Audio Data Block:", text, 2):
        if re.match(r" {4}\S", line):
            theirs.append({"format": line.strip().rstrip(":"), "channels": None, "rates": [], "bits": [], "kbps": None})
        elif theirs:
            last = theirs[-1]
            last["channels"] = _one(r"Max channels: (\d+)", line, int) or last["channels"]
            last["rates"] = [float(rate) for rate in (_one(r"sample rates \(kHz\): (.*)", line) or "").split()] or last["rates"]
            last["bits"] = [int(bits) for bits in (_one(r"sample sizes \(bits\): (.*)", line) or "").split()] or last["bits"]
            last["kbps"] = _one(r"Maximum bit rate: (\d+) kb/s", line, int) or last["kbps"]
    yield "audio", [item["format"] for item in ours["audio"]], [
        _AUDIO.get(item["format"], re.sub(r"Unknown Audio Ext Format \(0x(..)\)", lambda m: "extended_%d" % int(m[1], 16), item["format"])) for item in theirs]
    for n, (mine, other) in enumerate(zip(ours["audio"], theirs, strict=False)):
        if other["channels"]:
            yield "audio.%d.channels" % n, mine["channels"], other["channels"]
        if mine["format"].startswith("format_"):
            continue
        yield "audio.%d.rates" % n, sorted(mine["rates_khz"]), sorted(other["rates"])
        yield "audio.%d.bits" % n, sorted(mine["bits"]), sorted(other["bits"])
        if other["kbps"]:
            yield "audio.%d.kbps" % n, mine["max_kbps"], other["kbps"]


def _hdmi(ours, text):
    hdmi = "\n".join(_section(r"Vendor-Specific Data Block \(HDMI\)", text, 2))
    if hdmi:
        got = ours["hdmi"] or {"deep_colour_bits": [], "modes": []}
        yield "hdmi.physical_address", got.get("physical_address"), _one(r"Source physical address: (\S+)", hdmi)
        yield "hdmi.ai", got.get("ai"), _has("Supports_AI", hdmi)
        yield "hdmi.deep_colour", got["deep_colour_bits"], sorted(int(bits) for bits in re.findall(r"DC_(\d+)bit", hdmi))
        yield "hdmi.deep_colour_ycbcr444", got.get("deep_colour_ycbcr444"), _has("DC_Y444", hdmi)
        yield "hdmi.dual_link", got.get("dual_link"), _has("DVI_Dual", hdmi)
        yield "hdmi.max_tmds", got.get("max_tmds_mhz"), _one(r"Maximum TMDS clock: (\d+) MHz", hdmi, int) or None
        yield "hdmi.modes", [mode["vic"] for mode in got["modes"]], [int(n) for n in re.findall(r"HDMI VIC (\d+):", hdmi)]
    forum = "\n".join(_section(r"Vendor-Specific Data Block \(HDMI Forum\)", text, 2))
    if forum:
        got = ours["hdmi_forum"] or {}
        yield "hdmi_forum.version", got.get("version"), _one(r"Version: (\d+)", forum, int)
        yield "hdmi_forum.max_tmds", got.get("max_tmds_mhz"), _one(r"Maximum TMDS Character Rate: (\d+) MHz", forum, int) or None
        yield "hdmi_forum.scdc", got.get("scdc"), _has("SCDC Present", forum)
        yield "hdmi_forum.scdc_read_request", got.get("scdc_read_request"), _has("SCDC Read Request Capable", forum)
        yield "hdmi_forum.scrambling", got.get("scrambling_low_rates"), _has("Supports scrambling for <= 340", forum)
        yield "hdmi_forum.auto_low_latency", got.get("auto_low_latency"), _has("Supports Auto Low-Latency Mode", forum)
        yield "hdmi_forum.min_vrr", got.get("min_vrr_hz"), _one(r"VRRmin: (\d+)", forum, int)
        yield "hdmi_forum.max_vrr", got.get("max_vrr_hz"), _one(r"VRRmax: (\d+)", forum, int)
    amd = "\n".join(_section(r"Vendor-Specific Data Block \(AMD\)", text, 2))
    if amd:
        got = ours["freesync"] or {}
        yield "freesync.version", got.get("version"), _one(r"Version: (\S+)", amd)
        yield "freesync.min", got.get("min_refresh_hz"), _one(r"Minimum Refresh Rate: (\d+)", amd, int)
        yield "freesync.max", got.get("max_refresh_hz"), _one(r"Maximum Refresh Rate: (\d+)", amd, int)


def _displayid(ours, text):
    yield "version", ours["version"], _one(r"^  Version: ([\d.]+)", text)
    listed = _section(r"Supported Timing Modes Type", text, 2)
    yield "modes", sorted(_short(ours["modes"])), sorted(_modes(listed))
    tiles = "\n".join(_section("Tiled Display Topology Data Block", text, 2))
    if tiles:
        got = ours["tiles"] or {}
        across = re.search(r"Num horizontal tiles: (\d+) Num vertical tiles: (\d+)", tiles)
        place = re.search(r"Tile location: (\d+), (\d+)", tiles)
        size = re.search(r"Tile resolution: (\d+)x(\d+)", tiles)
        yield "tiles.count", (got.get("across"), got.get("down")), tuple(int(n) for n in across.groups())
        yield "tiles.place", (got.get("column"), got.get("row")), tuple(int(n) for n in place.groups())
        yield "tiles.size", (got.get("width"), got.get("height")), tuple(int(n) for n in size.groups())
    yield "checksum", not {"section_checksum", "section_cut"} & set(ours["mistakes"]), not _has(r"^  Checksum:.*should be", text)
