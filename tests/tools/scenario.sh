#!/usr/bin/env bash
# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# scenario.sh NAME: one Molecule scenario on machines of its own, so that others may run beside it. What it says is shown in one piece
# at its end, and goes to .cache/test/molecule/NAME.log meanwhile.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
name=$1
logs=.cache/test/molecule
mkdir -p "$logs"
export FIELDTECH_LAB=${FIELDTECH_LAB:-molecule}${name//_/}
# Two runs would otherwise write one file of states.
export MOLECULE_EPHEMERAL_DIRECTORY=$PWD/$logs/state/$name
mkdir -p "$MOLECULE_EPHEMERAL_DIRECTORY"
echo "Scenario $name: started ($(date +%T))"
started=$SECONDS
result=passed
molecule test -s default -s "$name" >"$logs/$name.log" 2>&1 </dev/null || result=failed
exec 9>"$logs/lock"
flock 9
cat "$logs/$name.log"
echo "Scenario $name: $result in $((SECONDS - started)) s"
[ "$result" = passed ]
