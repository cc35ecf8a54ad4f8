# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kernel logs of real machines, and what the people who reported them found: the event rules name it, or keep silent."""

from __future__ import annotations

import re

import hosts

KINDS = ("klog",)

_CAUSES = {
    "ata_command_error": {"storage.disk_command_errors"},
    "ata_link_error": {"storage.disk_link_errors"},
    "btrfs_csum": {"storage.btrfs_errors"},
    "btrfs_device_errors": {"storage.btrfs_errors"},
    "cpu_thermal_throttle": {"power.cpu_throttled"},
    "disk_beyond_end": {"storage.disk_capacity_mismatch"},
    "disk_io_error": {"storage.disk_unreadable"},
    "edac_ce": {"hardware.memory_error_logged"},
    "edac_ue": {"hardware.memory_uncorrected_errors"},
    "emmc_error": {"storage.card_errors"},
    "ext4_error": {"storage.filesystem_error_logged"},
    "gpu_driver_fail": {"display.gpu_driver_failed"},
    "gpu_hang": {"display.gpu_hang"},
    "gpu_off_bus": {"display.gpu_lost"},
    "hung_task": {"system.hung_task"},
    "iommu_fault": {"system.iommu_fault"},
    "kernel_oops": {"system.kernel_oops", "system.kernel_warning"},
    "mce_corrected": {"hardware.machine_check_corrected"},
    "mce_fatal": {"hardware.machine_check_fatal"},
    "mce_memory_recovered": {"hardware.memory_uncorrected_errors"},
    "memory_ue_fatal": {"hardware.memory_uncorrected_errors"},
    "nic_tx_timeout": {"network.nic_stalled"},
    "nvme_controller_down": {"storage.nvme_controller_down"},
    "nvme_timeout": {"storage.nvme_timeout"},
    "oom": {"system.out_of_memory"},
    "pcie_aer_corrected": {"hardware.pcie_signal_poor"},
    "pcie_aer_fatal": {"hardware.pcie_errors"},
    "pcie_aer_nonfatal": {"hardware.pcie_errors"},
    "raid_degraded": {"storage.raid_member_lost"},
    "raid_member_failed": {"storage.raid_member_lost"},
    "scsi_medium_error": {"storage.disk_unreadable"},
    "sd_card_locked": {"storage.card_errors"},
    "soft_lockup": {"system.cpu_lockup"},
    "undervoltage": {"power.undervoltage"},
    "usb_enumeration_fail": {"peripherals.usb_enumeration_failed", "peripherals.usb_connection_poor"},
    "usb_over_current": {"peripherals.usb_over_current"},
    "usb_storage_reset": {"storage.usb_disk_resets"},
    "wifi_firmware_crash": {"network.wifi_firmware_crashed"},
    "wifi_firmware_fail": {"network.wifi_firmware_crashed"},
    "wifi_firmware_missing": {"drivers.firmware_missing"},
    "xfs_error": {"storage.xfs_errors"},
}


def judge(case):
    """What the event rules find in this log, read as the log of this boot, a minute ago."""
    lines = [re.sub(r"^(?:<\d+>)?(?:\[[^\]]*\]\s)?(?:\S+ kernel:\s)?", "", line) for line in case.text("kernel.log").splitlines()]
    return found([{"text": line, "ago": 60} for line in lines if line.strip()])


def found(journal):
    """(fault, item) of the whole catalogue's event rules on these entries."""
    host = hosts.MadeMachine(journal=journal)
    events = [fault.rule for fault in hosts.faults().faults.values() if fault.kind == "event"]
    court = hosts.rules.Judge({}, hosts.profile_of(), hosts.NOW)
    hosts.rules.journal(host, events, court)
    return [(finding["fault"], finding["item"]) for finding in court.findings]


def expected(entry):
    """The faults that fit the reporter's verdict; none for what is benign, or only a message that sounds like a fault."""
    return _CAUSES.get(entry["verdict"], set())
