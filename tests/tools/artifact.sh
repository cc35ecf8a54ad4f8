#!/usr/bin/env bash
# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# artifact.sh DIRECTORY: builds the collection and installs it below DIRECTORY/ansible_collections, as a user would who
# has only the tarball. DIRECTORY must lie outside the checkout: the tools follow the link in collections/ back into it.
set -euo pipefail

root=$(readlink -f "$(dirname "$(readlink -f "$0")")/../..")
directory=$1

unset ANSIBLE_CONFIG ANSIBLE_COLLECTIONS_PATH
mkdir -p "$directory"
cd "$directory"
ansible-galaxy collection build --force --output-path "$directory" "$root" >&2
ansible-galaxy collection install --force --offline --no-deps -p "$directory" "$directory"/fieldtech-workstation-*.tar.gz >&2
# The examination needs none, but the playbooks that repair do, and so does the check of their module names.
for dependency in ansible/posix community/general; do
    if [ -d "$root/collections/ansible_collections/$dependency" ]; then
        mkdir -p "$directory/ansible_collections/$(dirname "$dependency")"
        ln -sfn "$root/collections/ansible_collections/$dependency" "$directory/ansible_collections/$dependency"
    fi
done
