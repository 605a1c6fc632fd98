# Everything a person does with a checkout. `make help` lists it.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
RUN := .venv/.run-installed
DEV := .venv/.dev-installed

.DEFAULT_GOAL := help
.PHONY: help install run test test-postgres conformance interoperability soak check lint types contracts bench \
	lock messages vendor docs clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(RUN) ## Install into .venv what running needs

$(RUN): requirements/run.txt pyproject.toml src/armillary/locale/*/LC_MESSAGES/django.po
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Armillary needs Python 3.11 or newer; set PYTHON=/path/to/python3.11."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	$(BIN)/pybabel --quiet compile -D django -d src/armillary/locale
	@touch $@

$(DEV): requirements/dev.txt $(RUN)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

run: install ## Install, migrate, load the demonstration content, serve on http://127.0.0.1:8000
	$(BIN)/armillary migrate
	$(BIN)/armillary demo
	$(BIN)/armillary serve

test: $(DEV) ## Install and run the tests on SQLite
	$(BIN)/pytest -n 2 tests

test-postgres: $(DEV) ## Run the tests on PostgreSQL 15, installed and started where missing
	scripts/with-postgres $(BIN)/pytest -n 2 tests

conformance: $(DEV) ## Run outside clients and suites against a live server
	scripts/conformance

interoperability: $(DEV) ## Do the same and write the page of interoperability from it
	scripts/conformance --record; $(BIN)/python scripts/interoperability.py

soak: $(DEV) ## Kill and load tests, minutes long
	PYTHONPATH=. $(BIN)/python -m pytest -c conformance/pytest.ini --rootdir=. -s soak

check: lint types contracts test ## Everything that must be green before a commit

lint: $(DEV) ## Format and lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint --quiet --lint src/armillary

types: $(DEV) ## Check the types
	$(BIN)/mypy

contracts: $(DEV) ## Check who imports whom
	$(BIN)/lint-imports

bench: $(DEV) ## Run every benchmark
	@for file in benchmarks/bench_*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

lock: ## Resolve the dependencies again
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --extra dev \
		--no-emit-package armillary -o requirements/dev.txt pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --extra postgresql \
		-c requirements/dev.txt -o requirements/run.txt pyproject.toml

messages: $(DEV) ## Collect the interface's texts for translation and compile them
	cd src/armillary && for tag in ar es fr ru zh_Hans; do \
		DJANGO_SETTINGS_MODULE=armillary.config.settings ../../$(BIN)/django-admin makemessages \
		-l $$tag --no-location --no-wrap -i 'migrations' -i 'static'; done
	$(BIN)/pybabel --quiet compile -D django -d src/armillary/locale

vendor: $(DEV) ## Draw the map of the world and name its countries again, from npm and Babel
	$(BIN)/python scripts/countries.py
	$(BIN)/python scripts/world.py

docs: $(DEV) ## Write the generated reference pages again
	$(BIN)/python scripts/reference.py

clean: ## Remove what was installed and built; keep var/
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
