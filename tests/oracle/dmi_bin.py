# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SMBIOS tables of real machines: our reading against dmidecode's text, line by line."""

from __future__ import annotations

import re

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import smbios

KINDS = ("dmi_bin",)

_UNITS = {"bytes": 1, "kB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40, "PB": 1 << 50, "EB": 1 << 60}
_UNKNOWN = ("Unknown", "Not Specified", "None", "Not Provided", "Unspecified", "<OUT OF SPEC>", "<BAD INDEX>", "Not Present", "Not Settable",
            "No Error", "No Module Installed", "N/A")


# --- what dmidecode says ------------------------------------------------------------------------------------------


def blocks(text):
    """{handle: (type, length, {label: text or list of lines})}; the first of two structures with one handle."""
    found = {}
    for part in re.split(r"\n\n+", text):
        lines = part.split("\n")
        head = re.match(r"Handle 0x([0-9A-F]+), DMI type (\d+), (\d+) bytes", lines[0])
        if not head:
            continue
        fields, last = {}, ""
        for line in lines[2:]:
            if line.startswith("\t\t"):
                if isinstance(fields.get(last), str):
                    fields[last] = [fields[last]] if fields[last] else []
                fields.setdefault(last, []).append(line.strip())
            else:
                last, dummy, value = line.strip().partition(":")
                # The same label twice, as with slots' peer devices: the first one is enough.
                fields.setdefault(last, value.strip(" "))
        found.setdefault(int(head[1], 16), (int(head[2]), int(head[3]), fields))
    return found


def _words(text):
    """A text as both sides can write it: dmidecode shows what is not ASCII as dots."""
    if text is None:
        return None
    shown = "".join(letter if " " <= letter < "\x7f" else "." * len(letter.encode("utf-8", "replace")) for letter in text).strip(" ")
    return None if shown in _UNKNOWN or not shown else shown


def _lines(value):
    return [value] if isinstance(value, str) else value


def _bytes(text):
    match = re.match(r"(\d+) (bytes|kB|MB|GB|TB|PB|EB)$", text)
    return int(match[1]) * _UNITS[match[2]] if match else None


def _int(text):
    match = re.match(r"(?:0x([0-9A-Fa-f]+)|(\d+))", text)
    return None if not match else int(match[1], 16) if match[1] else int(match[2])


def _float(text):
    match = re.match(r"[\d.]+", text)
    return float(match[0]) if match else None


def _yes(text):
    return {"Yes": True, "No": False, "Present": True, "Not Present": False, "Enabled": True, "Disabled": False}.get(text)


_FIRMWARE = {
    "ISA is supported": "isa", "MCA is supported": "mca", "EISA is supported": "eisa", "PCI is supported": "pci",
    "PC Card (PCMCIA) is supported": "pc_card", "PNP is supported": "pnp", "APM is supported": "apm", "BIOS is upgradeable": "upgradeable",
    "BIOS shadowing is allowed": "shadowing", "VLB is supported": "vlb", "ESCD support is available": "escd",
    "Boot from CD is supported": "boot_cd", "Selectable boot is supported": "selectable_boot", "BIOS ROM is socketed": "rom_socketed",
    "Boot from PC Card (PCMCIA) is supported": "boot_pc_card", "EDD is supported": "edd",
    "Japanese floppy for NEC 9800 1.2 MB is supported (int 13h)": "floppy_nec_9800",
    "Japanese floppy for Toshiba 1.2 MB is supported (int 13h)": "floppy_toshiba",
    "5.25\"/360 kB floppy services are supported (int 13h)": "floppy_360k", "5.25\"/1.2 MB floppy services are supported (int 13h)": "floppy_1200k",
    "3.5\"/720 kB floppy services are supported (int 13h)": "floppy_720k", "3.5\"/2.88 MB floppy services are supported (int 13h)": "floppy_2880k",
    "Print screen service is supported (int 5h)": "print_screen", "8042 keyboard services are supported (int 9h)": "keyboard_8042",
    "Serial services are supported (int 14h)": "serial", "Printer services are supported (int 17h)": "printer",
    "CGA/mono video services are supported (int 10h)": "cga_mono", "NEC PC-98": "nec_pc98", "ACPI is supported": "acpi",
    "USB legacy is supported": "usb_legacy", "AGP is supported": "agp", "I2O boot is supported": "boot_i2o", "LS-120 boot is supported": "boot_ls120",
    "ATAPI Zip drive boot is supported": "boot_zip", "IEEE 1394 boot is supported": "boot_1394", "Smart battery is supported": "smart_battery",
    "BIOS boot specification is supported": "boot_specification",
    "Function key-initiated network boot is supported": "boot_network_key", "Targeted content distribution is supported": "targeted_content",
    "UEFI is supported": "uefi", "System is a virtual machine": "virtual_machine", "BIOS characteristics not supported": "not_supported",
    "Manufacturing mode is supported": "manufacturing_mode_supported", "Manufacturing mode is enabled": "manufacturing_mode",
}
_BOARD = {
    "Board is a hosting board": "hosting", "Board requires at least one daughter board": "needs_daughter_board", "Board is removable": "removable",
    "Board is replaceable": "replaceable", "Board is hot swappable": "hot_swappable",
}
_PROCESSOR = {
    "64-bit capable": "64_bit", "Multi-Core": "multi_core", "Hardware Thread": "hardware_thread", "Execute Protection": "execute_protection",
    "Enhanced Virtualization": "enhanced_virtualization", "Power/Performance Control": "power_performance_control", "128-bit Capable": "128_bit",
    "Arm64 SoC ID": "arm64_soc_id",
}
_SLOT = {
    "5.0 V is provided": "5_volt", "3.3 V is provided": "3_3_volt", "Opening is shared": "shared_opening", "PC Card-16 is supported": "pc_card_16",
    "Cardbus is supported": "cardbus", "Zoom Video is supported": "zoom_video", "Modem ring resume is supported": "modem_ring_resume",
    "PME signal is supported": "pme", "Hot-plug devices are supported": "hot_plug", "SMBus signal is supported": "smbus",
    "PCIe slot bifurcation is supported": "bifurcation", "Async/surprise removal is supported": "surprise_removal",
    "Flexbus slot, CXL 1.0 capable": "cxl_1", "Flexbus slot, CXL 2.0 capable": "cxl_2", "Flexbus slot, CXL 3.0 capable": "cxl_3",
}
_TPM = {
    "TPM Device characteristics not supported": "not_supported", "Family configurable via firmware update": "configurable_by_firmware",
    "Family configurable via platform software support": "configurable_by_software",
    "Family configurable via OEM proprietary mechanism": "configurable_by_maker",
}


def _set(names=None):
    """A list of properties; words that are not among the names stand for themselves, and show as a difference."""
    return lambda value: sorted((names or {}).get(line, line) for line in _lines(value) if line and _words(line))


def _keywords(value):
    """Properties on one line: two-word ones are told apart by what we know, so both sides are compared letter by letter."""
    text_ = " ".join(_lines(value))
    return "" if text_ in ("None", "<OUT OF SPEC>") else "".join(sorted(text_.replace(" ", "")))


# --- what we say, label by label ------------------------------------------------------------------------------------
#
# label: (what we say, from the fields; what dmidecode says, from its text)


def _ours(key, shown=lambda value: value):
    return lambda fields: shown(fields.get(key))


def text(key):
    """A text, or a name of the specification."""
    return _ours(key, _words), lambda value: _words(value if isinstance(value, str) else " ".join(value))


def size(key):
    """Bytes, with their unit in the text. dmidecode shows the two highest groups of ten bits."""
    def shown(value):
        unit = max((value.bit_length() - 1) // 10 * 10 - 10, 0) if value else 0
        return (value >> unit << unit) or None if value else None

    return _ours(key, shown), lambda value: _bytes(value) or None


def number(key, unknown=()):
    """A whole number, perhaps with a unit."""
    return _ours(key), lambda value: None if _words(value) is None or value in unknown else _int(value)


def real(key):
    """A number with a fraction."""
    return _ours(key), lambda value: None if _words(value) is None else _float(value)


def truth(key):
    """Yes or no."""
    return _ours(key), _yes


def properties(key, names=None):
    """A list."""
    return _ours(key, lambda value: sorted(word for word in value or [] if word != "Unknown")), _set(names)


def spread(key):
    """A list on one line."""
    return _ours(key, lambda value: _keywords(" ".join(value or []))), _keywords


def _cache_configuration(fields):
    return "%s, %s, Level %d" % ("Enabled" if fields["enabled"] else "Disabled", "Socketed" if fields["socketed"] else "Not Socketed", fields["level"])


def _slot_type(fields):
    """dmidecode writes the width before the kind, unless it is unknown."""
    width = fields.get("width") or "<OUT OF SPEC>"
    return _words(((width + " ") if width not in ("Other", "Unknown") else "") + (fields.get("type") or "<OUT OF SPEC>"))


def _slot_id(fields):
    """A number, or for PC Cards two."""
    return "Adapter %d, Socket %d" % (fields["id"] & 0xFF, fields["id"] >> 8) if fields.get("type") == "PC Card (PCMCIA)" else fields["id"] & 0xFF


def _maker(key):
    """JEDEC's number; the highest bit of the bank is its parity."""
    return lambda fields: None if fields.get(key) is None else fields[key] & 0xFF7F


def _jedec(value):
    match = re.match(r"Bank (\d+), Hex 0x([0-9A-F]{2})", value)
    return int(match[1]) - 1 | int(match[2], 16) << 8 if match else None


def _supply_status(fields):
    return "Present, %s" % (fields["status"] or "<OUT OF SPEC>") if fields["present"] else "Not Present"


def _processor_status(fields):
    return "Populated, %s" % fields["status"] if fields["populated"] else "Unpopulated"


def _board_handles(fields):
    return sorted(fields.get("contained") or [])


def _address(fields):
    if fields["address_space"] == "SMBus":
        return "0x%02X (SMBus)" % fields["base_address"]
    return "0x%016X (%s)" % (fields["base_address"], fields["address_space"])


def _id(fields):
    return fields.get("id").upper()


def _percent(value):
    return None if _words(value) is None else _int(value)


def _range_end(fields):
    start, length = fields.get("start_address"), fields.get("bytes")
    return None if start is None or length is None else start + length - 1


def _same(value):
    return value


KNOWN = {
    0: {
        "Vendor": text("vendor"), "Version": text("version"), "Release Date": text("date"), "Address": number("address"),
        "Runtime Size": size("runtime_bytes"), "ROM Size": size("rom_bytes"), "Characteristics": properties("characteristics", _FIRMWARE),
        "BIOS Revision": text("revision"), "Firmware Revision": text("controller_revision"),
    },
    1: {
        "Manufacturer": text("manufacturer"), "Product Name": text("product"), "Version": text("version"), "Serial Number": text("serial"),
        "UUID": text("uuid"), "Wake-up Type": text("wake_up"), "SKU Number": text("sku"), "Family": text("family"),
    },
    2: {
        "Manufacturer": text("manufacturer"), "Product Name": text("product"), "Version": text("version"), "Serial Number": text("serial"),
        "Asset Tag": text("asset_tag"), "Features": properties("features", _BOARD), "Location In Chassis": text("location"),
        "Chassis Handle": number("chassis"), "Type": text("type"),
        "Contained Object Handles": (_board_handles, lambda value: sorted(_int(line) for line in value[1:]) if isinstance(value, list) else []),
    },
    3: {
        "Manufacturer": text("manufacturer"), "Type": text("type"), "Lock": truth("lock"), "Version": text("version"), "Serial Number": text("serial"),
        "Asset Tag": text("asset_tag"), "Boot-up State": text("boot_up_state"), "Power Supply State": text("power_supply_state"),
        "Thermal State": text("thermal_state"), "Security Status": text("security"), "OEM Information": number("oem"), "Height": number("height_units"),
        "Number Of Power Cords": number("power_cords"), "SKU Number": text("sku"),
    },
    4: {
        "Socket Designation": text("socket"), "Type": text("type"), "Family": text("family"), "Manufacturer": text("manufacturer"),
        "ID": (_id, lambda value: value.replace(" ", "")), "Version": text("version"),
        "Voltage": (_ours("voltages"), lambda value: [float(word) for word in re.findall(r"[\d.]+(?= V)", value)]),
        "External Clock": number("external_clock_mhz"), "Max Speed": number("max_mhz"), "Current Speed": number("current_mhz"),
        "Status": (_processor_status, _same), "Upgrade": text("upgrade"), "L1 Cache Handle": number("l1_cache"), "L2 Cache Handle": number("l2_cache"),
        "L3 Cache Handle": number("l3_cache"), "Serial Number": text("serial"), "Asset Tag": text("asset_tag"), "Part Number": text("part"),
        "Core Count": number("cores"), "Core Enabled": number("cores_enabled"), "Thread Count": number("threads"),
        "Characteristics": properties("characteristics", _PROCESSOR),
    },
    7: {
        "Socket Designation": text("designation"), "Configuration": (_cache_configuration, _same), "Operational Mode": text("mode"),
        "Location": text("location"), "Installed Size": size("bytes"), "Maximum Size": size("max_bytes"),
        "Supported SRAM Types": properties("sram_supported"), "Installed SRAM Type": spread("sram"), "Speed": number("speed_ns"),
        "Error Correction Type": text("error_correction"), "System Type": text("type"), "Associativity": text("associativity"),
    },
    8: {
        "Internal Reference Designator": text("internal_designation"), "Internal Connector Type": text("internal_connector"),
        "External Reference Designator": text("external_designation"), "External Connector Type": text("external_connector"), "Port Type": text("type"),
    },
    9: {
        "Designation": text("designation"), "Type": (_slot_type, _words), "Current Usage": text("usage"), "Length": text("length"),
        "Characteristics": properties("characteristics", _SLOT), "Bus Address": text("address"),
        "Data Bus Width": number("data_bus_width"), "ID": (_slot_id, lambda value: int(value) if value.isdigit() else value),
    },
    16: {
        "Location": text("location"), "Use": text("use"), "Error Correction Type": text("error_correction"), "Maximum Capacity": size("max_bytes"),
        "Error Information Handle": number("error"), "Number Of Devices": number("slots"),
    },
    17: {
        "Array Handle": number("array"), "Error Information Handle": number("error"), "Total Width": number("total_width"),
        "Data Width": number("data_width"), "Size": size("bytes"), "Form Factor": text("form_factor"),
        "Set": number("set"), "Locator": text("locator"), "Bank Locator": text("bank"), "Type": text("type"), "Type Detail": spread("detail"),
        "Speed": number("speed"), "Manufacturer": text("manufacturer"), "Serial Number": text("serial"), "Asset Tag": text("asset_tag"),
        "Part Number": text("part"), "Rank": number("rank"), "Configured Memory Speed": number("configured_speed"),
        "Configured Clock Speed": number("configured_speed"),
        "Module Manufacturer ID": (_maker("module_maker"), _jedec), "Module Product ID": number("module_product"),
        "Memory Subsystem Controller Manufacturer ID": (_maker("controller_maker"), _jedec),
        "Memory Subsystem Controller Product ID": number("controller_product"),
        "Minimum Voltage": real("min_volts"), "Maximum Voltage": real("max_volts"), "Configured Voltage": real("configured_volts"),
        "Memory Technology": text("technology"), "Memory Operating Mode Capability": spread("modes"), "Firmware Version": text("firmware"),
        "Non-Volatile Size": size("non_volatile_bytes"),
        "Volatile Size": size("volatile_bytes"),
        "Cache Size": size("cache_bytes"),
        "Logical Size": size("logical_bytes"),
    },
    19: {
        "Starting Address": number("start_address"), "Ending Address": (_range_end, _int), "Range Size": size("bytes"),
        "Physical Array Handle": number("array"), "Partition Width": number("partition_width"),
    },
    22: {
        "Location": text("location"), "Manufacturer": text("manufacturer"), "Manufacture Date": text("date"),
        "SBDS Manufacture Date": (_ours("date"), lambda value: None if re.search("-00|-1[345]-", value) else value),
        "Serial Number": text("serial"), "SBDS Serial Number": text("serial"), "Name": text("name"), "Chemistry": text("chemistry"),
        "SBDS Chemistry": text("chemistry"), "Design Capacity": number("design_milliwatt_hours"),
        "Design Voltage": (
            lambda fields: fields["design_volts"] and round(fields["design_volts"] * 1000), lambda value: _int(value) if _words(value) else None),
        "SBDS Version": text("sbds_version"), "Maximum Error": (_ours("max_error_percent"), _percent),
    },
    32: {"Status": text("status")},
    38: {
        "Interface Type": text("interface"), "Specification Version": text("specification"), "I2C Slave Address": number("i2c_address"),
        "NV Storage Device": (_ours("storage_address"), lambda value: _int(value.partition(": ")[2]) if ":" in value else None),
        "Base Address": (_address, _same), "Register Spacing": text("register_spacing"),
        "Interrupt Polarity": (_ours("interrupt_active_high"), lambda value: value == "Active High"),
        "Interrupt Trigger Mode": (_ours("interrupt_level"), lambda value: value == "Level"), "Interrupt Number": number("interrupt"),
    },
    39: {
        "Power Unit Group": number("group"), "Location": text("location"), "Name": text("name"), "Manufacturer": text("manufacturer"),
        "Serial Number": text("serial"), "Asset Tag": text("asset_tag"), "Model Part Number": text("part"), "Revision": text("revision"),
        "Max Power Capacity": (_ours("max_milliwatts"), lambda value: None if _words(value) is None else _int(value) * 1000),
        "Status": (_supply_status, _same), "Type": text("type"), "Input Voltage Range Switching": text("input_range"), "Plugged": truth("plugged"),
        "Hot Replaceable": truth("hot_replaceable"), "Input Voltage Probe Handle": number("voltage_probe"), "Cooling Device Handle": number("cooling"),
        "Input Current Probe Handle": number("current_probe"),
    },
    41: {
        "Reference Designation": text("designation"), "Type": text("type"), "Status": truth("enabled"), "Type Instance": number("instance"),
        "Bus Address": text("address"),
    },
    43: {
        "Vendor ID": text("vendor"), "Specification Version": text("specification"), "Firmware Revision": text("firmware"),
        "Description": text("description"), "Characteristics": properties("characteristics", _TPM), "OEM-specific Information": number("oem"),
    },
}


# --- comparison -----------------------------------------------------------------------------------------------------


def compare(case):
    """Every structure: its head; its fields where we decode it; its bytes and strings where neither of us does."""
    entry, table = smbios.split(case.bytes("dmi.bin"))
    yield from against(smbios.parse(table, entry["version"], entry["count"]), case.text("dmidecode.txt"))
    yield "dump", smbios.dump(case.bytes("dmi.bin")[:32], table), case.bytes("dmi.bin")
    if case.has("sysfs/DMI"):
        yield "sysfs", case.bytes("sysfs/DMI")[:len(table)], table
    if case.has("sysfs/smbios_entry_point"):
        yield "dump from sysfs", smbios.dump(case.bytes("sysfs/smbios_entry_point"), case.bytes("sysfs/DMI")), case.bytes("dmi.bin")


def against(structures, said):
    """The structures against dmidecode's text."""
    theirs = blocks(said)
    ours = {}
    for structure in structures:
        ours.setdefault(structure["handle"], structure)
    for handle, (kind, length, labels) in theirs.items():
        one = ours.get(handle)
        place = "%d.0x%04X" % (kind, handle)
        yield place, one and (one["type"], one["length"]), (kind, length)
        if one is None or one["type"] != kind:
            continue
        for label, (mine, reading) in KNOWN.get(kind, {}).items():
            if label in labels:
                yield "%s.%s" % (place, label), mine(one["fields"]), reading(labels[label])
        if "Header and Data" in labels:
            yield place + ".data", one["data"].hex(), "".join(_lines(labels["Header and Data"])).replace(" ", "").lower()
        if isinstance(labels.get("Strings"), list):
            yield place + ".strings", [_words(text_) for text_ in one["strings"]], [_words(text_) for text_ in labels["Strings"]]
        for number_, text_ in enumerate(one["strings"], 1):
            for label in ("String %d" % number_, "Option %d" % number_):
                if kind in (11, 12) and label in labels:
                    yield "%s.%s" % (place, label), _words(text_), _words(labels[label])
    yield "structures", len(ours), len(theirs)
