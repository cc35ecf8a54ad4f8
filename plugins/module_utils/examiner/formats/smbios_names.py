# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the numbers in SMBIOS tables mean (DMTF DSP0134, the System Management BIOS reference specification)."""

from __future__ import annotations


def _names(text: str, first: int = 1) -> dict[int, str]:
    """Consecutive numbers from ``first`` on; "@a0" goes on from that number, an empty name is reserved."""
    names, number = {}, first
    for word in text.split("|"):
        word = word.strip()
        if word.startswith("@"):
            number = int(word[1:], 16)
            continue
        if word:
            names[number] = word
        number += 1
    return names


WAKE_UP = _names("Reserved|Other|Unknown|APM Timer|Modem Ring|LAN Remote|Power Switch|PCI PME#|AC Power Restored", 0)
BOARD = _names(
    "Unknown|Other|Server Blade|Connectivity Switch|System Management Module|Processor Module|I/O Module|Memory Module|Daughter Board|"
    "Motherboard|Processor+Memory Module|Processor+I/O Module|Interconnect Board")
BOARD_FEATURES = ("hosting", "needs_daughter_board", "removable", "replaceable", "hot_swappable")
CHASSIS = _names(
    "Other|Unknown|Desktop|Low Profile Desktop|Pizza Box|Mini Tower|Tower|Portable|Laptop|Notebook|Hand Held|Docking Station|All In One|"
    "Sub Notebook|Space-saving|Lunch Box|Main Server Chassis|Expansion Chassis|Sub Chassis|Bus Expansion Chassis|Peripheral Chassis|"
    "RAID Chassis|Rack Mount Chassis|Sealed-case PC|Multi-system|CompactPCI|AdvancedTCA|Blade|Blade Enclosing|Tablet|Convertible|"
    "Detachable|IoT Gateway|Embedded PC|Mini PC|Stick PC")
STATE = _names("Other|Unknown|Safe|Warning|Critical|Non-recoverable")
SECURITY = _names("Other|Unknown|None|External Interface Locked Out|External Interface Enabled")

FIRMWARE = (
    "", "", "", "not_supported", "isa", "mca", "eisa", "pci", "pc_card", "pnp", "apm", "upgradeable", "shadowing", "vlb", "escd",
    "boot_cd", "selectable_boot", "rom_socketed", "boot_pc_card", "edd", "floppy_nec_9800", "floppy_toshiba", "floppy_360k", "floppy_1200k",
    "floppy_720k", "floppy_2880k", "print_screen", "keyboard_8042", "serial", "printer", "cga_mono", "nec_pc98",
)
FIRMWARE_EXTENSION = (
    "acpi", "usb_legacy", "agp", "boot_i2o", "boot_ls120", "boot_zip", "boot_1394", "smart_battery",
    "boot_specification", "boot_network_key", "targeted_content", "uefi", "virtual_machine", "manufacturing_mode_supported", "manufacturing_mode",
)

