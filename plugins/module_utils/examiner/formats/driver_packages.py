# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which package brings a firmware file, or a driver for a device, as the distributions have named and split them.

A workstation that lacks the package cannot be asked what is in it, so the common ones are known here. What the package
lists on the machine say themselves (`Modaliases:`) comes from there.
"""

from __future__ import annotations

import re

from . import modalias as modaliases

#: How a file's path below /lib/firmware begins, the more special first, and the packages: Debian 12, Debian 13 and later, Fedora.
#: Ubuntu keeps everything in linux-firmware but what _UBUNTU names.
_FIRMWARE = (
    ("iwlwifi", "firmware-iwlwifi", "firmware-iwlwifi", "iwlwifi-mvm-firmware"),
    ("intel/iwlwifi/", "firmware-iwlwifi", "firmware-iwlwifi", "iwlwifi-mvm-firmware"),
    ("intel/ibt-", "firmware-iwlwifi", "firmware-iwlwifi", "linux-firmware"),
    ("intel/sof", "firmware-sof-signed", "firmware-sof-signed", "alsa-sof-firmware"),
    ("intel/avs/", "firmware-intel-sound", "firmware-intel-sound", "intel-audio-firmware"),
    ("intel/ice/", "firmware-misc-nonfree", "firmware-intel-misc", "linux-firmware"),
    ("intel/", "firmware-misc-nonfree", "firmware-intel-misc", "linux-firmware"),
    ("i915/", "firmware-misc-nonfree", "firmware-intel-graphics", "intel-gpu-firmware"),
    ("xe/", "firmware-misc-nonfree", "firmware-intel-graphics", "intel-gpu-firmware"),
    ("amdgpu/", "firmware-amd-graphics", "firmware-amd-graphics", "amd-gpu-firmware"),
    ("radeon/", "firmware-amd-graphics", "firmware-amd-graphics", "amd-gpu-firmware"),
    ("nvidia/", "firmware-misc-nonfree", "firmware-nvidia-graphics", "nvidia-gpu-firmware"),
    ("rtl_nic/", "firmware-realtek", "firmware-realtek", "realtek-firmware"),
    ("rtl_bt/", "firmware-realtek", "firmware-realtek", "realtek-firmware"),
    ("rtlwifi/", "firmware-realtek", "firmware-realtek", "realtek-firmware"),
    ("rtw88/", "firmware-realtek", "firmware-realtek", "realtek-firmware"),
    ("rtw89/", "firmware-realtek", "firmware-realtek", "realtek-firmware"),
    ("ath9k_htc/", "firmware-ath9k-htc", "firmware-ath9k-htc", "atheros-firmware"),
    ("ath", "firmware-atheros", "firmware-atheros", "atheros-firmware"),
    ("ar3k/", "firmware-atheros", "firmware-atheros", "atheros-firmware"),
    ("qca/", "firmware-atheros", "firmware-atheros", "atheros-firmware"),
    ("brcm/", "firmware-brcm80211", "firmware-brcm80211", "brcmfmac-firmware"),
    ("mediatek/", "firmware-misc-nonfree", "firmware-mediatek", "mt7xxx-firmware"),
    ("mt76", "firmware-misc-nonfree", "firmware-mediatek", "mt7xxx-firmware"),
    ("mrvl/prestera/", "firmware-misc-nonfree", "firmware-marvell-prestera", "mrvlprestera-firmware"),
    ("mrvl/", "firmware-libertas", "firmware-libertas", "libertas-firmware"),
    ("libertas/", "firmware-libertas", "firmware-libertas", "libertas-firmware"),
    ("ti-connectivity/", "firmware-ti-connectivity", "firmware-ti-connectivity", "tiwilink-firmware"),
    ("bnx2x/", "firmware-bnx2x", "firmware-bnx2x", "linux-firmware"),
    ("bnx2/", "firmware-bnx2", "firmware-bnx2", "linux-firmware"),
    ("tigon/", "firmware-misc-nonfree", "firmware-misc-nonfree", "linux-firmware"),
    ("e100/", "firmware-misc-nonfree", "firmware-misc-nonfree", "linux-firmware"),
    ("cirrus/", None, "firmware-cirrus", "cirrus-audio-firmware"),
    ("cs35l", None, "firmware-cirrus", "cirrus-audio-firmware"),
    ("ti/", "firmware-misc-nonfree", "firmware-misc-nonfree", "linux-firmware"),
    ("qcom/", "firmware-qcom-soc", "firmware-qcom-soc", "qcom-firmware"),
    ("ql2", "firmware-qlogic", "firmware-qlogic", "qed-firmware"),
    ("netronome/", "firmware-netronome", "firmware-netronome", "netronome-firmware"),
    ("dvb-", "firmware-misc-nonfree", "firmware-misc-nonfree", "dvb-firmware"),
    ("regulatory.db", "wireless-regdb", "wireless-regdb", "wireless-regdb"),
)
_UBUNTU = {"firmware-sof-signed", "wireless-regdb"}
#: A file of each driver that says it lacks firmware without naming one.
_OF_DRIVERS = {
    "iwlwifi": "iwlwifi-", "ath10k_pci": "ath10k/", "ath11k_pci": "ath11k/", "ath12k_pci": "ath12k/", "ath9k_htc": "ath9k_htc/", "brcmfmac": "brcm/",
    "mt7921e": "mediatek/", "mt7922e": "mediatek/", "mt7925e": "mediatek/", "r8169": "rtl_nic/", "amdgpu": "amdgpu/", "radeon": "radeon/", "i915": "i915/",
    "e100": "e100/", "tg3": "tigon/", "bnx2": "bnx2/", "bnx2x": "bnx2x/", "mwifiex_pcie": "libertas/",
}
_MAX_PACKAGES = 5


def package(name: str, distribution: str, codename: str = "") -> str | None:
    """The package that brings this firmware file (or that of this driver), or None where that is not known.

    >>> package("iwlwifi-8000C-36.ucode", "debian", "trixie"), package("rtw_8822ce", "debian"), package("mediatek/x.bin", "debian", "bookworm")
    ('firmware-iwlwifi', 'firmware-realtek', 'firmware-misc-nonfree')
    >>> package("amdgpu/navi10_sos.bin", "ubuntu"), package("acme/x.bin", "ubuntu"), package("acme/x.bin", "debian")
    ('linux-firmware', 'linux-firmware', None)
    """
    name = name.strip().lstrip("/")
    if name.startswith(("rtw_", "rtw88_")):
        name = "rtw88/"
    elif name.startswith(("rtw89_", "rtw_89")):
        name = "rtw89/"
    name = _OF_DRIVERS.get(name, name)
    row = next((row for row in _FIRMWARE if name.startswith(row[0])), None)
    if distribution == "ubuntu":
        return row[1] if row and row[1] in _UBUNTU else "linux-firmware"
    if distribution == "fedora":
        return row[3] if row else "linux-firmware"
    if distribution in ("rhel", "centos", "rocky", "almalinux"):
        return row[3] if row and row[3] in ("alsa-sof-firmware", "wireless-regdb") else "linux-firmware"
    if distribution == "debian":
        return row[1 if codename == "bookworm" else 2] if row else None
    return None


def for_modalias(text: str, modalias: str) -> list[str]:
    """The packages whose `Modaliases:` fit, from `Package:` and `Modaliases:` lines of package lists.

    >>> for_modalias("Package: acme-dkms\\nModaliases: acme(pci:v00001234d*sv*sd*bc02sc*i*, usb:v1234p*)\\n", "pci:v00001234d00000001sv0sd0bc02sc00i00")
    ['acme-dkms']
    """
    found, current = [], ""
    for line in text.splitlines():
        key, _colon, value = line.partition(": ")
        if key == "Package":
            current = value.strip()
        elif key == "Modaliases" and current and current not in found:
            if any(modaliases.fits(modalias, pattern) for pattern in re.split(r"[\s,()]+", value) if ":" in pattern):
                found.append(current)
    return found[:_MAX_PACKAGES]
