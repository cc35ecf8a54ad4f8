# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup repository_keys: the signing keys of package repositories, each refused unless it has the fingerprint that was asked for."""

from __future__ import annotations

DOCUMENTATION = r"""
name: repository_keys
short_description: Signing keys of package repositories, by their fingerprint
version_added: 0.1.0
description:
  - Takes each repository's key from the text, the file on the admin host or the URL that it names, and compares all keys in it with the
    fingerprints that the repository names.
  - Fetching happens on the admin host; nothing of a workstation takes part.
  - What comes out is armoured anew from what was compared, so that nothing else can be in it.
author:
  - the fieldtech.workstation authors (@fieldtech)
options:
  _terms:
    description:
      - Repositories, each a mapping with C(name), C(fingerprint) (one or a list; spaces do not matter) and one of C(key) (the key itself,
        armoured), C(key_file) (a file on the admin host, armoured or not) or C(key_url).
    type: list
    elements: dict
    required: true
  timeout:
    description: How many seconds a server may take to answer.
    type: int
    default: 20
"""

EXAMPLES = r"""
- name: Stop where a key is not the one that is meant
  ansible.builtin.assert:
    that: item.problem == ""
    fail_msg: "{{ item.name }}: {{ item.problem }}"
  loop: "{{ query('fieldtech.workstation.repository_keys', repository) }}"
  vars:
    repository:
      name: example
      key_url: https://packages.example.org/key.asc
      fingerprint: 0123 4567 89AB CDEF 0123 4567 89AB CDEF 0123 4567
"""

RETURN = r"""
_raw:
  description:
    - For each repository C(name), C(key) (the armoured key; empty where there is a problem), C(fingerprints) (those found) and C(problem)
      (why it is refused; empty where it is not).
  type: list
  elements: dict
"""

import typing as t
import urllib.error

from ansible.errors import AnsibleLookupError
from ansible.module_utils.common.text.converters import to_bytes
from ansible.module_utils.urls import ConnectionError as NoConnection
from ansible.module_utils.urls import SSLValidationError, open_url
from ansible.plugins.lookup import LookupBase

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import openpgp


class LookupModule(LookupBase):
    """The lookup."""

    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[dict[str, t.Any]]:
        """One answer for each repository."""
        self.set_options(var_options=variables, direct=kwargs)
        answers = []
        for repository in terms:
            if not isinstance(repository, dict):
                raise AnsibleLookupError("fieldtech.workstation.repository_keys works on mappings, not on %s" % type(repository).__name__)
            answers.append(judged(repository, lambda name: self.find_file_in_search_path(variables or {}, "files", name, ignore_missing=True),
                                  self.get_option("timeout")))
        return answers


def judged(repository: dict[str, t.Any], find: t.Callable[[str], str | None], timeout: int) -> dict[str, t.Any]:
    """The answer for one repository. find: where a file of that name is on the admin host."""
    answer = {"name": str(repository.get("name", "")), "key": "", "fingerprints": [], "problem": ""}
    try:
        data = openpgp.dearmour(_data(repository, find, timeout))
        answer["fingerprints"] = openpgp.fingerprints(data)
        answer["problem"] = compared(answer["fingerprints"], repository.get("fingerprint"))
        answer["key"] = "" if answer["problem"] else openpgp.armour(data)
    except ValueError as exc:
        answer["problem"] = "its key cannot be used: %s" % exc
    except (OSError, urllib.error.URLError, NoConnection, SSLValidationError) as exc:
        answer["problem"] = "its key cannot be fetched: %s" % exc
    return answer


def _data(repository: dict[str, t.Any], find: t.Callable[[str], str | None], timeout: int) -> bytes:
    """What the repository names as its key."""
    if repository.get("key"):
        return to_bytes(repository["key"]).strip()
    if repository.get("key_url"):
        with open_url(str(repository["key_url"]), timeout=timeout) as answer:
            return answer.read(openpgp.MAX_SIZE + 1)
    name = str(repository.get("key_file") or "")
    path = find(name) if name else None
    if not path:
        raise ValueError("there is no file %s on the admin host" % (name or "named"))
    with open(path, "rb") as stream:
        return stream.read(openpgp.MAX_SIZE + 1)


def wanted(fingerprints: t.Any) -> set[str]:
    """Fingerprints as people write them, in the one form that is compared."""
    several = fingerprints if isinstance(fingerprints, (list, tuple)) else [fingerprints or ""]
    return {"".join(str(fingerprint).split()).upper() for fingerprint in several} - {""}


def compared(found: list[str], fingerprints: t.Any) -> str:
    """Why these keys are not those that are asked for; empty if they are."""
    asked = wanted(fingerprints)
    if set(found) == asked:
        return ""
    return "its key has the fingerprint %s, and the profile says %s" % (", ".join(found), ", ".join(sorted(asked)) or "none")
