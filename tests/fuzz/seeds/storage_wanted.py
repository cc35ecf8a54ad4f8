# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is compared with the profile's settings of storage: tmpfiles.d and the limits that repquota prints."""

from __future__ import annotations

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import _storage_wanted
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import tmpfiles


def PARSE(data):  # pylint: disable=invalid-name  # the fuzzer's word for it
    """Both parsers on the same text."""
    text = data.decode("utf-8", "replace")
    tmpfiles.ages(text)
    _storage_wanted.parse_limits(text)


SEEDS = [
    b"# tmp\nq /tmp 1777 root root 10d\nq /var/tmp 1777 root root 30d\nD! /run/x 0755 root root -\nx /tmp/systemd-private-%b-*\nf+ /etc/x - - - - text\n"
    b"e \"/tmp/with space\" - - - am:3h\nL+ /etc/mtab - - - - ../proc/self/mounts\n",
    b"User,BlockStatus,FileStatus,BlockUsed,BlockSoftLimit,BlockHardLimit,BlockGrace,FileUsed,FileSoftLimit,FileHardLimit,FileGrace\n"
    b"root,ok,ok,20,0,0,,2,0,0,\nanna,soft,ok,511000,1024,2097152,6days,1200,0,0,\n#1004,ok,ok,4,10,10,,1,0,0,\n",
]
