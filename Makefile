# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# Steps print as they go and share one lab: never two at a time.
.NOTPARALLEL:
.ONESHELL:

# PYTHON=/path/to/python3 chooses the interpreter of a new virtual environment; otherwise the newest suitable one.
PYTHON ?=
VENV ?= .venv
INVENTORY ?= inventories/local
NAME ?=
SUITE ?= trixie
ARGS ?=

export PYTHON
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export ANSIBLE_CONFIG := $(CURDIR)/ansible.cfg
ifdef CI
export NO_COLOR := 1
export ANSIBLE_NOCOLOR := true
endif
unexport ANSIBLE_COLLECTIONS_PATH PYTHONPATH PYTHONHOME

STATIC_STEPS := lint changelog docs sanity importer
STEPS := lint changelog docs unit sanity importer molecule
# What differs from one Python to the next, and from one ansible-core to the next. Hardware fails alike below each of them.
PYTHON_STEPS := unit sanity
CORE_STEPS := $(PYTHON_STEPS) molecule
# Those that take long first; much of their time is waiting for machines.
LONG_SCENARIOS := roles faults hardware workstation
SCENARIOS = $(LONG_SCENARIOS) $(filter-out default $(LONG_SCENARIOS),$(notdir $(patsubst %/molecule.yml,%,$(wildcard molecule/*/molecule.yml))))
AT_ONCE ?= 2

SHELL_SCRIPTS = $(shell git ls-files -co --exclude-standard '*.sh' .ci/run molecule/lab/customize molecule/lab/settle molecule/lab/laptop/customize molecule/lab/laptop/settle molecule/lab/laptop/wake)

LINT_PACKAGES := shellcheck
BROWSER_PACKAGES := chromium 'chromium-driver|chromium-chromedriver'
# The lab knows what it needs; podman's network differs from one release to the next.
LAB_PACKAGES = uidmap $(shell molecule/lab/machine requirements)
# Machines whose hardware can fail.
HARDWARE_PACKAGES = $(shell molecule/lab/hardware requirements)

# What tests write is not mixed with what was found on real machines.
unit molecule fault bench bench-hardware: export FIELDTECH_REPORT_DIR := $(CURDIR)/.cache/reports

.PHONY: help
help: ## list the targets
	@sed -nE 's/^([a-z][a-z-]*):.*## (.*)$$/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '  make %-14s %s\n' "$$name" "$$text"; done

## Work

.PHONY: run
run: setup ## examine this very machine (read only), print the summary and write the HTML report; ARGS="-e …" goes to ansible-playbook
	@ansible-playbook fieldtech.workstation.diagnose -i $(INVENTORY) $(ARGS)

.PHONY: setup
setup: ## make the virtual environment and fetch the collections; run and test do it themselves
	@tests/tools/venv.sh $(VENV) requirements/run.txt
	@python tests/tools/fetch_collections.py requirements.yml

.PHONY: case
case: setup ## record a case file of this very machine into cases/: ARGS="-i … --limit …" takes others
	@ansible-playbook fieldtech.workstation.case_file -i $(INVENTORY) $(ARGS)

.PHONY: replay
replay: setup ## diagnose from a case file: make replay CASE=cases/pc-17-….case.gz
	@ansible-playbook fieldtech.workstation.replay -e case="$(CASE)" $(ARGS)

.PHONY: facts
facts: setup ## what a fault file can speak of: make facts COMPONENT=network (of this machine, or of the lab machine NAME=ft-1)
	@python tests/tools/facts.py $(COMPONENT) $(NAME)

## Tests

.PHONY: test
test: setup-test packages ## install what the tests need and run everything: lint, unit, sanity, Molecule
	@python tests/tools/steps.py $(STEPS) --static $(STATIC_STEPS) --key "$$(python -VV)"

.PHONY: test-matrix
test-matrix: ## the tests on every suitable Python found here: 3.11 gives ansible-core 2.19, 3.12 and later 2.21
	@mapfile -t pythons < <(tests/tools/python.sh all)
	cores=; failed=()
	for python in "$${pythons[@]}"; do
	  version=$$("$$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
	  these=(--no-print-directory PYTHON="$$python" VENV=".venv-$$version")
	  printf '\n######## Python %s\n' "$$version"
	  $(MAKE) "$${these[@]}" setup-test || { failed+=("$$version"); continue; }
	  core=$$(".venv-$$version/bin/python" -c 'from ansible.release import __version__; print(__version__)')
	  # What depends on the interpreter is tested on each; what depends on ansible-core, once for each of those.
	  scenarios="$(SCENARIOS)"
	  if [ -z "$$cores" ]; then steps="$(STEPS)"
	  elif [[ "$$cores" = *" $$core "* ]]; then steps="$(PYTHON_STEPS)"
	  else steps="$(CORE_STEPS)" scenarios="$(filter-out hardware,$(SCENARIOS))"; fi
	  cores+=" $$core "
	  printf '######## ansible-core %s: %s\n' "$$core" "$$steps"
	  $(MAKE) "$${these[@]}" test STEPS="$$steps" SCENARIOS="$$scenarios" || failed+=("$$version")
	done
	echo "$$(($${#pythons[@]} - $${#failed[@]})) passed, $${#failed[@]} failed"
	[ "$${#failed[@]}" = 0 ]

.PHONY: setup-test
setup-test: setup
	@tests/tools/venv.sh $(VENV) requirements/test.txt

.PHONY: packages
packages: ## install the Debian packages of the tests, or name them
	@tests/tools/packages.sh "make test" $(LINT_PACKAGES) $(LAB_PACKAGES) $(HARDWARE_PACKAGES) $(BROWSER_PACKAGES)

.PHONY: lint
lint: setup-test ## ansible-lint (production profile), yamllint, ruff, shellcheck
	@tests/tools/packages.sh "make lint" $(LINT_PACKAGES)
	failed=
	ruff check || failed+=" ruff"
	yamllint --strict . || failed+=" yamllint"
	shellcheck $(SHELL_SCRIPTS) || failed+=" shellcheck"
	ansible-lint --offline --strict || failed+=" ansible-lint"
	if [ -n "$$failed" ]; then echo "Not clean:$$failed"; exit 1; fi

.PHONY: unit
unit: setup-test ## pytest; ARGS="-k …" picks
	@tests/tools/packages.sh "make unit" $(BROWSER_PACKAGES)
	@pytest --numprocesses auto --dist loadfile $(ARGS)

.PHONY: sanity
sanity: setup-test ## all sanity tests of ansible-test, over the built and installed collection
	@tests/tools/packages.sh "make sanity" $(LINT_PACKAGES)
	@tests/tools/sanity.sh $(ARGS)

.PHONY: importer
importer: setup-test ## what Galaxy would say to the built collection
	@tests/tools/venv.sh $(VENV)-importer requirements/importer.txt
	@tests/tools/importer.sh $(VENV)-importer

.PHONY: docs
docs: setup-test ## check the documentation of plugins and roles
	@python tests/tools/facts_return.py --check || { echo "workstation_facts does not document the facts of today: python tests/tools/facts_return.py"; exit 1; }
	antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs=all --disallow-unknown-collection-refs .

.PHONY: changelog
changelog: setup-test ## check the changelog and its fragments
	@antsibull-changelog lint

.PHONY: molecule
molecule: setup-test ## the Molecule scenarios on disposable lab machines, two at a time: SCENARIOS="faults roles" AT_ONCE=1
	@tests/tools/packages.sh "make molecule" $(LAB_PACKAGES) $(HARDWARE_PACKAGES)
	@printf '%s\n' $(SCENARIOS) | xargs -P $(AT_ONCE) -n 1 tests/tools/scenario.sh || { echo "Some scenarios failed; see their last lines above."; exit 1; }

.PHONY: fault
fault: setup-test ## prove one fault, on a lab machine where one can have it: make fault FAULT=printing.queue_stopped
	@fault="$(FAULT)"
	file="$${fault%%.*}/$${fault#*.}"
	# Some can be had in several ways: storage.disk_failing.spare
	variants=(molecule/hardware/inject/"$$file"{,.*}.yml)
	if [ -e "molecule/faults/inject/$$file.yml" ]; then
	  tests/tools/packages.sh "make fault" $(LAB_PACKAGES)
	  FIELDTECH_FAULTS="$$fault" molecule test -s default -s faults
	elif [ -e "$${variants[0]}" ] || [ -e "$${variants[1]}" ]; then
	  tests/tools/packages.sh "make fault" $(LAB_PACKAGES) $(HARDWARE_PACKAGES)
	  names=$$(for path in "$${variants[@]}"; do [ ! -e "$$path" ] || basename "$$path" .yml | sed "s/^/$${fault%%.*}./"; done | paste -sd,)
	  FIELDTECH_FAULTS="$$names" molecule test -s default -s hardware
	elif [ -e "tests/replays/$$file.yml" ]; then
	  pytest tests/unit/test_replays.py -k "$$fault"
	else
	  echo "There is no proof of '$$fault': write molecule/faults/inject/$$file.yml (CONTRIBUTING.md)"; exit 1
	fi

.PHONY: oracle
oracle: setup-test ## compare every parser with independent tools on recordings of real machines: RECORDINGS=folder ARGS="--kind edid -v"
	@python -m tests.oracle $(ARGS)

.PHONY: fuzz
fuzz: setup ## a million spoilt inputs for the parsers: ARGS="--runs 50000 --only edid"
	@tests/tools/venv.sh $(VENV)-fuzz requirements/fuzz.txt
	@$(VENV)-fuzz/bin/python -m tests.fuzz $(ARGS)

.PHONY: bench
bench: setup-test ## what an examination costs, next to gathering facts, and a run that changes nothing, next to other tools
	@tests/tools/packages.sh "make bench" $(LAB_PACKAGES)
	@tests/tools/venv.sh $(VENV)-bench requirements/bench.txt
	@python tests/bench/examination.py $(ARGS)
	@python tests/bench/provision.py --pyinfra $(VENV)-bench/bin/pyinfra

.PHONY: bench-hardware
bench-hardware: setup-test ## the same on a laptop in QEMU, next to programs that list hardware (about 30 minutes)
	@tests/tools/packages.sh "make bench-hardware" $(HARDWARE_PACKAGES)
	@python tests/bench/hardware.py $(ARGS)

## The lab

.PHONY: lab-up
lab-up: setup-test ## start a lab machine: NAME=ft-1 SUITE=trixie
	@tests/tools/packages.sh "make lab-up" $(LAB_PACKAGES)
	@molecule/lab/machine up $(or $(NAME),ft-1) --suite $(SUITE)

.PHONY: lab-down
lab-down: ## remove a lab machine: NAME=ft-1
	@molecule/lab/machine down $(or $(NAME),ft-1)

## The project

.PHONY: build
build: setup ## build the collection's tarball
	@ansible-galaxy collection build --force

UV := .venv-lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

.PHONY: lock
lock: setup ## resolve pyproject.toml and requirements.yml into requirements/*.txt, each package pinned with its hashes
	@python -m venv .venv-lock
	.venv-lock/bin/pip install -qq --disable-pip-version-check uv
	$(UV) pyproject.toml -o requirements/run.txt
	$(UV) pyproject.toml --group test -c requirements/run.txt -o requirements/test.txt
	$(UV) pyproject.toml --group fuzz -c requirements/run.txt -o requirements/fuzz.txt
	$(UV) pyproject.toml --group importer -o requirements/importer.txt
	$(UV) pyproject.toml --group bench -c requirements/run.txt -o requirements/bench.txt
	sed -n 's/^# wheel: //p' requirements.yml | $(UV) --no-deps --python-version 3.12 --only-binary :all: - -o requirements/collections.txt

.PHONY: clean
clean: ## remove what make has made, the reports excepted
	@rm -rf .venv .venv-* .cache .ansible .pytest_cache .ruff_cache tests/output changelogs/.plugin-cache.yaml fieldtech-workstation-*.tar.gz
	@git clean -q -dfX collections
	@find . -path ./.git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
