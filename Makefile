# litwatch. `make` lists the targets; each installs what it needs first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
PEERS := .bench-venv
SCREENING_PEERS := .bench-venv-screening
# Tests share two cores; groups keep a server, a browser and an office suite one at a time.
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help install demo test check app serve bench model lock clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

install: $(INSTALLED) ## create .venv from the lock

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "litwatch needs Python 3.11 or newer; give make PYTHON=/path/to/python3")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@# Imports are three times slower without byte code; a package's own broken samples do not matter.
	-$(BIN)/python -m compileall -q -j 0 $(VENV)/lib src flows >/dev/null 2>&1
	touch $@

demo: $(INSTALLED) ## one real month of PubMed through the whole pipeline
	$(BIN)/litwatch demo

test: $(INSTALLED) ## the tests; SLOW=1 adds the slow ones
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(if $(SLOW),,-m "not slow") $(ARGS)

check: $(INSTALLED) ## lint, types, layers, schema
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m litwatch.store.schema --check

app: $(INSTALLED) ## the curators' pages on June 2021, to practise in; FRESH=1 begins anew
	$(BIN)/litwatch web --practice $(if $(FRESH),--fresh)

serve: $(INSTALLED) ## Prefect server and the schedules on this machine
	$(BIN)/python flows/serve.py

model: $(INSTALLED) ## rebuild the packaged starting model; RECORDS=FILE adds records
	$(BIN)/python -m litwatch.classify.starting_model \
	  --sample "$$($(BIN)/python -m litwatch.sample.source)" --judged benchmarks/adjudicated $(if $(RECORDS),--records $(RECORDS))

bench: $(INSTALLED) $(PEERS)/.installed $(SCREENING_PEERS)/.installed ## speed beside the peers
	$(BIN)/python benchmarks/cli_start.py
	$(BIN)/python benchmarks/parse.py
	$(BIN)/python benchmarks/harvest.py --quick
	$(BIN)/python benchmarks/upsert.py
	$(BIN)/python benchmarks/dedupe.py
	$(BIN)/python benchmarks/recall.py
	$(BIN)/python benchmarks/design.py
	$(BIN)/python benchmarks/audit.py --works 60
	$(BIN)/python benchmarks/relevance.py
	$(BIN)/python benchmarks/screening.py --quick
	$(BIN)/python benchmarks/web_queue.py --records 20000

# Peers pin older libraries than ours, so they live apart.
$(PEERS)/.installed: benchmarks/peers.txt
	test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/peers.txt
	-$(PEERS)/bin/python -m compileall -q -j 0 $(PEERS)/lib >/dev/null 2>&1
	touch $@

# ASReview needs an older pandas than the other peers run with.
$(SCREENING_PEERS)/.installed: benchmarks/peers_screening.txt
	test -x $(SCREENING_PEERS)/bin/python || $(PYTHON) -m venv $(SCREENING_PEERS)
	$(SCREENING_PEERS)/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/peers_screening.txt
	-$(SCREENING_PEERS)/bin/python -m compileall -q -j 0 $(SCREENING_PEERS)/lib >/dev/null 2>&1
	touch $@

lock: ## write requirements.lock from the present .venv (names and versions only)
	$(BIN)/python -m pip freeze --exclude-editable --exclude pip --exclude setuptools --exclude wheel > requirements.lock

clean: ## remove environments and caches
	rm -rf $(VENV) $(PEERS) $(SCREENING_PEERS) .mypy_cache .ruff_cache .pytest_cache .hypothesis
