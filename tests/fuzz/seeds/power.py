# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of batteries, power supplies and sensors: lines of name=value."""

from __future__ import annotations

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import hwmon, power_supply


def _lines(data):
    return [line.partition("=")[::2] for line in data.decode("utf-8", "replace").split("\n")[:200]]


def PARSE(data):  # pylint: disable=invalid-name  # the fuzzer's word for it
    """Every parser of this component on the same lines."""
    files = dict(_lines(data))
    power_supply.kind(files)
    power_supply.battery("BAT0", files)
    power_supply.supply("AC", files)
    power_supply.peripheral("mouse", files)
    for name, text in files.items():
        parsed = hwmon.parse_name(name)
        if parsed:
            hwmon.value(parsed[0], parsed[2], text)
        hwmon.place(text)
        for bus in ("pci", "i2c", "spi", "hid", "scsi", "platform", "acpi", None):
            hwmon.chip(name, text, bus)


SEEDS = [
    b"type=Battery\nstatus=Not charging\ncapacity=62\nenergy_full=52300000\nenergy_full_design=57000000\nenergy_now=34500000\npower_now=21400000\n"
    b"voltage_min_design=15440000\ncycle_count=143\ntemp=312\nserial_number= 2417\ncharge_control_end_threshold=80\n"
    b"charge_behaviour=[auto] inhibit-charge force-discharge\ncharge_types=Fast [Standard] Long_Life\n",
    b"charge_full=3898000\ncharge_full_design=-1\ncharge_now=2924000\ncurrent_now=-26000\nvoltage_now=11441000\nstatus=Unknown\npresent=0\n",
    b"type=USB\nonline=1\nusb_type=C [PD] PD_PPS\nvoltage_now=20000000\ncurrent_max=3250000\n",
    b"temp1_input=38850\ntemp1_crit_alarm=0\nfan1_input=2310\nin0_min=0\npower1_average=15000000\ncurr1_input=-12\nintrusion0_alarm=1\ncpu0_vid=1200\n"
    b"coretemp=coretemp.0\nnvme=0000:01:00.0\njc42=0-0018\nhid=0003:046D:C52B.0004\ndrivetemp=2:0:0:0\nspi=spi0.1\n",
]
