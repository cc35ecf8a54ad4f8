# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processors as the kernel describes them: /proc/cpuinfo, its lists and masks of CPUs, and what their flags amount to."""

from __future__ import annotations

import re
import typing as t

MAX_CPUS = 8192

# The x86-64 psABI's levels, in the names that /proc/cpuinfo gives the instructions.
_LEVELS = (
    ("x86-64-v1", "lm cmov cx8 fpu fxsr mmx syscall sse sse2"),
    ("x86-64-v2", "cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3"),
    ("x86-64-v3", "avx avx2 bmi1 bmi2 f16c fma abm movbe xsave"),
    ("x86-64-v4", "avx512f avx512bw avx512cd avx512dq avx512vl"),
)

# Arm's main ID register: who implements it, and which core it is.
_IMPLEMENTERS = {
    0x41: "ARM", 0x42: "Broadcom", 0x43: "Cavium", 0x44: "DEC", 0x46: "FUJITSU", 0x48: "HiSilicon", 0x4E: "NVIDIA", 0x50: "APM", 0x51: "Qualcomm",
    0x53: "Samsung", 0x56: "Marvell", 0x61: "Apple", 0x66: "Faraday", 0x69: "Intel", 0x6D: "Microsoft", 0x70: "Phytium", 0xC0: "Ampere",
}
_ARM_CORES = {
    0x41: {
        0xB02: "ARM11 MPCore", 0xB36: "ARM1136", 0xB56: "ARM1156", 0xB76: "ARM1176", 0xC05: "Cortex-A5", 0xC07: "Cortex-A7", 0xC08: "Cortex-A8",
        0xC09: "Cortex-A9", 0xC0D: "Cortex-A17", 0xC0E: "Cortex-A17", 0xC0F: "Cortex-A15", 0xD01: "Cortex-A32", 0xD02: "Cortex-A34",
        0xD03: "Cortex-A53", 0xD04: "Cortex-A35", 0xD05: "Cortex-A55", 0xD06: "Cortex-A65", 0xD07: "Cortex-A57", 0xD08: "Cortex-A72",
        0xD09: "Cortex-A73", 0xD0A: "Cortex-A75", 0xD0B: "Cortex-A76", 0xD0C: "Neoverse-N1", 0xD0D: "Cortex-A77", 0xD0E: "Cortex-A76AE",
        0xD40: "Neoverse-V1", 0xD41: "Cortex-A78", 0xD42: "Cortex-A78AE", 0xD43: "Cortex-A65AE", 0xD44: "Cortex-X1", 0xD46: "Cortex-A510",
        0xD47: "Cortex-A710", 0xD48: "Cortex-X2", 0xD49: "Neoverse-N2", 0xD4A: "Neoverse-E1", 0xD4B: "Cortex-A78C", 0xD4C: "Cortex-X1C",
        0xD4D: "Cortex-A715", 0xD4E: "Cortex-X3", 0xD4F: "Neoverse-V2", 0xD80: "Cortex-A520", 0xD81: "Cortex-A720", 0xD82: "Cortex-X4",
        0xD84: "Neoverse-V3", 0xD85: "Cortex-X925", 0xD87: "Cortex-A725", 0xD8E: "Neoverse-N3",
    },
    0x42: {0x00F: "Brahma-B15", 0x100: "Brahma-B53", 0x516: "ThunderX2"},
    0x43: {0x0A0: "ThunderX", 0x0A1: "ThunderX-88XX", 0x0A2: "ThunderX-81XX", 0x0A3: "ThunderX-83XX", 0x0AF: "ThunderX2-99xx"},
    0x46: {0x001: "A64FX"},
    0x48: {0xD01: "Kunpeng-920", 0xD40: "Cortex-A76"},
    0x4E: {0x000: "Denver", 0x003: "Denver 2", 0x004: "Carmel", 0x010: "Olympus"},
    0x51: {0x001: "Oryon", 0x00F: "Scorpion", 0x02D: "Scorpion", 0x04D: "Krait", 0x06F: "Krait",
           0x002: "Oryon-L", 0x201: "Kryo", 0x205: "Kryo", 0x211: "Kryo", 0x800: "Falkor-V1/Kryo", 0x801: "Kryo-V2",
           0x802: "Kryo-3XX-Gold", 0x803: "Kryo-3XX-Silver", 0x804: "Kryo-4XX-Gold", 0x805: "Kryo-4XX-Silver", 0xC00: "Falkor", 0xC01: "Saphira"},
    0x53: {0x001: "exynos-m1"},
    0x56: {0x131: "Feroceon-88FR131", 0x581: "PJ4/PJ4b", 0x584: "PJ4B-MP"},
    0x61: {0x020: "Icestorm-A14", 0x021: "Firestorm-A14",
           0x022: "Icestorm-M1", 0x023: "Firestorm-M1", 0x024: "Icestorm-M1-Pro", 0x025: "Firestorm-M1-Pro", 0x028: "Icestorm-M1-Max",
           0x029: "Firestorm-M1-Max", 0x032: "Blizzard-M2", 0x033: "Avalanche-M2", 0x034: "Blizzard-M2-Pro", 0x035: "Avalanche-M2-Pro",
           0x038: "Blizzard-M2-Max", 0x039: "Avalanche-M2-Max"},
    0x69: {0x200: "i80200", 0x682: "PXA32x"},
    0x70: {0x660: "FTC660", 0x661: "FTC661", 0x662: "FTC662", 0x663: "FTC663", 0x664: "FTC664", 0x862: "FTC862"},
    0xC0: {0xAC3: "Ampere-1", 0xAC4: "Ampere-1a"},
}

