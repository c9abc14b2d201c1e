# callfloor: `make plan` shows what it does, `make test` checks all of it. Both prepare .venv first, from nothing if need be.

VENV   := .venv
BIN    := $(VENV)/bin
# A Python of 3.11 or newer that can make environments (Debian's own cannot until python3-venv is installed).
FITS   := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
            "$$p" -c '$(FITS)' >/dev/null 2>&1 && { echo "$$p"; break; }; done)
PIP    := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
MARK   := $(VENV)/.installed
# A plain run of the tests is quick enough on two cores; `make test TESTS=tests/sim` runs some of them.
TESTS  ?= tests

export PYTHONUTF8 := 1

.PHONY: help plan test programs lint format docs wheel bench audit clean

help:
	@echo "make plan    find the least-cost shifts of the library scenario telecom_hotline"
	@echo "make test    ruff, mypy, import-linter and all tests"
	@echo "make lint    ruff, mypy and import-linter alone"
	@echo "make format  let ruff rewrite what it can"
	@echo "make docs    build the documentation as a site, into build/docs"
	@echo "make wheel   build the wheel and try it on every Python that is here (fetches packages)"
	@echo "make bench   how fast it is, beside other simulators (some minutes; writes benchmarks/results)"
	@echo "make audit   plans of the library on ten thousand further days (an hour or two)"
	@echo "make clean   remove the environment and everything made"

plan: $(MARK)
	$(BIN)/callfloor plan telecom_hotline

test: lint programs
	$(BIN)/pytest -n 2 --dist worksteal $(TESTS)

# Chromium and PostgreSQL where they can be had; tests that need them skip where they cannot.
programs:
	@.ci/programs

lint: $(MARK)-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(MARK)-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(MARK)-dev
	$(BIN)/mkdocs build --strict --quiet

# Each interpreter, from the path or from pyenv, gets an environment of its own, the pinned packages and the wheel, and runs a
# command from an empty folder.
VERSIONS ?= 3.11 3.12 3.13
PYENV    ?= $(or $(PYENV_ROOT),$(HOME)/.pyenv)/versions
wheel: $(MARK)-dev
	rm -rf build/wheel && mkdir -p build/wheel
	$(BIN)/python -m pip --disable-pip-version-check wheel --quiet --no-deps --wheel-dir build/wheel .
	@for v in $(VERSIONS); do \
	  p=; for q in "python$$v" $$(ls -d $(PYENV)/$$v.*/bin/python 2>/dev/null | sort -rV); do \
	    "$$q" -c '$(FITS)' >/dev/null 2>&1 && { p=$$q; break; }; \
	  done; \
	  [ -n "$$p" ] || { echo "Python $$v is not here: not tried"; continue; }; \
	  e="build/wheel/$$v"; \
	  "$$p" -m venv "$$e" && mkdir "$$e/empty" \
	  && "$$e/bin/pip" --disable-pip-version-check install --quiet -c constraints.txt build/wheel/*.whl \
	  && (cd "$$e/empty" && ../bin/callfloor simulate single_queue --replications 2 --json result.json >/dev/null 2>&1) \
	  && echo "Python $$v: the wheel works" || { echo "Python $$v: the wheel does NOT work"; exit 1; }; \
	done

# make bench BENCH="race national" runs some of it and only prints.
bench: $(MARK)-bench
	$(BIN)/python -m benchmarks $(BENCH)

# make audit AUDIT="shop_counter --days 2000" audits some of it.
audit: $(MARK)
	$(BIN)/python -m benchmarks.audit $(AUDIT)

clean:
	rm -rf $(VENV) build dist out *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(MARK): pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable .
	@touch $@

$(MARK)-dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable ".[dev,cluster,forecast,web,postgres,docs,notebooks]"
	@touch $@ $(MARK)

$(MARK)-bench: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable ".[bench]"
	@touch $@ $(MARK)

$(BIN)/python:
	@test -n "$(PYTHON)" || { \
	  echo "callfloor needs Python 3.11 or newer with its venv module, and found none."; \
	  echo "On Debian or Ubuntu: apt install python3 python3-venv. Elsewhere: make PYTHON=/path/to/python3.12"; exit 1; }
	"$(PYTHON)" -m venv --clear $(VENV)
