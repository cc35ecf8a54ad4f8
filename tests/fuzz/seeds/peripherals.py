# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""USB descriptors, device ids of printers (IEEE 1284), answers of network scanners (eSCL), /proc/bus/input/devices."""

from __future__ import annotations

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import escl, ieee1284, input_devices, usb_descriptors


def _usb_descriptors(data: bytes) -> None:
    """The descriptors, and what is made of them."""
    found = usb_descriptors.parse(data)
    for value in (None, 0, 1):
        usb_descriptors.interfaces(found, value)


def _ieee1284(data: bytes) -> None:
    """As bytes with their length, and as the kernel's text."""
    ieee1284.parse(data)
    ieee1284.parse(data.decode("utf-8", "replace"))


def _escl(data: bytes) -> None:
    """As either document."""
    try:
        escl.capabilities(data)
    except ValueError:
        escl.status(data)


def _input_devices(data: bytes) -> None:
    """As the text that it is."""
    input_devices.parse(data.decode("utf-8", "replace"))


_DEVICE = bytes.fromhex("120110030000000934127856000101020301")
_CONFIGURATION = bytes.fromhex(
    "09023e00020104e032 080b00020e030004 09040000010e010005 07058103080004 063000000400 0904010000ff000000 0904010101ff000000 070502020002ff")
_HEAD = b"<?xml version='1.0' encoding='UTF-8'?>"
_PROFILE = (
    b"<s:SettingProfile name='p'><s:ColorModes><s:ColorMode>RGB24</s:ColorMode><s:ColorMode>Grayscale8</s:ColorMode></s:ColorModes><s:DocumentFormats>"
    b"<p:DocumentFormat>image/jpeg</p:DocumentFormat><s:DocumentFormatExt>application/pdf</s:DocumentFormatExt></s:DocumentFormats><s:SupportedResolutions>"
    b"<s:DiscreteResolutions><s:DiscreteResolution><s:XResolution>300</s:XResolution><s:YResolution>300</s:YResolution></s:DiscreteResolution>"
    b"</s:DiscreteResolutions><s:ResolutionRange><s:XResolutionRange><s:Min>75</s:Min><s:Max>600</s:Max></s:XResolutionRange></s:ResolutionRange>"
    b"</s:SupportedResolutions></s:SettingProfile>")
PARSERS = {
    "usb_descriptors": (_usb_descriptors, [
        bytes.fromhex("12010002000000083412785600010102030109022200010100a0320904000001030102000921110100012232000705810304000a"),
        _DEVICE + _CONFIGURATION,
        _DEVICE + _CONFIGURATION[:30],
        _DEVICE,
    ]),
    "ieee1284": (_ieee1284, [
        b"MFG:Example Inc.;CMD:PCL,POSTSCRIPT,PDF;MDL:Laser 100;CLS:PRINTER;DES:Example Laser 100;SN:SAMPLE123;",
        b"\x00\x2bMANUFACTURER:A;COMMAND SET:;MODEL:B;SERN:1;",
        b"MFG:;MDL:a:b;;;:x;CMD:,,;",
    ]),
    "escl": (_escl, [
        _HEAD + b"<s:ScannerCapabilities xmlns:s='urn:s' xmlns:p='urn:p'><p:Version>2.63</p:Version><p:MakeAndModel>Example 9</p:MakeAndModel>"
        b"<p:SerialNumber>SAMPLE123</p:SerialNumber><s:UUID>1</s:UUID><s:Platen><s:PlatenInputCaps><s:MinWidth>16</s:MinWidth><s:MaxWidth>2550</s:MaxWidth>"
        b"<s:SettingProfiles>" + _PROFILE + b"</s:SettingProfiles><s:SupportedIntents><s:Intent>Document</s:Intent></s:SupportedIntents></s:PlatenInputCaps>"
        b"</s:Platen><s:Adf><s:AdfSimplexInputCaps/><s:FeederCapacity>50</s:FeederCapacity><s:AdfOptions><s:AdfOption>Duplex</s:AdfOption></s:AdfOptions></s:Adf>"
        b"<s:BrightnessSupport/></s:ScannerCapabilities>",
        b"<ScannerCapabilities><SettingProfiles>" + _PROFILE.replace(b"s:", b"").replace(b"p:", b"") + b"</SettingProfiles><Platen><PlatenInputCaps>"
        b"<SettingProfiles><SettingProfile ref='p'/></SettingProfiles></PlatenInputCaps></Platen></ScannerCapabilities>",
        b"<ScannerStatus><State>Idle</State><AdfState>ScannerAdfEmpty</AdfState><Jobs><JobInfo/></Jobs></ScannerStatus>",
        b"<!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;'>]><ScannerStatus><State>&c;</State></ScannerStatus>",
    ]),
    "input_devices": (_input_devices, [
    b"""I: Bus=0011 Vendor=0001 Product=0001 Version=ab54
N: Name="AT Translated Set 2 keyboard"
P: Phys=isa0060/serio0/input0
S: Sysfs=/devices/platform/i8042/serio0/input/input3
U: Uniq=
H: Handlers=sysrq kbd event3 leds
B: PROP=0
B: EV=120013
B: KEY=402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe

I: Bus=0018 Vendor=1234 Product=5678 Version=0100
N: Name="Example Touchpad"
S: Sysfs=/devices/pci0000:00/0000:00:14.0/usb1/1-3/1-3:1.0/input/input6
B: PROP=5
B: EV=1b
B: KEY=e520 10000 0 0 0 0
B: ABS=2e0800000000003
""",
    b"N: Name=\"\xff\nB: ABS=7\nB: SW=1\n\nI: Bus=zz\nS: Sysfs=\nB: KEY=ffffffff 0\nB: REL=3\n",
    ]),
}
