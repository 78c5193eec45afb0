# The environment is made in .venv; `make run` and `make test` need Python >= 3.11 and make, nothing else.
PYTHON ?= python3
BIN := .venv/bin
AXE := .venv/node_modules/axe-core/axe.min.js
ALONE := not live and not proof
# What is compiled is kept, also where the environment says otherwise: hundreds of processes are started, and each would compile all.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest
# Who has nothing left to do takes tests over. Until then each process goes through whole files, and makes what their tests share once.
SIDE_BY_SIDE := -n auto --dist worksteal
# Each process starts the servers that it needs, so there are no more than two, and a file stays in one.
TWO_FILES := -n 2 --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help run test test-explore test-live proof fuzz lint bench eval pictures lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

.venv/run.stamp: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Serai needs Python 3.11 or newer, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || { echo "making an environment in .venv" >&2; $(PYTHON) -m venv .venv; }
	@$(BIN)/python .ci/install.py requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/run.stamp
	@$(BIN)/python .ci/install.py requirements-dev.txt
	@touch $@

run: .venv/run.stamp ## start Serai with its sample portals on this machine
	@$(BIN)/serai up

test: .venv/dev.stamp ## run the tests that need Python alone
	$(PYTEST) -m "$(ALONE)" $(SIDE_BY_SIDE)

test-explore: .venv/dev.stamp ## run the same in another order each time, with ten times the examples, other ones each time
	$(PYTEST) -m "$(ALONE)" $(SIDE_BY_SIDE) --randomly-seed=default --hypothesis-profile=explore

test-live: .venv/dev.stamp ## run the tests that need other programs, and install these
	@tests/live/prepare
	$(PYTEST) -m live $(SIDE_BY_SIDE) tests/e2e
	$(PYTEST) -m live $(TWO_FILES) --ignore=tests/e2e

proof: .venv/dev.stamp ## run the tests that go through every case: the rules of transfer beside a logic program, hostile texts at full length, many kills
	$(PYTEST) -m "proof and not live" $(SIDE_BY_SIDE)

fuzz: .venv/dev.stamp ## send the API requests that nobody would write, for less than two minutes
	$(BIN)/python -m tests.fuzz

lint: .venv/dev.stamp ## check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev.stamp ## measure speed and memory, compared with the plainest program that does the same
	$(BIN)/python -m tests.benchmarks
	$(BIN)/python -m tests.benchmarks.engines
	$(BIN)/python -m tests.benchmarks.usage
	$(BIN)/python -m tests.benchmarks.reassess
	$(BIN)/python -m tests.benchmarks.load
	$(BIN)/python -m tests.benchmarks.trail
	$(BIN)/python -m tests.benchmarks.reading
	$(BIN)/python -m tests.benchmarks.formats
	$(BIN)/python -m tests.benchmarks.lists
	$(BIN)/python -m tests.benchmarks.carried

eval: .venv/dev.stamp ## measure privacy classes, licences, their statements, and how well the search finds, compared with the kept figures
	$(BIN)/python -m tests.eval.privacy
	$(BIN)/python -m tests.eval.licences
	$(BIN)/python -m tests.eval.statements
	$(BIN)/python -m tests.eval $(EVAL)

pictures: .venv/dev.stamp ## make the pictures of the guides from the running pages; needs Chromium, as test-live
	$(BIN)/python -m tests.e2e.pictures

lock: .venv/dev.stamp ## write the lock files anew
	$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-options --no-header -o requirements.txt pyproject.toml
	$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-options --no-header --extra dev -o requirements-dev.txt pyproject.toml

clean: ## remove the environment
	rm -rf .venv
