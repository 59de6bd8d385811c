# The two commands a newcomer needs: `make serve` and `make test`. Everything else follows from them.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: help setup serve test check bench lock browser database clean

help: ## what can be asked here
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

setup: $(READY) ## makes the environment in .venv

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; say which: make setup PYTHON=python3.12"; exit 1; }
	@echo "Setting up .venv (a minute or two) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.4'
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $(READY)
	@echo "Ready. The command is $(BIN)/workbench"

serve: setup ## the pages on 8866 and JupyterLab on 8888
	@$(BIN)/workbench serve

test: setup browser database ## every test, the browser tests too
	@$(BIN)/python tests/rooms.py

check: setup ## style, layers, notebooks, catalogue, documents
	@$(BIN)/workbench check

bench: setup ## speed and memory next to the stock alternative
	@$(BIN)/workbench bench

lock: ## renews requirements.lock from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --all-extras --no-header --no-emit-index-url \
	    --python-version 3.11 pyproject.toml --output-file requirements.lock

# Installs Debian's package $(2) when the program $(1) is absent and we may; otherwise says in one line what to do.
define debian
	@command -v $(1) >/dev/null 2>&1 || ls $(1) >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	    echo "Installing $(2) ..."; apt-get update -qq >/dev/null 2>&1; \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(2) >/dev/null 2>&1 || echo "Could not install $(2); $(3)"; \
	  else echo "$(3)"; fi; }
endef

browser:
	@for name in chromium chromium-browser google-chrome chrome; do command -v $$name >/dev/null 2>&1 && exit 0; done; \
	  $(MAKE) --no-print-directory .chromium

.PHONY: .chromium .postgresql
.chromium:
	$(call debian,chromium,chromium,The browser tests need Chromium or Chrome: install it and run make test again.)

database:
	@ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null 2>&1 || $(MAKE) --no-print-directory .postgresql

.postgresql:
	$(call debian,postgres,postgresql,The journal tests need PostgreSQL: install its server and run make test again.)

clean: ## removes the environment and caches, never .workbench
	@rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache
