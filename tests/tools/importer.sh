#!/usr/bin/env bash
# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# importer.sh VENV: has galaxy-importer, in a virtual environment of its own, import the built collection.
set -euo pipefail

root=$(readlink -f "$(dirname "$(readlink -f "$0")")/../..")
venv=$(readlink -f "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

unset ANSIBLE_CONFIG
export PATH=$venv/bin:$PATH
export GALAXY_IMPORTER_CONFIG=$scratch/importer.cfg
cat >"$GALAXY_IMPORTER_CONFIG" <<CFG
[galaxy-importer]
LOG_LEVEL_MAIN = INFO
RUN_FLAKE8 = False
RUN_ANSIBLE_DOC = True
RUN_ANSIBLE_LINT = True
RUN_ANSIBLE_TEST = False
CHECK_CHANGELOG = True
CHECK_REQUIRED_TAGS = True
CFG

cd "$scratch"
ansible-galaxy collection build --output-path "$scratch" "$root" >/dev/null
python -m galaxy_importer.main fieldtech-workstation-*.tar.gz 2>&1 | tee "$scratch/log"
if grep -qE '^(WARNING|ERROR)' "$scratch/log"; then
    echo "galaxy-importer has complaints" >&2
    exit 1
fi