PROCESSOR = _names("Other|Unknown|Central Processor|Math Processor|DSP Processor|Video Processor")
PROCESSOR_STATUS = {0: "Unknown", 1: "Enabled", 2: "Disabled By User", 3: "Disabled By BIOS", 4: "Idle", 7: "Other"}
PROCESSOR_FEATURES = (
    "", "", "64_bit", "multi_core", "hardware_thread", "execute_protection", "enhanced_virtualization", "power_performance_control",
    "128_bit", "arm64_soc_id",
)
FAMILY = _names(
    "Other|Unknown|8086|80286|80386|80486|8087|80287|80387|80487|Pentium|Pentium Pro|Pentium II|Pentium MMX|Celeron|Pentium II Xeon|"
    "Pentium III|M1|M2|Celeron M|Pentium 4 HT|Intel||Duron|K5|K6|K6-2|K6-3|Athlon|AMD29000|K6-2+|Power PC|Power PC 601|Power PC 603|"
    "Power PC 603+|Power PC 604|Power PC 620|Power PC x704|Power PC 750|Core Duo|Core Duo Mobile|Core Solo Mobile|Atom|Core M|Core m3|"
    "Core m5|Core m7|Alpha|Alpha 21064|Alpha 21066|Alpha 21164|Alpha 21164PC|Alpha 21164a|Alpha 21264|Alpha 21364|"
    "Turion II Ultra Dual-Core Mobile M|Turion II Dual-Core Mobile M|Athlon II Dual-Core M|Opteron 6100|Opteron 4100|Opteron 6200|"
    "Opteron 4200|FX|MIPS|MIPS R4000|MIPS R4200|MIPS R4400|MIPS R4600|MIPS R10000|C-Series|E-Series|A-Series|G-Series|Z-Series|R-Series|"
    "Opteron 4300|Opteron 6300|Opteron 3300|FirePro|SPARC|SuperSPARC|MicroSPARC II|MicroSPARC IIep|UltraSPARC|UltraSPARC II|"
    "UltraSPARC IIi|UltraSPARC III|UltraSPARC IIIi|@60|68040|68xxx|68000|68010|68020|68030|Athlon X4|Opteron X1000|Opteron X2000|"
    "Opteron A-Series|Opteron X3000|Zen|@70|Hobbit|@78|Crusoe TM5000|Crusoe TM3000|Efficeon TM8000|@80|Weitek||Itanium|Athlon 64|Opteron|"
    "Sempron|Turion 64|Dual-Core Opteron|Athlon 64 X2|Turion 64 X2|Quad-Core Opteron|Third-Generation Opteron|Phenom FX|Phenom X4|"
    "Phenom X2|Athlon X2|PA-RISC|PA-RISC 8500|PA-RISC 8000|PA-RISC 7300LC|PA-RISC 7200|PA-RISC 7100LC|PA-RISC 7100|@a0|V30|"
    "Quad-Core Xeon 3200|Dual-Core Xeon 3000|Quad-Core Xeon 5300|Dual-Core Xeon 5100|Dual-Core Xeon 5000|Dual-Core Xeon LV|"
    "Dual-Core Xeon ULV|Dual-Core Xeon 7100|Quad-Core Xeon 5400|Quad-Core Xeon|Dual-Core Xeon 5200|Dual-Core Xeon 7200|"
    "Quad-Core Xeon 7300|Quad-Core Xeon 7400|Multi-Core Xeon 7400|Pentium III Xeon|Pentium III Speedstep|Pentium 4|Xeon|AS400|Xeon MP|"
    "Athlon XP|Athlon MP|Itanium 2|Pentium M|Celeron D|Pentium D|Pentium EE|Core Solo||Core 2 Duo|Core 2 Solo|Core 2 Extreme|Core 2 Quad|"
    "Core 2 Extreme Mobile|Core 2 Duo Mobile|Core 2 Solo Mobile|Core i7|Dual-Core Celeron|IBM390|G4|G5|ESA/390 G6|z/Architecture|Core i5|"
    "Core i3|Core i9|@d2|C7-M|C7-D|C7|Eden|Multi-Core Xeon|Dual-Core Xeon 3xxx|Quad-Core Xeon 3xxx|Nano|Dual-Core Xeon 5xxx|"
    "Quad-Core Xeon 5xxx||Dual-Core Xeon 7xxx|Quad-Core Xeon 7xxx|Multi-Core Xeon 7xxx|Multi-Core Xeon 3400|@e4|Opteron 3000|Sempron II|"
    "Embedded Opteron Quad-Core|Phenom Triple-Core|Turion Ultra Dual-Core Mobile|Turion Dual-Core Mobile|Athlon Dual-Core|Sempron SI|"
    "Phenom II|Athlon II|Six-Core Opteron|Sempron M|@fa|i860|i960|@100|ARMv7|ARMv8|ARMv9||SH-3|SH-4|@118|ARM|StrongARM|@12c|6x86|MediaGX|"
    "MII|@140|WinChip|@15e|DSP|@1f4|Video Processor|@200|RV32|RV64|RV128|@258|LoongArch|Loongson 1|Loongson 2|Loongson 3|Loongson 2K|"
    "Loongson 3A|Loongson 3B|Loongson 3C|Loongson 3D|Loongson 3E|Dual-Core Loongson 2K|@26c|Quad-Core Loongson 3A|"
    "Multi-Core Loongson 3A|Quad-Core Loongson 3B|Multi-Core Loongson 3B|Multi-Core Loongson 3C|Multi-Core Loongson 3D")
