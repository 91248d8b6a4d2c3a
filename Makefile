# Every verb sets up what it needs in .venv; a second time that takes no time.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory
unexport PYTHONPATH PYTHONHOME

PYTHON ?= python3
SOAK ?= 1000
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input
PYTEST := $(PY) -m pytest -q -rs --no-fold-skipped
LOCK := $(PY) -m uv pip compile --no-config --no-python-downloads --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q --upgrade --extra pdf

help: ## list these verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

run: .venv/.run ## set everything up and play the example practice
	@.venv/bin/coachsheet demo

test: .venv/.dev .venv/.system ## run every test (what is skipped is listed by name, with the reason)
	@$(PYTEST) -n 2 --dist worksteal

check: .venv/.dev ## look at style, types, the house's rules and the documentation
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check --quiet . || { echo "Not formatted as agreed: run 'make format'."; exit 1; }
	@.venv/bin/mypy
	@$(PYTEST) tests/test_house.py tests/test_docs.py

format: .venv/.dev ## put the source in the agreed format
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .

bench: .venv/.dev ## say what a nightly run costs, and where the time goes
	@$(PY) -m benchmarks

# In CI every search is the same each time: the short ones are what `make test` walked already.
soak: .venv/.dev ## walk long random histories; SOAK=5000 for longer ones
	@COACHSHEET_SOAK=1 COACHSHEET_SOAK_EXAMPLES=$(SOAK) $(PYTEST) -n 2 --dist worksteal -m "$(if $(CI),soak,soak or hypothesis)"

golden: .venv/.dev ## write the expected letters and plans anew; review the difference before it is kept
	@$(PYTEST) tests/jobs/letters --golden-rewrite; git --no-pager diff --stat -- tests/golden

words: .venv/.dev ## bring the catalogues of letters up to date with the code; then translate what is blank
	@$(PY) -m tests.catalogues

docs: .venv/.dev ## write the generated pages of docs/ anew
	@$(PY) -m tests.test_docs

lock: .venv/.dev ## find the newest versions, and lock them with their hashes
	@$(LOCK) --group build --group dev -o requirements-dev.lock pyproject.toml
	@$(LOCK) --group build --constraints requirements-dev.lock -o requirements.lock pyproject.toml

clean: ## remove the environment and everything that can be made again
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist ./*.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help run test check format bench soak golden words docs lock clean

.venv/.python:
	@found=; for python in "$(PYTHON)" python3.13 python3.12 python3.11; do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && found=$$python && break; done; \
	if [ -z "$$found" ]; then echo "Python 3.11 or newer is needed: install it, or name it with make PYTHON=..." >&2; exit 1; fi; \
	if ! "$$found" -m venv --clear .venv >/dev/null 2>&1; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing python3-venv ..."; apt-get -qq update >/dev/null 2>&1; \
	    DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends python3-venv >/dev/null 2>&1; fi; \
	  "$$found" -m venv --clear .venv || { rm -rf .venv; echo "On Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 1; }; fi
	@touch $@

.venv/.run: .venv/.python requirements.lock pyproject.toml
	@echo "Setting up .venv (once, under a minute) ..."
	@$(PIP) install -qq --require-hashes -r requirements.lock
	@$(PIP) install -qq --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.python requirements-dev.lock requirements.lock pyproject.toml
	@echo "Setting up .venv with what the tests need (once) ..."
	@$(PIP) install -qq --require-hashes -r requirements-dev.lock
	@$(PIP) install -qq --no-deps --no-build-isolation -e .
	@touch .venv/.run $@

# LibreOffice opens what we wrote, Chromium shows the letters, Dovecot keeps the answers, PostgreSQL a ledger; without them those tests are skipped.
.venv/.system: .venv/.python
	@if [ "$$(id -u)" = 0 ] && [ -f /etc/debian_version ] && command -v apt-get >/dev/null; then \
	  wanted=; for pair in soffice:libreoffice-calc chromium:chromium dovecot:dovecot-imapd pg_ctlcluster:postgresql; do \
	    command -v "$${pair%:*}" >/dev/null || { grep -rqsw "$${pair%:*}" tests && wanted="$$wanted $${pair#*:}"; }; done; \
	  if [ -n "$$wanted" ]; then echo "Installing for the tests (once):$$wanted"; \
	    quick="-o Acquire::Retries=1 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20"; \
	    export DEBIAN_FRONTEND=noninteractive; apt-get -qq $$quick update >/dev/null 2>&1; \
	    for package in $$wanted; do \
	      apt-get -qq $$quick install --no-install-recommends "$$package" >/dev/null 2>&1 \
	        || echo "$$package could not be installed; its tests are skipped."; done; fi; fi
	@touch $@
