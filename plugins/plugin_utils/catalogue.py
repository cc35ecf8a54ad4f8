# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# This is private: only modules, roles, playbooks and the fault files are the collection's interface.
"""The catalogue of faults: reads roles/<component>/faults/*.yml of every listed collection, checks each, and compiles it.

Every mistake is one CatalogueError that names the file, the key and the remedy. The compiled catalogue is the same for all
hosts, so it is kept on disk under the hash of what it was made from.
"""

from __future__ import annotations

import difflib
import hashlib
import importlib
import json
import os
import pathlib
import re
import tempfile
import time
import typing as t

import yaml

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner import rules
from ansible_collections.fieldtech.workstation.plugins.plugin_utils.expression import ExpressionError, check_pattern, compile_expression, names, needles

COLLECTION = "fieldtech.workstation"
ROOT = pathlib.Path(__file__).resolve().parents[2]
COMPONENTS = (
    "system", "accounts", "software", "drivers", "hardware", "storage", "power", "network", "printing", "scanning", "display", "audio",
    "peripherals", "security", "backup", "assistance",
)
LANGUAGES = ("en", "fr", "de", "nl")
SEVERITIES = ("critical", "major", "minor")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
# Bound by the diagnosis when it asks whether one finding caused another.
_CAUSE_SCOPE = ("cause", "finding")


class CatalogueError(ValueError):
    """Something in the catalogue is wrong: the message names the file, the key and the remedy."""


class Fault(t.NamedTuple):
    """One fault, checked and compiled. Texts come from the controller's own files, never from a workstation."""

    id: str
    collection: str
    component: str
    title: str
    kind: str
    symptoms: dict[str, float]
    prior: float
    blocking: bool
    severity: str
    rule: dict[str, t.Any]
    reads: list[str]
    profile: list[str]
    caused_by: list[dict[str, t.Any]]
    repair: dict[str, t.Any]
    check_out: str | None
    explain: dict[str, dict[str, str]]
    references: list[str]


class Catalogue(t.NamedTuple):
    """faults by id; profile: {variable: {spec, default, component}} of every role; symptoms: {symptom: {language: text}}."""

    faults: dict[str, Fault]
    profile: dict[str, dict[str, t.Any]]
    symptoms: dict[str, dict[str, str]]
    components: list[str]
    digest: str

    def with_causes(self, faults: t.Iterable[str]) -> set[str]:
        """These faults and everything that may cause them, however indirectly."""
        reached: set[str] = set()
        waiting = list(faults)
        while waiting:
            fault = waiting.pop()
            if fault not in reached:
                reached.add(fault)
                waiting += [cause["fault"] for cause in self.faults[fault].caused_by]
        return reached


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """Refuses a key that stands twice: YAML itself would silently keep the last."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[t.Any, t.Any]:
    seen: set[t.Any] = set()
    for key_node, _value in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, "the key %r stands twice" % (key,), key_node.start_mark)
        seen.add(key)
    loader.flatten_mapping(node)
    return {loader.construct_object(k, deep=True): loader.construct_object(v, deep=True) for k, v in node.value}


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: pathlib.Path) -> t.Any:
    """A YAML file's content. Raises CatalogueError naming the file and line."""
    try:
        with path.open("rb") as stream:
            return yaml.load(stream, Loader=_Loader)
    except yaml.YAMLError as exc:
        mark = getattr(exc, "problem_mark", None)
        where = "%s:%d" % (_shown(path), mark.line + 1) if mark else _shown(path)
        raise CatalogueError("%s: not readable as YAML: %s" % (where, getattr(exc, "problem", None) or exc)) from exc
    except OSError as exc:
        raise CatalogueError("%s: %s" % (_shown(path), exc.strerror)) from exc


def _shown(path: pathlib.Path) -> str:
    try:
        return str(path.relative_to(ROOT))
    except ValueError:
        return str(path)


def meant(word: str, known: t.Iterable[str]) -> str:
    """A remedy for an unknown word: the nearest known one, or the list of them."""
    known = sorted(known)
    close = difflib.get_close_matches(word, known, 1)
    return "did you mean %s?" % close[0] if close else "known: %s" % ", ".join(known)