SOCKET = _names(
    "Other|Unknown|Daughter Board|ZIF Socket|Replaceable Piggy Back|None|LIF Socket|Slot 1|Slot 2|370-pin Socket|Slot A|Slot M|Socket 423|"
    "Socket A (Socket 462)|Socket 478|Socket 754|Socket 940|Socket 939|Socket mPGA604|Socket LGA771|Socket LGA775|Socket S1|Socket AM2|"
    "Socket F (1207)|Socket LGA1366|Socket G34|Socket AM3|Socket C32|Socket LGA1156|Socket LGA1567|Socket PGA988A|Socket BGA1288|"
    "Socket rPGA988B|Socket BGA1023|Socket BGA1224|Socket LGA1155|Socket LGA1356|Socket LGA2011|Socket FS1|Socket FS2|Socket FM1|"
    "Socket FM2|Socket LGA2011-3|Socket LGA1356-3|Socket LGA1150|Socket BGA1168|Socket BGA1234|Socket BGA1364|Socket AM4|Socket LGA1151|"
    "Socket BGA1356|Socket BGA1440|Socket BGA1515|Socket LGA3647-1|Socket SP3|Socket SP3r2|Socket LGA2066|Socket BGA1392|Socket BGA1510|"
    "Socket BGA1528|Socket LGA4189|Socket LGA1200|Socket LGA4677|Socket LGA1700|Socket BGA1744|Socket BGA1781|Socket BGA1211|"
    "Socket BGA2422|Socket LGA1211|Socket LGA2422|Socket LGA5773|Socket BGA5773|Socket AM5|Socket SP5|Socket SP6|Socket BGA883|"
    "Socket BGA1190|Socket BGA4129|Socket LGA4710|Socket LGA7529|Socket BGA1964|Socket BGA1792|Socket BGA2049|Socket BGA2551|"
    "Socket LGA1851|Socket BGA2114|Socket BGA2833")

CACHE_MODE = ("Write Through", "Write Back", "Varies With Memory Address", "Unknown")
CACHE_LOCATION = ("Internal", "External", None, "Unknown")
CACHE_SRAM = ("Other", "Unknown", "Non-burst", "Burst", "Pipeline Burst", "Synchronous", "Asynchronous")
CACHE_CORRECTION = _names("Other|Unknown|None|Parity|Single-bit ECC|Multi-bit ECC")
CACHE_TYPE = _names("Other|Unknown|Instruction|Data|Unified")
CACHE_WAYS = _names(
    "Other|Unknown|Direct Mapped|2-way Set-associative|4-way Set-associative|Fully Associative|8-way Set-associative|16-way Set-associative|"
    "12-way Set-associative|24-way Set-associative|32-way Set-associative|48-way Set-associative|64-way Set-associative|"
    "20-way Set-associative")

CONNECTOR = _names(
    "None|Centronics|Mini Centronics|Proprietary|DB-25 male|DB-25 female|DB-15 male|DB-15 female|DB-9 male|DB-9 female|RJ-11|RJ-45|"
    "50 Pin MiniSCSI|Mini DIN|Micro DIN|PS/2|Infrared|HP-HIL|Access Bus (USB)|SSA SCSI|Circular DIN-8 male|Circular DIN-8 female|"
    "On Board IDE|On Board Floppy|9 Pin Dual Inline (pin 10 cut)|25 Pin Dual Inline (pin 26 cut)|50 Pin Dual Inline|68 Pin Dual Inline|"
    "On Board Sound Input From CD-ROM|Mini Centronics Type-14|Mini Centronics Type-26|Mini Jack (headphones)|BNC|IEEE 1394|"
    "SAS/SATA Plug Receptacle|USB Type-C Receptacle|@a0|PC-98|PC-98 Hireso|PC-H98|PC-98 Note|PC-98 Full|@ff|Other", 0)
