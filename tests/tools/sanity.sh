#!/usr/bin/env bash
# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# sanity.sh [ARGUMENT...]: ansible-test sanity, all of its tests, over the built and installed collection.
set -euo pipefail

tools=$(dirname "$(readlink -f "$0")")
root=$(readlink -f "$tools/../..")
python=$(command -v python)
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
pip_version=$("$python" -c "
import pathlib, re, ansible_test
source = pathlib.Path(ansible_test.__path__[0], '_internal', 'python_requirements.py').read_text()
print(re.search(r'\bpip=\'([0-9.]+)\'', source)[1])")

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$tools/artifact.sh" "$scratch"

# ansible-test keeps its environments in the home directory, and gets pip into them with a script that it downloads from
# its own server unless it has it. Ours takes pip from where pip is configured to take everything else.
for configuration in "$HOME/.config/pip/pip.conf" "$HOME/.pip/pip.conf"; do
    [ -z "${PIP_CONFIG_FILE:-}" ] && [ -e "$configuration" ] && export PIP_CONFIG_FILE=$configuration
done
export HOME=$root/.cache/ansible-test
mkdir -p "$HOME/.ansible/test/cache"
cat >"$HOME/.ansible/test/cache/get_pip_${pip_version//./_}.py" <<PY
import subprocess, sys
subprocess.run(["$python", "-m", "pip", "--python", sys.executable, "install", "-qq", "--disable-pip-version-check", "pip==$pip_version"], check=True)
PY

cd "$scratch/ansible_collections/fieldtech/workstation"
ansible-test sanity --color no --truncate 0 --python "$version" "$@"
