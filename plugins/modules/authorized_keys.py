#!/usr/bin/python
# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: authorized_keys
short_description: SSH keys by which a user may log in
version_added: 0.1.0
author:
  - the fieldtech.workstation authors (@fieldtech)
description:
  - Brings the keys of F(.ssh/authorized_keys) in a user's home to what is wanted.
  - The file is read and written with the rights of this user only. Whatever link the user has put in its place leads no further
    than the user may go, so a module that runs as root can be used on the home of somebody who is not trusted.
attributes:
  check_mode:
    description: Says what it would do and does nothing.
    support: full
  diff_mode:
    description: Shows the keys before and after.
    support: full
  platform:
    description: Where it works.
    platforms: linux
    support: full
options:
  user:
    description: The user. It has to exist, but in check mode.
    type: str
    required: true
  keys:
    description: The public keys, a line each. A key that is there with the same options stays as it is, whatever remark follows it.
    type: list
    elements: str
    required: true
  exclusive:
    description: Whether other keys are taken out. Remarks and empty lines stay.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Let Ann in by her key, and by no other
  fieldtech.workstation.authorized_keys:
    user: ann
    keys:
      - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f ann@example.org
    exclusive: true
"""

RETURN = r"""
path:
  description: The file; empty for a user who is not there yet.
  type: str
  returned: always
"""

import json
import os
import pwd
import re
import subprocess
import traceback

from ansible.module_utils.basic import AnsibleModule

MAX_SIZE = 1 << 20
KEY = re.compile(
    r"^(?P<options>.*?)\s*\b(?P<type>ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d{3}|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com)\s+"
    r"(?P<key>[A-Za-z0-9+/]{20,}={0,2})(?:\s|$)")


def parts(line):
    """The options and the key of a line, by which two lines are the same; None for a remark."""
    found = None if line.lstrip().startswith("#") else KEY.match(line.strip())
    return (found.group("options").strip(), found.group("type"), found.group("key")) if found else None


def merged(before, keys, exclusive):
    """The lines of the file as they should be.

    A key that is there with other options gets those that are wanted.
    """
    wanted = {parts(key)[1:]: key.strip() for key in keys}
    after, done = [], set()
    for line in before:
        said = parts(line)
        if said is None:
            after.append(line)
        elif said[1:] in wanted:
            key = wanted[said[1:]]
            if said[1:] not in done:
                after.append(line if said == parts(key) else key)
            done.add(said[1:])
        elif not exclusive:
            after.append(line)
    return after + [key for said, key in wanted.items() if said not in done]


def read(path):
    """The lines of the file; none where there is no file."""
    try:
        # A pipe in its place must not hold us.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return []
    with os.fdopen(handle, "rb") as stream:
        data = stream.read(MAX_SIZE + 1)
    if len(data) > MAX_SIZE:
        raise ValueError("%s is larger than %d bytes" % (path, MAX_SIZE))
    return data.decode("utf-8", "surrogateescape").splitlines()


def write(path, lines):
    """Put the lines there, whole or not at all."""
    folder = os.path.dirname(path)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    temporary = "%s.%d" % (path, os.getpid())
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write("".join(line + "\n" for line in lines).encode("utf-8", "surrogateescape"))
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    except OSError:
        os.unlink(temporary)
        raise
    if os.path.exists("/sys/fs/selinux/enforce") and os.path.exists("/usr/sbin/restorecon"):
        # The label of a file in the home is not that by which sshd may read it. As the user, as all that is done here.
        subprocess.call(["/usr/sbin/restorecon", "-RF", folder])  # pylint: disable=ansible-bad-function  # the module's own rights are root's


def work(path, keys, exclusive, change):
    """{before, after}, and the file changed to it."""
    before = read(path)
    after = merged(before, keys, exclusive)
    if before != after and change:
        write(path, after)
    return {"before": before, "after": after}


def as_user(user, function):
    """What the function returns, run by a child that has this user's rights and no others."""
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        answer = {"error": "it came to no end"}
        try:
            os.close(source)
            if os.getuid() != user.pw_uid:
                os.setgroups([])
                os.setgid(user.pw_gid)
                os.setuid(user.pw_uid)
            os.umask(0o077)
            os.chdir("/")
            answer = function()
        except (OSError, ValueError) as exc:
            answer = {"error": str(exc)}
        except BaseException:  # pylint: disable=broad-except
            answer = {"error": traceback.format_exc()}
        finally:
            with os.fdopen(sink, "w") as stream:
                stream.write(json.dumps(answer))
            os._exit(0)
    os.close(sink)
    with os.fdopen(source) as stream:
        text = stream.read()
    os.waitpid(child, 0)
    return json.loads(text or '{"error": "it was ended"}')


def main():
    """The module."""
    module = AnsibleModule(
        argument_spec={
            "user": {"type": "str", "required": True},
            "keys": {"type": "list", "elements": "str", "required": True, "no_log": False},
            "exclusive": {"type": "bool", "default": False},
        },
        supports_check_mode=True,
    )
    name, keys, exclusive = (module.params[key] for key in ("user", "keys", "exclusive"))
    for key in keys:
        if "\n" in key.strip() or parts(key) is None:
            module.fail_json(msg="%s is no public key: a key is one line such as 'ssh-ed25519 AAAA... ann@example.org'" % (key[:60] or "an empty line"))
    try:
        user = pwd.getpwnam(name)
    except KeyError:
        if not module.check_mode:
            module.fail_json(msg="there is no user %s: make it first" % name)
        module.exit_json(changed=bool(keys), path="", diff={"before": "", "after": "".join(key.strip() + "\n" for key in keys)})
    path = os.path.join(user.pw_dir, ".ssh", "authorized_keys")
    answer = as_user(user, lambda: work(path, keys, exclusive, not module.check_mode))
    if "error" in answer:
        module.fail_json(msg="the keys of %s could not be set, with this user's own rights: %s" % (name, answer["error"]))
    before, after = ("".join(line + "\n" for line in answer[when]) for when in ("before", "after"))
    module.exit_json(changed=before != after, path=path, diff={"before_header": path, "after_header": path, "before": before, "after": after})


if __name__ == "__main__":
    main()
