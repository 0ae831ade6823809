# Sceau. `make` alone explains the words below.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
PACKAGES := src/sceau/documents/fonts/ready
EXAMPLE := out/promotion
MUTMUT := mutmut==3.8.1

.DEFAULT_GOAL := help
.PHONY: help run example install test browser screens check format mutants bench docs lock clean

help: ## explain these words
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: install ## install what is needed and start the site, with invented people to try it with; ^C stops it
	$(BIN)/sceau run --demo

example: install ## from the example workbook of marks to the jury's documents, in out/promotion
	$(BIN)/sceau deliberate examples/promotion.xlsx --school imt-nord-europe --programme CSE --intake 2025 --out $(EXAMPLE) --replace

install: $(READY) $(PACKAGES) ## install everything in .venv, at the versions of the lock

$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed: make PYTHON=python3.11 …"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep -o '^uv==[^ ;]*' requirements.lock)"
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@

$(PACKAGES): $(READY) package-lock.json src/sceau/site/icons.txt tools/fetch_packages.py
	$(BIN)/python tools/fetch_packages.py
	touch $@

test: install browser ## install everything and pass the tests
	$(BIN)/pytest -n auto --cov --cov-report=
	$(BIN)/coverage report --skip-covered

browser: ## the system package that the tests of pages need, installed where this user may
	@command -v chromium || command -v chromium-browser || command -v google-chrome || command -v google-chrome-stable || \
	{ test "$$(id -u)" = 0 && command -v apt-get && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } || \
	echo "The tests of pages in a browser are left out: install the system package «chromium» for them."

screens: install browser ## draw the pictures of the guides anew
	SCEAU_SCREENS=draw $(BIN)/pytest -q tests/browser/test_guide.py

check: install ## format, lint, types, import contracts, rules, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python tools/check_reasons.py
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/sceau --lang en rules check
	$(BIN)/sceau --lang en cases
	$(BIN)/sceau --lang en cases --missing
	$(BIN)/python tools/write_rules.py --check
	$(BIN)/pytest -q tests/test_docs.py tests/test_architecture.py

format: install ## put code in its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

mutants: install ## change core line by line, and tell which changes no test sees: MODULE="calendar tables/fees", or all
	$(BIN)/uv pip install --quiet --python $(BIN)/python --constraint requirements.lock $(MUTMUT)
	$(BIN)/python tools/mutants.py $(MODULE)

bench: install ## measure what docs promise, and print it
	$(BIN)/python -m bench
	$(BIN)/python -m bench.journal
	$(BIN)/python -m bench.mail
	$(BIN)/python -m bench.people
	$(BIN)/python -m bench.catalogue
	$(BIN)/python -m bench.accreditation
	$(BIN)/python -m bench.clone

docs: install ## write docs/rules.md from the law
	$(BIN)/python tools/write_rules.py

lock: install ## resolve the dependencies again, with their hashes
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra dev --extra build --output-file requirements.lock pyproject.toml

clean: ## remove what was installed and made
	rm -rf $(VENV) out mutants node_modules src/sceau/documents/fonts src/sceau/site/static/vendor .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