def collection_root(name: str) -> pathlib.Path:
    """Where an installed collection lives. Raises CatalogueError if it is not installed."""
    if name == COLLECTION:
        return ROOT
    try:
        module = importlib.import_module("ansible_collections.%s" % name)
        return pathlib.Path(list(module.__path__)[0])
    except (ImportError, IndexError, ValueError) as exc:
        raise CatalogueError("the catalogue collection %s is not installed: install it, or take it from fieldtech_catalogues" % name) from exc


def load(collections: t.Iterable[str] | None = None, cache: str | None = None) -> Catalogue:
    """The catalogue of the listed collections (ours alone by default). Raises CatalogueError.

    cache: a folder of ours to keep the compiled catalogue in.
    """
    roots = [(name, collection_root(name)) for name in dict.fromkeys([COLLECTION, *(collections or ())])]
    key = _fingerprint([root for _name, root in roots])
    catalogue = _kept(key, cache)
    if catalogue is None:
        catalogue = build(roots, key)
        if cache:
            keep(_place(key, cache), json.dumps([{k: v._asdict() for k, v in catalogue.faults.items()}, *catalogue[1:]]))
    return catalogue


def kept(cache: str) -> Catalogue | None:
    """Our own catalogue, if that of today has been compiled before; nothing is made, and nothing raised."""
    try:
        return _kept(_fingerprint([ROOT]), cache)
    except OSError:
        return None


def _place(key: str, cache: str) -> str:
    return os.path.join(cache, "catalogue-%s.json" % key)


def _kept(key: str, cache: str | None) -> Catalogue | None:
    if cache:
        try:
            with open(_place(key, cache), encoding="utf-8") as stream:
                return _from_json(json.load(stream))
        except (OSError, ValueError, TypeError, KeyError):
            pass  # not there yet, or half written by an older version: make it anew
    return None


def _from_json(content: list[t.Any]) -> Catalogue:
    return Catalogue({k: Fault(**v) for k, v in content[0].items()}, *content[1:])


def keep(path: str, text: str) -> None:
    """Write a file of ours whole or not at all; what cannot be kept is made again next time. Its predecessors of old go."""
    folder, name = os.path.split(path)
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        os.replace(temporary, path)
        for other in os.scandir(folder):
            if other.name.partition("-")[0] == name.partition("-")[0] and time.time() - other.stat().st_mtime > 7 * 86400:
                os.unlink(other.path)
    except OSError:
        pass


def sources() -> list[pathlib.Path]:
    """The examiner's own files, as they are shipped."""
    return sorted((ROOT / "plugins" / "module_utils" / "examiner").rglob("*.py"))


def _files(root: pathlib.Path) -> list[pathlib.Path]:
    found = []
    for pattern in ("faults/*.y*ml", "meta/facts.yml", "meta/argument_specs.yml", "defaults/main.yml", "files/symptoms.yml", "tasks/*.yml", "tasks/*/*.yml"):
        found += root.glob("roles/*/" + pattern)
    return sorted(found)