# Where architectures other than x86 put the same things.
_MODEL = ("model name", "cpu model", "Processor", "cpu", "cpu type", "uarch", "machine", "family")
_VENDOR = ("vendor_id", "vendor", "mvendorid")
_FLAGS = ("flags", "Features", "features")


def cpu_list(text: str) -> list[int]:
    """The CPUs of a list as the kernel writes it.

    >>> cpu_list("0-3,8,10-11")
    [0, 1, 2, 3, 8, 10, 11]
    """
    found: list[int] = []
    # Some kernels end it with a NUL.
    for part in text.strip(" \t\n\0").split(","):
        match = re.match(r"^(\d{1,6})(?:-(\d{1,6}))?$", part.strip())
        if match:
            first, last = int(match.group(1)), int(match.group(2) or match.group(1))
            found += range(first, min(last, first + MAX_CPUS) + 1)
        if len(found) > MAX_CPUS:
            raise ValueError("more than %d CPUs" % MAX_CPUS)
    return found


def cpu_mask(text: str) -> list[int]:
    """The CPUs of a mask, which older kernels write instead.

    >>> cpu_mask("00000001,00000101")
    [0, 8, 32]
    """
    digits = text.strip(" \t\n\0").replace(",", "")
    if not digits or len(digits) > MAX_CPUS // 4 or not re.match(r"^[0-9a-fA-F]+$", digits):
        return []
    value = int(digits, 16)
    return [cpu for cpu in range(value.bit_length()) if value >> cpu & 1]


def compact(cpus: t.Iterable[int]) -> str:
    """CPUs as the kernel writes a list: the shortest way.

    >>> compact([3, 0, 1, 2, 8])
    '0-3,8'
    """
    parts: list[list[int]] = []
    for cpu in sorted(set(cpus)):
        if parts and cpu == parts[-1][1] + 1:
            parts[-1][1] = cpu
        else:
            parts.append([cpu, cpu])
    return ",".join("%d" % first if first == last else "%d-%d" % (first, last) for first, last in parts)


