.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
export MLFLOW_DISABLE_TELEMETRY := true
export DO_NOT_TRACK := true
export OMP_WAIT_POLICY := passive
export MLFLOW_ALLOW_PICKLE_DESERIALIZATION := false
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1
unexport PYTHONDONTWRITEBYTECODE

help:  ## what can be made here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /	/' | expand -t 14

$(BIN)/uv: requirements/bootstrap.txt
	@test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 …"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@

$(VENV)/.run: $(BIN)/uv requirements/run.txt pyproject.toml
	@echo "installing duecast into $(VENV) …"
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --compile-bytecode --require-hashes -r requirements/run.txt
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@echo "installing what the tests need …"
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements/dev.txt
	@touch $@

.PHONY: help setup demo test check fix check-long bench accuracy lock clean

setup: $(VENV)/.run  ## install the program into .venv

demo: $(VENV)/.run  ## simulate a ledger, train, score, serve the page on 127.0.0.1:8000
	@$(BIN)/duecast demo


test: $(VENV)/.dev  ## the whole suite, at most 8 minutes on 2 cores
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not long"

check: $(VENV)/.dev  ## style, types, import directions
	@$(BIN)/ruff check --output-format concise . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports --no-cache

fix: $(VENV)/.dev  ## let ruff mend what it can
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

check-long: $(VENV)/.dev  ## the stated counts of the reliability tests: about an hour on 2 cores
	@DUECAST_LONG=1 $(BIN)/python -m pytest -n 2 --dist loadgroup -m "long or not long"

bench: $(VENV)/.dev  ## benchmarks, one report each
	@for b in $(filter-out benchmarks/accuracy.py,$(wildcard benchmarks/*.py)); do echo "== $$b"; $(BIN)/python $$b || exit 1; done

accuracy: $(VENV)/.dev  ## ours beside other tools and an oracle on simulated ledgers: hours; goes on where it was stopped
	@$(BIN)/python benchmarks/accuracy.py --work build/accuracy --mistakes

lock: $(BIN)/uv  ## pin every dependency by hash
	@for n in bootstrap run dev; do $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	  --upgrade --custom-compile-command "make lock" requirements/$$n.in -o requirements/$$n.txt || exit 1; done

clean:  ## remove what was built here (not the ledger)
	@rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache
