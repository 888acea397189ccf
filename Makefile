# Every command a laptop or CI runs. Nothing hidden: read the recipe.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PARTS ?=
ARGS ?=
# Tests mostly wait, so two at a time take half the time; `make test WORKERS=0` for one after the other.
WORKERS ?= 2
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder

.PHONY: help setup frontend demo dev test test-fast rough faults soak lint bench clean types

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' \
		|| { echo "SalesPulse needs Python 3.11 to 3.13; this is $$($(PYTHON) --version). Try: make PYTHON=python3.12 …"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

setup: $(VENV)/.installed frontend  ## install everything and build the front end

frontend: $(VENV)/.installed  ## build frontend/dist if its sources changed
	@$(BIN)/python frontend/build.py

demo: setup  ## a populated, live CRM on http://127.0.0.1:8000; Ctrl-C stops it
	@$(BIN)/salespulse demo

dev: $(VENV)/.installed  ## both halves with reload: API and sockets on 8000, screens on 5173
	@$(BIN)/salespulse dev

test: setup  ## the whole suite: unit, integration on the real services, browser
	@$(BIN)/python tests/ensure_browser.py
	$(PYTEST) $(ARGS)

test-fast: $(VENV)/.installed  ## without the browser and without volume
	$(PYTEST) -m "not e2e and not slow and not faults and not soak" $(ARGS)

rough: setup  ## the whole suite in rough weather: rings lost, frames and answers late, the loop busy
	$(BIN)/python tests/ensure_browser.py
	$(PYTEST) -p tests.rough $(ARGS)

faults: $(VENV)/.installed  ## long outages of whole processes: Redis dead for 10 s, instances killed
	$(BIN)/python -m pytest -m faults tests/faults -s $(ARGS)

soak: $(VENV)/.installed  ## 200,000 transactions over two connections; order under faults (docs/soak.md)
	SOAK=1 $(BIN)/python -m pytest tests/isolation/test_pool.py -s $(ARGS)
	$(BIN)/python -m pytest -m soak tests/soak -s $(ARGS)

lint: setup  ## style, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/pyright
	$(BIN)/python frontend/build.py lint

types: $(VENV)/.installed  ## frontend/src/api from our OpenAPI
	@$(BIN)/python frontend/build.py types

bench: setup  ## measure beside peers and floors; PARTS=P1,P5 for some of it
	$(BIN)/python -m bench $(PARTS) $(ARGS)

clean:  ## remove what was built (not .data)
	rm -rf $(VENV) frontend/node_modules frontend/dist .pytest_cache .ruff_cache
