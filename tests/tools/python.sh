#!/usr/bin/env bash
# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# python.sh newest|all: the interpreters that the project runs on, newest first, one of each minor version.
# A name on PATH proves nothing (a version manager leaves shims for what is not active), so each candidate is started.
set -euo pipefail

MINORS="14 13 12 11"

candidates() {
    local minor=$1
    type -ap "python3.$minor" "python3" || true
    ls -1d /usr/bin/python3."$minor" /usr/local/bin/python3."$minor" \
        "$HOME"/.pyenv/versions/3."$minor"*/bin/python3."$minor" \
        "$HOME"/.local/share/uv/python/*/bin/python3."$minor" 2>/dev/null || true
}

# The interpreter behind a candidate, if it runs, is of that version and has what a virtual environment and pip need.
real() {
    "$1" -I -c "
import sys
import ctypes, ssl, venv, zlib
if sys.version_info[:2] != (3, $2) or sys.version_info.releaselevel != 'final':
    sys.exit(1)
print(sys._base_executable)" 2>/dev/null </dev/null
}

found=0
for minor in $MINORS; do
    while read -r candidate; do
        if path=$(real "$candidate" "$minor") && [ -x "$path" ]; then
            echo "$path"
            found=1
            [ "$1" = newest ] && exit 0
            break
        fi
    done < <(candidates "$minor" | awk '!seen[$0]++')
done
if [ "$found" = 0 ]; then
    echo "No Python from 3.11 to 3.14 runs here: install python3 (Debian 12, Ubuntu 24.04 or newer) or python3.11." >&2
    exit 1
fi
