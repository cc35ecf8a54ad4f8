#!/usr/bin/env bash
# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# packages.sh REASON PACKAGE...: installs the Debian packages that are missing. Without the right to, it says in one
# line which they are and fails. A PACKAGE may be "one|other": the first that is installed, else the first that apt knows.
set -euo pipefail

reason=$1
shift

installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

known() {
    apt-cache policy "$1" 2>/dev/null | grep -q '^  Candidate: [^(]'
}

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "$reason needs these Debian packages, or what this system calls them: $*" >&2
    exit 1
fi

missing() {
    local wanted name
    for wanted in "$@"; do
        for name in ${wanted//|/ }; do
            if installed "$name"; then
                continue 2
            fi
        done
        echo "$wanted"
    done
}

mapfile -t wanted < <(missing "$@")
[ "${#wanted[@]}" = 0 ] && exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
    if ! sudo -n true 2>/dev/null; then
        echo "$reason needs packages that only root can install: sudo apt-get install ${wanted[*]%%|*}" >&2
        exit 1
    fi
    as_root=(sudo -n)
fi

# An old list names versions that the mirror no longer has.
"${as_root[@]}" apt-get -qq -o Acquire::Retries=2 -o DPkg::Lock::Timeout=120 update >&2

names=()
for alternatives in "${wanted[@]}"; do
    chosen=${alternatives%%|*}
    for name in ${alternatives//|/ }; do
        if known "$name"; then
            chosen=$name
            break
        fi
    done
    names+=("$chosen")
done
echo "$reason: installing ${names[*]}" >&2
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=120 \
    install --no-install-recommends "${names[@]}" >/dev/null </dev/null