PORT = _names(
    "None|Parallel Port XT/AT Compatible|Parallel Port PS/2|Parallel Port ECP|Parallel Port EPP|Parallel Port ECP/EPP|"
    "Serial Port XT/AT Compatible|Serial Port 16450 Compatible|Serial Port 16550 Compatible|Serial Port 16550A Compatible|SCSI Port|"
    "MIDI Port|Joystick Port|Keyboard Port|Mouse Port|SSA SCSI|USB|Firewire (IEEE P1394)|PCMCIA Type I|PCMCIA Type II|PCMCIA Type III|"
    "Cardbus|Access Bus Port|SCSI II|SCSI Wide|PC-98|PC-98 Hireso|PC-H98|Video Port|Audio Port|Modem Port|Network Port|SATA|SAS|"
    "MFDP (Multi-Function Display Port)|Thunderbolt|@a0|8251 Compatible|8251 FIFO Compatible|@ff|Other", 0)

SLOT = _names(
    "Other|Unknown|ISA|MCA|EISA|PCI|PC Card (PCMCIA)|VLB|Proprietary|Processor Card|Proprietary Memory Card|I/O Riser Card|NuBus|PCI-66|"
    "AGP|AGP 2x|AGP 4x|PCI-X|AGP 8x|M.2 Socket 1-DP|M.2 Socket 1-SD|M.2 Socket 2|M.2 Socket 3|MXM Type I|MXM Type II|MXM Type III|"
    "MXM Type III-HE|MXM Type IV|MXM 3.0 Type A|MXM 3.0 Type B|PCI Express 2 SFF-8639 (U.2)|PCI Express 3 SFF-8639 (U.2)|"
    "PCI Express Mini 52-pin with bottom-side keep-outs|PCI Express Mini 52-pin without bottom-side keep-outs|PCI Express Mini 76-pin|"
    "PCI Express 4 SFF-8639 (U.2)|PCI Express 5 SFF-8639 (U.2)|OCP NIC 3.0 Small Form Factor (SFF)|OCP NIC 3.0 Large Form Factor (LFF)|"
    "OCP NIC Prior to 3.0|@30|CXL Flexbus 1.0|@a0|PC-98/C20|PC-98/C24|PC-98/E|PC-98/Local Bus|PC-98/Card|PCI Express|PCI Express x1|"
    "PCI Express x2|PCI Express x4|PCI Express x8|PCI Express x16|PCI Express 2|PCI Express 2 x1|PCI Express 2 x2|PCI Express 2 x4|"
    "PCI Express 2 x8|PCI Express 2 x16|PCI Express 3|PCI Express 3 x1|PCI Express 3 x2|PCI Express 3 x4|PCI Express 3 x8|"
    "PCI Express 3 x16||PCI Express 4|PCI Express 4 x1|PCI Express 4 x2|PCI Express 4 x4|PCI Express 4 x8|PCI Express 4 x16|"
    "PCI Express 5|PCI Express 5 x1|PCI Express 5 x2|PCI Express 5 x4|PCI Express 5 x8|PCI Express 5 x16|PCI Express 6+|EDSFF E1|EDSFF E3")
SLOT_WIDTH = _names("Other|Unknown|8-bit|16-bit|32-bit|64-bit|128-bit|x1|x2|x4|x8|x12|x16|x32")
SLOT_USAGE = _names("Other|Unknown|Available|In Use|Unavailable")
SLOT_LENGTH = _names("Other|Unknown|Short|Long|2.5\" drive form factor|3.5\" drive form factor")
SLOT_FEATURES = (
    "", "5_volt", "3_3_volt", "shared_opening", "pc_card_16", "cardbus", "zoom_video", "modem_ring_resume",
    "pme", "hot_plug", "smbus", "bifurcation", "surprise_removal", "cxl_1", "cxl_2", "cxl_3",
)