def parse(text: str) -> dict[str, t.Any]:
    """{processors: [{key: text}], shared: {key: text}}: one dictionary for each processor, and the lines that are about all.

    A processor starts with its number; s390 writes them all on lines of their own, and what others write before the first
    or, behind an empty line, after the last is about the machine.

    >>> found = parse("processor\\t: 0\\nmodel name\\t: Example\\n\\nHardware\\t: Board\\n")
    >>> found["processors"], found["shared"]
    ([{'processor': '0', 'model name': 'Example'}], {'Hardware': 'Board'})
    """
    processors: list[dict[str, str]] = []
    shared: dict[str, str] = {}
    block = shared
    for line in text.splitlines():
        if not line.strip():
            block = shared
            continue
        key, colon, value = line.partition(":")
        key, value = key.strip(), value.strip()
        if not colon:
            continue
        numbered = re.match(r"^processor (\d{1,6})$", key)
        if numbered:
            # s390: "processor 0: version = 00, identification = 123456, machine = 2964"
            processors.append({"processor": numbered.group(1), **dict(part.split(" = ", 1) for part in value.split(", ") if " = " in part)})
        elif key == "processor" and value.isdigit():
            block = {"processor": value}
            processors.append(block)
        elif key == "cpu number" and value.isdigit():
            # s390 again: further facts of each, after the lists.
            block = next((one for one in processors if one["processor"] == value), shared)
        else:
            block.setdefault(key, value)
        if len(processors) > MAX_CPUS:
            raise ValueError("more than %d CPUs" % MAX_CPUS)
    return {"processors": processors, "shared": shared}


def level(flags: t.Iterable[str]) -> str | None:
    """The highest x86-64 level that a processor with these flags reaches; None if it is none.

    >>> level("lm cmov cx8 fpu fxsr mmx syscall sse sse2 cx16".split())
    'x86-64-v1'
    """
    have, reached = set(flags), None
    for name, needed in _LEVELS:
        if not have.issuperset(needed.split()):
            break
        reached = name
    return reached


def describe(parsed: dict[str, t.Any], number: int | None = None) -> dict[str, t.Any]:
    """What one processor is (the first, or the one of that number).

    {vendor, model, family, model_number, stepping, microcode, flags, bugs, level, bogomips, mhz, physical_bits, virtual_bits,
    hypervisor}; None for what its architecture does not say.
    """
    own = next((one for one in parsed["processors"] if number is None or one["processor"] == str(number)), {})
    # A line about all counts where the processor has none of its own.
    both = {**parsed["shared"], **own}

    def first(keys: t.Iterable[str]) -> str | None:
        return next((both[key] for key in keys if both.get(key)), None)

    flags = (first(_FLAGS) or "").split()
    bits = re.match(r"^(\d+) bits physical, (\d+) bits virtual", both.get("address sizes", ""))
    found = {
        "vendor": first(_VENDOR),
        "model": first(_MODEL),
        "family": _int(both.get("cpu family")),
        "model_number": _int(both.get("model")),
        "stepping": both.get("stepping"),
        "microcode": both.get("microcode"),
        "flags": flags,
        "bugs": both.get("bugs", "").split(),
        "level": level(flags),
        "bogomips": _float(first(("bogomips", "BogoMIPS", "bogomips per cpu", "Cpu0Bogo"))),
        "mhz": _float(re.sub(r"MHz$", "", first(("cpu MHz", "clock", "cpu MHz dynamic", "CPU MHz")) or "")),
        "physical_bits": int(bits.group(1)) if bits else None,
        "virtual_bits": int(bits.group(2)) if bits else None,
        "hypervisor": "hypervisor" in flags,
    }
    if both.get("CPU implementer"):
        found.update(_arm(both))
    return found


def _arm(both: dict[str, str]) -> dict[str, t.Any]:
    implementer, part = _int(both["CPU implementer"]), _int(both.get("CPU part"))
    variant, revision = _int(both.get("CPU variant")), _int(both.get("CPU revision"))
    found: dict[str, t.Any] = {
        "vendor": _IMPLEMENTERS.get(implementer or -1),
        "family": None,
        "model_number": revision,
        "stepping": None if variant is None or revision is None else "r%dp%d" % (variant, revision) if implementer == 0x41 else "0x%x" % variant,
    }
    name = _ARM_CORES.get(implementer or -1, {}).get(part or -1)
    if name:
        found["model"] = name
    return found


def _int(text: str | None) -> int | None:
    match = re.match(r"^(?:0x([0-9a-fA-F]{1,16})|(\d{1,18}))\b", text or "")
    return None if not match else int(match.group(1), 16) if match.group(1) else int(match.group(2))


def _float(text: str | None) -> float | None:
    match = re.match(r"^\d{1,12}(?:\.\d{1,12})?", text or "")
    return float(match.group(0)) if match else None
