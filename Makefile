# Needs only Python >= 3.11 and make; everything else is brought in at the versions the lock files pin.
SHELL := /bin/bash
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
RUN := .venv/bin
SERVE ?= 1
PORT ?= 8787
SHARED ?= ../shared

.PHONY: setup demo test test-all score bench lint train clean

setup: .venv/ready

$(UV):
	$(PYTHON) -m venv .tools
	.tools/bin/pip install --quiet uv==0.13.9

.venv/ready: pyproject.toml uv.lock scripts/build_assets.py $(wildcard src/corrobora/places/build/*.py) | $(UV)
	$(UV) sync --frozen --quiet --compile-bytecode --python $(PYTHON)
	$(RUN)/python -m corrobora.places.build
	$(RUN)/python scripts/build_assets.py
	@touch $@

demo: setup
	@$(RUN)/python scripts/demo.py --serve $(SERVE) --port $(PORT)

test: setup lint
	$(RUN)/pytest -m "not slow"

test-all: setup lint
	$(RUN)/pytest

lint: setup
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/lint-imports

# The compact model, anew: about two hours of two free cores. A run broken off goes on where it was.
TRAINED := build/compact
train: setup
	$(UV) sync --frozen --quiet --group train
	$(RUN)/python training/compact/prepare.py $(SHARED)/gold/train/? --out $(TRAINED)/documents.json
	$(RUN)/python training/compact/base.py --out $(TRAINED)/base
	$(RUN)/python training/compact/train.py --documents $(TRAINED)/documents.json --base $(TRAINED)/base --out $(TRAINED)/run
	$(RUN)/python training/compact/export.py --run $(TRAINED)/run --base $(TRAINED)/base --out src/corrobora/extract/compact/data

score: setup
	@$(RUN)/python scripts/score.py --shared $(SHARED)
	-@$(RUN)/python scripts/check_seeds.py --shared $(SHARED)

bench: setup
	@$(RUN)/python scripts/bench.py --shared $(SHARED)

clean:
	rm -rf .venv .tools demo-case dist
