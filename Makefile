# Two commands for a newcomer: `make crawl` and `make test`. Everything runs in .venv, which the first call sets up.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet -c constraints.txt

.DEFAULT_GOAL := help
PEERS ?= .cache/peers
PEER_PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --upgrade --target

.PHONY: help crawl test test-all lint soak

help: ## Show the targets
	@grep -E '^[a-z-]+%?:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(STAMP): pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e .
	touch $@

$(DEV_STAMP): $(STAMP)
	$(PIP) -e '.[dev]'
	touch $@

crawl: $(STAMP) ## Crawl the bundled sample portals, or a real site: make crawl URL=https://...
	@$(BIN)/zhengwen crawl $(if $(URL),'$(URL)',--sample) --export data/export

test: $(DEV_STAMP) ## Run the quick tests
	@$(BIN)/python -m pytest -q -n 2 -m 'not slow and not soak'

test-all: $(DEV_STAMP) ## Run what needs extras, a browser, a server or minutes
	@$(BIN)/python -m pytest -q -n 2 -m slow

$(PEERS)/.installed: tests/benchmarks/peers.txt | $(DEV_STAMP)
	$(PEER_PIP) $(PEERS) -r tests/benchmarks/peers.txt
	$(PEER_PIP) $(PEERS) --no-deps readability-lxml
	$(PEER_PIP) $(PEERS)/opencc OpenCC
	touch $@

bench-%: $(PEERS)/.installed ## Measure beside the peers: decode mojibake garble normalise extract crawl; ARGS='...'
	@PEERS=$(PEERS) $(BIN)/python tests/benchmarks/bench_$*.py $(PAGES) $(ARGS)

soak: $(DEV_STAMP) ## Fuzz and run long; FUZZ_SECONDS=600
	@$(PIP) -e '.[soak]' || echo 'atheris could not be installed here: the fuzzer is left out'
	@$(BIN)/python -m pytest -q -m soak

lint: $(DEV_STAMP) ## ruff and mypy --strict
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
