# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""/proc/cpuinfo of many architectures: our reading against what people checked for another inventory agent."""

from __future__ import annotations

import re

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import cpuinfo

KINDS = ("cpuinfo",)

_VENDORS = {"GenuineIntel": "Intel", "AuthenticAMD": "AMD"}


def compare(case):
    """Each processor of the expectation, which has one entry for a socket on x86 and one for a CPU elsewhere."""
    if not case.has("glpi-expected.pl"):
        case.skip("nobody says what it should give")
    parsed = cpuinfo.parse(case.text("cpuinfo"))
    entries = re.findall(r"\{(.*?)\}", case.text("glpi-expected.pl"), re.DOTALL)
    wanted = [{key: quoted or bare for key, quoted, bare in re.findall(r"(\w+)\s*=>\s*(?:'([^']*)'|([^,\s]+))", entry)} for entry in entries]
    arm = any(one.get("ARCH") in ("arm", "aarch64") for one in wanted)
    x86 = bool(wanted) and wanted[0].get("ARCH") == "i386"
    packages = {one.get("physical id", one["processor"]) for one in parsed["processors"]}
    yield "processors", len(packages) if parsed["processors"] else int(parsed["shared"].get("ncpus probed", 1)), len(wanted)
    for number, one in enumerate(wanted):
        found = cpuinfo.describe(parsed, None if x86 or not parsed["processors"] else number)
        # Arm's kernel says the architecture where we say the core.
        name = (parsed["processors"][number].get("model name") if parsed["processors"] else parsed["shared"].get("Processor")) if arm else found["model"]
        # The numbers of the CPUs stand there for names, in one that had none.
        if "NAME" in one and not one["NAME"].isdigit():
            yield "%d.name" % number, re.sub(r"\s+", " ", name or ""), re.sub(r"\s+", " ", one["NAME"])
        for key, ours in (("FAMILYNUMBER", found["family"]), ("MODEL", found["model_number"]), ("STEPPING", found["stepping"])):
            if key in one:
                yield "%d.%s" % (number, key.lower()), str(ours), one[key]
        if one.get("MANUFACTURER") not in (None, "undef"):
            yield "%d.manufacturer" % number, _VENDORS.get(found["vendor"], found["vendor"]), one["MANUFACTURER"]
        # On x86 the speed stands in the name; elsewhere the clock is what there is.
        if "SPEED" in one and not x86:
            yield "%d.mhz" % number, int(found["mhz"] or 0), int(one["SPEED"])
        if x86 and "CORE" in one:
            mine = [cpu for cpu in parsed["processors"] if cpu.get("physical id", cpu["processor"]) == sorted(packages)[number]] or parsed["processors"]
            yield "%d.cores" % number, len({cpu.get("core id", "0") for cpu in mine}), int(one["CORE"])
            yield "%d.threads" % number, max(1, len(mine) // max(1, len({cpu.get("core id", "0") for cpu in mine}))), int(one.get("THREAD", 1))
