# Needs only Python >= 3.11 and make; everything else is brought in at the versions the lock files pin.
SHELL := /bin/bash
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
RUN := .venv/bin
SERVE ?= 1
PORT ?= 8787
SHARED ?= ../shared

.PHONY: setup demo test test-all score bench lint train weights clean

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

# Files of tests are shared out over the cores.
PYTEST := $(RUN)/pytest -n auto --maxprocesses 4 --dist loadfile

test: setup lint
	$(PYTEST) -m "not slow"

test-all: setup lint
	$(PYTEST)

lint: setup
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/lint-imports

# The compact model, anew, and the rules' weights beside it: some two hours of a free core. A run broken off goes on
# where it was; remove build/compact to begin again. Each of three networks is trained without a third of the folders,
# of each language some, and the shipped one is their mean.
SEEDS := $(SHARED)/gold/seeds
OWN := $(dir $(wildcard training/documents/*/manifest.csv))
LEARNED := $(SHARED)/gold/train/? $(OWN)
TRAINED := build/compact
COMPACT := $(RUN)/python training/compact
FOLDS := a+e+halune+kamba+selmar+severna b+d+luhova+ilvane+mendor+tamur c+f+zahirska+ostrev+tirvan+vasht
EPOCHS ?= 4
train: setup
	$(UV) sync --frozen --quiet --extra train
	$(COMPACT)/prepare.py $(LEARNED) --out $(TRAINED)/documents.json
	$(COMPACT)/base.py --out $(TRAINED)/base
	for fold in $(FOLDS); do \
	  $(COMPACT)/train.py --documents $(TRAINED)/documents.json --base $(TRAINED)/base --out $(TRAINED)/$$fold \
	    --leave-out $${fold//+/ } --epochs $(EPOCHS) && \
	  $(COMPACT)/export.py --run $(TRAINED)/$$fold --base $(TRAINED)/base --out $(TRAINED)/unseen/$$fold || exit 1; \
	done
	$(COMPACT)/export.py --run $(addprefix $(TRAINED)/,$(FOLDS)) --base $(TRAINED)/base --out src/corrobora/extract/compact/data
	$(MAKE) weights OPINION="--unseen $(TRAINED)/unseen"

# The weights of the rules, anew, from annotated documents and those of the project's own: some minutes of one core.
weights: setup
	$(RUN)/python training/weights.py $(LEARNED) --authentic $(SEEDS) $(OPINION)

score: setup
	@$(RUN)/python scripts/score.py --shared $(SHARED)
	-@$(RUN)/python scripts/check_seeds.py --shared $(SHARED)

bench: setup
	@$(RUN)/python scripts/bench.py --shared $(SHARED)

clean:
	rm -rf .venv .tools demo-case dist
