# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parsers of settings of modules."""

from __future__ import annotations

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import modprobe


def _all(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    modprobe.parse_modprobe(text)
    modprobe.parse_modules_load(text)
    modprobe.options(text)


PARSE = _all
SEEDS = [
    b"# comment\noptions snd-hda-intel index=1 \\\n power_save=0\nblacklist pcspkr\ninstall uvcvideo /bin/false\n",
    b"# modules\ni2c-dev\n; x\nloop max_loop=8\n",
    b"power_save=1 index=0 power_save=0 debug",
]
