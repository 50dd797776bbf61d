# Targets for people and for CI; `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PACKAGES := shared mosip_mock esignet_mock mosip_mocks
# Without bytecode a start takes three times as long; pip does not always leave some behind.
COMPILE_BYTES := $(BIN)/python -m compileall -q -j 0
COMPOSE := docker compose -f compose.mock.yml
RUN ?= processes
T ?= tests
ARGS ?=

# One stamp for each thing that set-up installs, so that a second `make` installs nothing.
STAMPS := $(VENV)/.stamps
RUNTIME := $(STAMPS)/runtime
DEV := $(STAMPS)/dev
E2E := $(STAMPS)/e2e

MOCKS_DATA_DIR ?= .mocks

.PHONY: help setup mocks-up mocks-down mocks-status mocks-logs seed test test-slow test-e2e \
	lint format types check bench image lock docs clean

help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z][a-z0-9-]*:.*## / && !seen[$$1]++ {printf "  make %-14s %s\n", $$1, $$2}' Makefile

setup: $(DEV) ## Make .venv and install everything, from the locked requirements

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or later is needed, and '$(PYTHON)' is $$($(PYTHON) -V 2>&1)." \
			"Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "'$(PYTHON) -m venv' failed. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(RUNTIME): requirements.txt requirements-build.txt pyproject.toml | $(BIN)/python
	@echo "Installing the runtime requirements into $(VENV)"
	@$(PIP) install --require-hashes -r requirements.txt -r requirements-build.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(COMPILE_BYTES) $(VENV)/lib $(PACKAGES)
	@mkdir -p $(STAMPS) && touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	@echo "Installing the development requirements into $(VENV)"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

$(E2E): requirements-e2e.txt $(DEV)
	@$(PIP) install --require-hashes -r requirements-e2e.txt
	@touch $@

ifeq ($(RUN),docker)
mocks-up: ## Start both mocks and wait until they are healthy (RUN=docker: in containers)
	$(COMPOSE) up -d --build --wait
	@$(COMPOSE) exec mosip-mock mosip-mocks status

mocks-down: ## Stop both mocks
	$(COMPOSE) down

mocks-status: ## Say what runs, where, and with how many citizens
	$(COMPOSE) ps
	@$(COMPOSE) exec mosip-mock mosip-mocks status

mocks-logs: ## Follow the logs of both mocks
	$(COMPOSE) logs --follow --tail 100

seed: ## Add fake citizens (make seed COUNT=1000 ARGS="--locale fr_FR")
	$(COMPOSE) exec mosip-mock mosip-mocks seed $(or $(COUNT),100) $(ARGS)
else
mocks-up: $(RUNTIME) ## Start both mocks and wait until they are healthy (RUN=docker: in containers)
	@$(BIN)/mosip-mocks up --detach $(ARGS)

mocks-down: $(RUNTIME) ## Stop both mocks
	@$(BIN)/mosip-mocks down

mocks-status: $(RUNTIME) ## Say what runs, where, and with how many citizens
	@$(BIN)/mosip-mocks status

mocks-logs: ## Follow the logs of both mocks
	@test -d $(MOCKS_DATA_DIR)/run || { echo "No mocks were started here; try: make mocks-up" >&2; exit 1; }
	@tail -n 100 -F $(MOCKS_DATA_DIR)/run/*.log

seed: $(RUNTIME) ## Add fake citizens (make seed COUNT=1000 ARGS="--locale fr_FR")
	@$(BIN)/mosip-mocks seed $(or $(COUNT),100) $(ARGS)
endif

test: $(DEV) ## Run the tests (one place: make test T=tests/flows)
	@$(BIN)/python -m pytest -n 2 -m "not slow and not e2e" $(ARGS) $(T)

test-slow: $(DEV) ## Run the long tests: kills in a loop, fuzzing at length
	@$(BIN)/python -m pytest -m slow $(ARGS) $(T)

test-e2e: $(E2E) ## Run the tests that need a browser or Node
	@$(BIN)/python -m pytest -m e2e $(ARGS) $(T)

lint: $(DEV) ## Check style, formatting, and the container files
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@bash -n .ci/run
	@$(BIN)/hadolint Dockerfile
	@$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec compose.mock.yml
	@if command -v shellcheck >/dev/null; then shellcheck .ci/run; fi
	@if docker compose version >/dev/null 2>&1; then $(COMPOSE) config --quiet; fi

format: $(DEV) ## Format the code and mend what ruff can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: $(DEV) ## Check the types, strictly
	@$(BIN)/mypy
	@MYPYPATH=benchmarks $(BIN)/mypy benchmarks/*.py

check: lint types test ## Everything that CI asks for, except the long tests

docs: $(DEV) ## Bring the generated parts of the documents up to date, and check the documents
	@$(BIN)/python tests/project/settings_page.py
	@$(BIN)/python -m shared.citizens.documentation > docs/personas.md
	@$(BIN)/python -m tests.project.errors_page
	@$(BIN)/python -m tests.hazards.page
	@$(BIN)/python tests/shared/cli/help_texts.py > tests/shared/cli/help.txt
	@$(BIN)/python -m pytest -q tests/project/test_docs.py

bench: $(DEV) ## Measure speed and memory against peers, as ratios (one: make bench ONLY=start)
	@$(COMPILE_BYTES) $(PACKAGES)
	@$(BIN)/python -m benchmarks $(ONLY)

image: ## Build the container image
	docker build --tag mosip-mocks .

# Universal, hashed, and without the address of an index: they install from any mirror, on any platform.
COMPILE := $(BIN)/uv pip compile --quiet --python-version 3.11 --universal --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header

lock: $(DEV) ## Resolve the requirements again (ARGS=--upgrade for newer ones)
	@$(COMPILE) $(ARGS) pyproject.toml -o requirements.txt
	@$(COMPILE) $(ARGS) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	@$(COMPILE) $(ARGS) --group build -c requirements-dev.txt -o requirements-build.txt
	@$(COMPILE) $(ARGS) --group e2e -c requirements-dev.txt -o requirements-e2e.txt

clean: ## Remove what the tools left behind (not .venv, not the data directory)
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage* dist build
	@find $(PACKAGES) tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