ARRAY_LOCATION = _names(
    "Other|Unknown|System Board Or Motherboard|ISA Add-on Card|EISA Add-on Card|PCI Add-on Card|MCA Add-on Card|PCMCIA Add-on Card|"
    "Proprietary Add-on Card|NuBus|@a0|PC-98/C20 Add-on Card|PC-98/C24 Add-on Card|PC-98/E Add-on Card|PC-98/Local Bus Add-on Card|"
    "CXL Add-on Card")
ARRAY_USE = _names("Other|Unknown|System Memory|Video Memory|Flash Memory|Non-volatile RAM|Cache Memory")
ARRAY_CORRECTION = _names("Other|Unknown|None|Parity|Single-bit ECC|Multi-bit ECC|CRC")
FORM_FACTOR = _names(
    "Other|Unknown|SIMM|SIP|Chip|DIP|ZIP|Proprietary Card|DIMM|TSOP|Row Of Chips|RIMM|SODIMM|SRIMM|FB-DIMM|Die|CAMM")
MEMORY = _names(
    "Other|Unknown|DRAM|EDRAM|VRAM|SRAM|RAM|ROM|Flash|EEPROM|FEPROM|EPROM|CDRAM|3DRAM|SDRAM|SGRAM|RDRAM|DDR|DDR2|DDR2 FB-DIMM|@18|DDR3|"
    "FBD2|DDR4|LPDDR|LPDDR2|LPDDR3|LPDDR4|Logical non-volatile device|HBM|HBM2|DDR5|LPDDR5|HBM3")
MEMORY_DETAIL = (
    "", "Other", "Unknown", "Fast-paged", "Static Column", "Pseudo-static", "RAMBus", "Synchronous", "CMOS", "EDO", "Window DRAM",
    "Cache DRAM", "Non-Volatile", "Registered (Buffered)", "Unbuffered (Unregistered)", "LRDIMM",
)
TECHNOLOGY = _names("Other|Unknown|DRAM|NVDIMM-N|NVDIMM-F|NVDIMM-P|Intel Optane DC persistent memory|MRDIMM")
MEMORY_MODE = ("", "Other", "Unknown", "Volatile memory", "Byte-accessible persistent memory", "Block-accessible persistent memory")

CHEMISTRY = _names("Other|Unknown|Lead Acid|Nickel Cadmium|Nickel Metal Hydride|Lithium Ion|Zinc Air|Lithium Polymer")
BOOT_STATUS = _names(
    "No errors detected|No bootable media|Operating system failed to load|Firmware-detected hardware failure|"
    "Operating system-detected hardware failure|User-requested boot|System security violation|Previously-requested image|"
    "System watchdog timer expired", 0)
IPMI = _names("Unknown|KCS (Keyboard Control Style)|SMIC (Server Management Interface Chip)|BT (Block Transfer)|SSIF (SMBus System Interface)", 0)
IPMI_SPACING = ("Successive Byte Boundaries", "32-bit Boundaries", "16-byte Boundaries", None)
SUPPLY = _names("Other|Unknown|Linear|Switching|Battery|UPS|Converter|Regulator")
SUPPLY_STATUS = _names("Other|Unknown|OK|Non-critical|Critical")
SUPPLY_RANGE = _names("Other|Unknown|Manual|Auto-switch|Wide Range|N/A")
ONBOARD = _names(
    "Other|Unknown|Video|SCSI Controller|Ethernet|Token Ring|Sound|PATA Controller|SATA Controller|SAS Controller|Wireless LAN|Bluetooth|"
    "WWAN|eMMC|NVMe Controller|UFS Controller")
TPM_FEATURES = ("", "", "not_supported", "configurable_by_firmware", "configurable_by_software", "configurable_by_maker")