def _fingerprint(roots: list[pathlib.Path]) -> str:
    """A hash of what the catalogue is made from, by name, size and time: reading it all would cost more than it saves."""
    digest = hashlib.sha256()
    ours = [ROOT / "docs" / "fault.schema.json", pathlib.Path(__file__), pathlib.Path(__file__).with_name("lean.py")]
    for path in [path for root in roots for path in _files(root)] + ours + sources():
        info = path.stat()
        digest.update(("%s %d %d\n" % (path, info.st_size, info.st_mtime_ns)).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()[:32]


def build(roots: list[tuple[str, pathlib.Path]], digest: str = "") -> Catalogue:
    """Read and check everything below these collections. Raises CatalogueError."""
    symptoms = read_yaml(ROOT / "roles" / "intervention" / "files" / "symptoms.yml")
    profile: dict[str, dict[str, t.Any]] = {}
    facts: dict[str, t.Any] = {}
    files: dict[str, tuple[str, pathlib.Path]] = {}
    for name, root in roots:
        for role in sorted(root.glob("roles/*")):
            faults = sorted(role.glob("faults/*.y*ml"))
            component = role.name
            if faults and component not in COMPONENTS:
                raise CatalogueError("%s: unknown component %s; %s" % (_shown(role / "faults"), component, meant(component, COMPONENTS)))
            if (role / "meta" / "facts.yml").exists():
                facts[component] = read_yaml(role / "meta" / "facts.yml")
            profile.update(_profile(role, component))
            for path in faults:
                fault = "%s.%s" % (component, path.stem)
                if fault in files:
                    raise CatalogueError("%s: the fault %s exists already in %s; rename one of them" % (_shown(path), fault, _shown(files[fault][1])))
                files[fault] = (name, path)
    checker = _Checker(profile, facts, symptoms, set(files))
    built = {fault: checker.fault(fault, name, path) for fault, (name, path) in sorted(files.items())}
    _acyclic(built, files)
    return Catalogue(built, profile, symptoms, sorted({fault.component for fault in built.values()}), digest)


def _profile(role: pathlib.Path, component: str) -> dict[str, dict[str, t.Any]]:
    """The role's variables with their types and defaults."""
    specs = role / "meta" / "argument_specs.yml"
    if not specs.exists():
        return {}
    options = ((read_yaml(specs) or {}).get("argument_specs") or {}).get("main", {}).get("options") or {}
    defaults = (read_yaml(role / "defaults" / "main.yml") if (role / "defaults" / "main.yml").exists() else None) or {}
    found = {}
    for variable, spec in options.items():
        found[variable] = {"spec": spec, "default": defaults.get(variable, spec.get("default")), "component": component}
    return found


class _Checker:
    """Checks one fault file after another against the schema, the declared facts and the profile."""

    def __init__(self, profile: dict[str, t.Any], facts: dict[str, t.Any], symptoms: dict[str, t.Any], faults: set[str]) -> None:
        try:
            import jsonschema
        except ImportError as exc:
            raise CatalogueError("the catalogue is checked with jsonschema: install this Python package beside ansible-core (pip install jsonschema)") from exc
        with (ROOT / "docs" / "fault.schema.json").open(encoding="utf-8") as stream:
            self.schema = jsonschema.Draft202012Validator(json.load(stream))
        self.profile = profile
        self.facts = facts
        self.symptoms = symptoms
        self.faults = faults

    def fault(self, fault: str, collection: str, path: pathlib.Path) -> Fault:
        """The fault, compiled."""
        content = read_yaml(path)
        shown = _shown(path)
        if not isinstance(content, dict):
            raise CatalogueError("%s: a fault file is a mapping; docs/fault.schema.json describes it" % shown)
        self._schema(shown, content)
        component, dummy, name = fault.partition(".")
        for symptom in content["symptoms"]:
            if symptom not in self.symptoms:
                raise CatalogueError("%s: symptoms: unknown symptom %s; %s" % (shown, symptom, meant(symptom, self.symptoms)))
        repair = {"guard": [], "command": "", **content["repair"]}
        role = path.parent.parent
        if repair["by"] == "controller":
            repair.setdefault("tasks", "repair/" + name)
            repair["for_all"] = "tasks" in content["repair"]
            self._exists(shown, "repair.tasks", role / "tasks" / (repair["tasks"] + ".yml"))
        elif "tasks" in repair:
            raise CatalogueError("%s: repair.tasks: only the controller runs tasks; remove it, or say `by: controller`" % shown)
        check_out = content.get("check_out")
        if check_out:
            self._exists(shown, "check_out", role / "tasks" / "check_out" / (check_out + ".yml"))
        compiled = self._event(shown, content["detect"]) if content["kind"] == "event" else self._condition(shown, component, content)
        reads, variables = compiled.pop("reads"), compiled.pop("profile")
        return Fault(
            id=fault, collection=collection, component=component, title=content["title"], kind=content["kind"], symptoms=content["symptoms"],
            prior=content["prior"], blocking=content.get("blocking", False), severity=content["severity"],
            rule={"fault": fault, "kind": content["kind"], **compiled}, reads=sorted(reads), profile=sorted(variables),
            caused_by=self._causes(shown, fault, content.get("caused_by", [])), repair=repair, check_out=check_out,
            explain=content["explain"], references=content.get("references", []),
        )

    @staticmethod
    def _exists(shown: str, key: str, path: pathlib.Path) -> None:
        if not path.exists():
            raise CatalogueError("%s: %s: %s is missing; write it" % (shown, key, _shown(path)))

    def _schema(self, shown: str, content: dict[str, t.Any]) -> None:
        import jsonschema

        error = jsonschema.exceptions.best_match(self.schema.iter_errors(content))
        if error is None:
            return
        key = ".".join(str(part) for part in error.absolute_path)
        if error.validator == "additionalProperties" and isinstance(error.instance, dict):
            known = error.schema.get("properties", {})
            unknown = next((word for word in error.instance if word not in known), "?")
            raise CatalogueError("%s: unknown key %s; %s" % (shown, ".".join(filter(None, [key, str(unknown)])), meant(str(unknown), known)))
        raise CatalogueError("%s: %s%s (docs/fault.schema.json)" % (shown, key + ": " if key else "", error.message[:300]))

    def _compile(self, shown: str, key: str, text: t.Any) -> list[t.Any]:
        try:
            return compile_expression(text)
        except ExpressionError as exc:
            raise CatalogueError("%s: %s: %s" % (shown, key, exc)) from exc

    def _condition(self, shown: str, component: str, content: dict[str, t.Any]) -> dict[str, t.Any]:
        detect = content["detect"]
        if "when" not in detect:
            raise CatalogueError("%s: detect: a condition has `when`; journal rules are of `kind: event`" % shown)
        trees = {key: self._compile(shown, "detect." + key, detect[key]) for key in ("each", "when", "unless", "name") if key in detect}
        evidence = [[str(text), self._compile(shown, "evidence", text)] for text in content.get("evidence", [])]
        reads: set[str] = set()
        variables: set[str] = set()
        element = self._each(shown, trees["each"], reads, variables) if "each" in trees else "nothing"
        for key, tree in [*trees.items(), *(("evidence", tree) for _text, tree in evidence)]:
            if key != "each":
                self._paths(shown, key if key == "evidence" else "detect." + key, tree, element, reads, variables)
        return {**trees, "evidence": evidence, "reads": reads, "profile": variables}

    def _each(self, shown: str, tree: list[t.Any], reads: set[str], variables: set[str]) -> t.Any:
        """What `item` looks like: a declared element, or None where it cannot be known."""
        self._paths(shown, "detect.each", tree, "nothing", reads, variables)
        # `[q for q in printing.queues if …]` and `printing.queues if … else []` have the elements of printing.queues.
        while (tree[0] == "each" and tree[1] == ["name", tree[2]]) or (tree[0] == "if" and tree[3] == ["list", []]):
            tree = tree[3] if tree[0] == "each" else tree[2]
        paths = list(names(tree))
        if len(paths) == 1 and tree[0] in ("attr", "name"):
            declared = self._declared(paths[0])
            if declared is not None and declared.get("type", "str") != "list":
                raise CatalogueError("%s: detect.each: %s is a %s, not a list" % (shown, ".".join(paths[0]), declared.get("type")))
            return declared
        return None

    def _declared(self, path: list[str]) -> t.Any:
        node = {"type": "dict", "contains": self.facts.get(path[0])} if path[0] in self.facts else None
        for part in path[1:]:
            node = (node.get("contains") or {}).get(part) if node else None
        return node

    def _paths(self, shown: str, key: str, tree: list[t.Any], element: t.Any, reads: set[str], variables: set[str]) -> None:
        for path in names(tree):
            first = path[0]
            if first == "profile":
                self._variable(shown, key, path, variables)
            elif first == "item":
                if element == "nothing":
                    raise CatalogueError("%s: %s: `item` needs detect.each, the list whose elements it is" % (shown, key))
                if element is not None:
                    self._known(shown, key, path, element)
            elif first in self.facts:
                reads.add(first)
                self._known(shown, key, path, {"type": "dict", "contains": self.facts[first]})
            elif first in COMPONENTS:
                raise CatalogueError("%s: %s: the component %s declares no facts; write roles/%s/meta/facts.yml" % (shown, key, first, first))
            else:
                raise CatalogueError("%s: %s: unknown name %s; %s" % (shown, key, first, meant(first, [*self.facts, "item", "profile"])))

    @staticmethod
    def _known(shown: str, key: str, path: list[str], node: t.Any) -> None:
        for position, part in enumerate(path[1:], 1):
            if node.get("type") == "list" and position > 1:
                raise CatalogueError("%s: %s: %s is a list; take its elements with `each` or a comprehension" % (shown, key, ".".join(path[:position])))
            contains = node.get("contains")
            if not contains:
                return  # a free mapping: its keys are not declared
            if part not in contains:
                raise CatalogueError("%s: %s: no fact %s; %s" % (shown, key, ".".join(path[:position + 1]), meant(part, contains)))
            node = contains[part]

    def _variable(self, shown: str, key: str, path: list[str], variables: set[str]) -> None:
        if len(path) < 2:
            raise CatalogueError("%s: %s: name one variable of the profile: profile.<variable>" % (shown, key))
        if path[1] not in self.profile:
            raise CatalogueError("%s: %s: no role has the variable %s; %s" % (shown, key, path[1], meant(path[1], self.profile)))
        if self.profile[path[1]]["spec"].get("no_log"):
            raise CatalogueError("%s: %s: %s is secret (no_log) and never leaves the controller; judge by something else" % (shown, key, path[1]))
        variables.add(path[1])

    def _event(self, shown: str, detect: dict[str, t.Any]) -> dict[str, t.Any]:
        if "journal" not in detect:
            raise CatalogueError("%s: detect: an event has `journal` and `pattern`; expressions are of `kind: condition`" % shown)
        compiled: dict[str, re.Pattern[str]] = {}
        for key in ("pattern", "cleared_by"):
            if key in detect:
                try:
                    compiled[key] = check_pattern(detect[key])
                except ExpressionError as exc:
                    raise CatalogueError("%s: detect.%s: %s" % (shown, key, exc)) from exc
        if "name" in detect and detect["name"] not in compiled["pattern"].groupindex:
            raise CatalogueError("%s: detect.name: the pattern has no group %s; write (?P<%s>…)" % (shown, detect["name"], detect["name"]))
        within = int(detect["within"][:-1]) * _SECONDS[detect["within"][-1]]
        return {**{key: detect[key] for key in ("journal", "pattern", "at_least", "cleared_by", "name") if key in detect},
                "needles": sorted({text for key in compiled for text in needles(detect[key])}), "within": within, "reads": set(), "profile": set()}

    def _causes(self, shown: str, fault: str, causes: list[t.Any]) -> list[dict[str, t.Any]]:
        compiled = []
        for cause in causes:
            entry = {"fault": cause} if isinstance(cause, str) else dict(cause)
            if entry["fault"] not in self.faults or entry["fault"] == fault:
                raise CatalogueError("%s: caused_by: unknown fault %s; %s" % (shown, entry["fault"], meant(entry["fault"], self.faults - {fault})))
            if "when" in entry:
                entry["when"] = self._compile(shown, "caused_by.when", entry["when"])
                for path in names(entry["when"]):
                    if path[0] not in _CAUSE_SCOPE:
                        raise CatalogueError("%s: caused_by.when: unknown name %s; %s" % (shown, path[0], meant(path[0], _CAUSE_SCOPE)))
            compiled.append(entry)
        return compiled


def _acyclic(faults: dict[str, Fault], files: dict[str, tuple[str, pathlib.Path]]) -> None:
    """A fault cannot be its own cause, however long the way round."""
    done: set[str] = set()

    def visit(fault: str, way: list[str]) -> None:
        if fault in way:
            circle = [*way[way.index(fault):], fault]
            raise CatalogueError("%s: caused_by: a circle: %s; break it" % (_shown(files[fault][1]), " ← ".join(circle)))
        if fault not in done:
            for cause in faults[fault].caused_by:
                visit(cause["fault"], [*way, fault])
            done.add(fault)

    for fault in sorted(faults):
        visit(fault, [])


def causes_apply(cause: dict[str, t.Any], found: dict[str, t.Any], finding: dict[str, t.Any]) -> bool:
    """Whether a found cause applies to this finding."""
    if "when" not in cause:
        return True
    try:
        return rules.Evaluator({"cause": found, "finding": finding}).truth(cause["when"])
    except (rules.RuleError, rules.Unexamined):
        return False  # its evidence does not say so
