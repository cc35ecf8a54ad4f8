#!/usr/bin/env bash
# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# venv.sh DIRECTORY LOCK: a virtual environment that holds what the lock names. PYTHON picks the interpreter, otherwise
# the newest suitable one. Returns at once when the lock has not changed since.
set -euo pipefail

tools=$(dirname "$(readlink -f "$0")")
directory=$1
lock=$2
stamp=$directory/.$(basename "$lock" .txt)-installed
state=$(sha256sum <"$lock")

runs() {
    "$directory/bin/python" -I -c 'import sys, ssl' 2>/dev/null
}

# A virtual environment dies with its interpreter; a lock that is met need not be looked at again.
if [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$state" ] && runs; then
    exit 0
fi

# Debian keeps ensurepip in a package of its own, so that a bare python3 makes environments without pip.
create() {
    "$python" -m venv --clear "$directory" >/dev/null 2>&1 && return
    "$python" -m venv --clear --without-pip "$directory" >/dev/null 2>&1 || return 1
    # pip ≥ 22.3 can work on another environment than its own; any interpreter's pip will do.
    local other
    for other in "$python" python3 /usr/bin/python3; do
        if "$other" -m pip --python "$directory/bin/python" install -qq pip >/dev/null 2>&1 </dev/null; then
            return
        fi
    done
    return 1
}

if ! runs || ! "$directory/bin/python" -m pip --version >/dev/null 2>&1; then
    python=${PYTHON:-$("$tools/python.sh" newest)}
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    echo "Making $directory with Python $version ($python)" >&2
    if ! create; then
        package=python3-venv
        [ "$(readlink -f /usr/bin/python3)" = "$(readlink -f "$python")" ] || package=python$version-venv
        rm -rf "$directory"
        "$tools/packages.sh" "The virtual environment" "$package"
        if ! create; then
            rm -rf "$directory"
            echo "$python makes no virtual environment with pip: install $package, or name another interpreter: make PYTHON=…" >&2
            exit 1
        fi
    fi
fi

echo "Installing $lock into $directory" >&2
"$directory/bin/python" -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r "$lock" >&2 </dev/null
echo "$state" >"$stamp"
