# Everything runs in a private .venv; nothing needs sudo. `make demo` and `make test` are the two to know.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
FUZZ_FRAMES ?= 1000000
REALTIME_TRIALS ?= 1000
CORE_TESTS := tests/safety tests/session tests/control tests/protocols tests/warden

.PHONY: help demo prove test lint format coverage mutants campaign campaign-realtime campaign-screens prove-campaign safety-case test-pythons pictures clean

help:
	@echo "make demo      a short session on a simulated chair, over a real serial line"
	@echo "make prove     shows on simulated chairs that the safety holds, in under two minutes"
	@echo "make test      all tests"
	@echo "make lint      style, types, import contracts"
	@echo "make coverage  the tests of the core with branch coverage: it has to be complete"
	@echo "make mutants   small faults put into the judge and the warden: a test has to notice each (an hour at first)"
	@echo "make campaign  the long campaigns: $(FUZZ_FRAMES) mutated frames into each parser"
	@echo "make campaign-realtime  $(REALTIME_TRIALS) trials of every accident in real time, idle and overloaded (hours)"
	@echo "make campaign-screens  $(REALTIME_TRIALS) key presses of STOP in the real screen, idle and while it redraws (half an hour)"
	@echo "make prove-campaign  the campaigns in virtual time, in full: 250 seeds of every fault, all pairs (half an hour)"
	@echo "make safety-case   SAFETY.md anew from docs/hazards.toml and the code"
	@echo "make pictures  draw the pictures of the documents anew, from a real session"
	@echo "make test-pythons  the tests of the core on every other Python, 3.12 and 3.13, of this machine"

demo: $(VENV)/.installed
	@$(BIN)/chairctl demo

prove: $(VENV)/.installed
	@$(BIN)/chairctl prove

test: $(VENV)/.tools
	$(BIN)/python -m pytest -q -rs $(TESTS)

lint: $(VENV)/.tools
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.tools
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

coverage: $(VENV)/.tools
	$(BIN)/python -m pytest -q $(CORE_TESTS) tests/conformance/test_evidence.py --cov=chairctl.safety --cov=chairctl.control --cov=chairctl.protocols \
	  --cov-branch --cov-report=term --cov-fail-under=100

mutants: $(VENV)/.tools
	nice -n 10 $(BIN)/python -m chairctl_proof.mutation --document docs/mutation.md

campaign: $(VENV)/.tools
	CHAIRCTL_FUZZ_FRAMES=$(FUZZ_FRAMES) $(BIN)/python -m pytest -q --timeout=3000 -k "mutated or arbitrary or fuzz" tests

campaign-realtime: $(VENV)/.installed
	$(BIN)/python -m chairctl_proof.realtime.campaign docs/figures --trials $(REALTIME_TRIALS)

campaign-screens: $(VENV)/.installed
	$(BIN)/python -m chairctl_proof.realtime.screens docs/figures --trials $(REALTIME_TRIALS)

prove-campaign: $(VENV)/.installed
	$(BIN)/python -m chairctl_proof campaign --full

safety-case: $(VENV)/.installed
	$(BIN)/python -m chairctl_proof.safety_case

# Interpreters of the other versions: those on the path, and those that pyenv keeps.
PYTHONS ?= python3.12 python3.13 $(wildcard $(shell pyenv root 2>/dev/null)/versions/3.1[23].*/bin/python)

test-pythons:
	@for python in $(PYTHONS); do \
	  version=$$($$python -c 'import venv, ensurepip, sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
	  echo "== Python $$version"; \
	  $(MAKE) --no-print-directory test TESTS='$(CORE_TESTS)' PYTHON=$$python VENV=.venvs/$$version || exit 1; \
	done

pictures: $(VENV)/.installed
	$(BIN)/python docs/pictures/make_pictures.py
	$(BIN)/python docs/pictures/draw_screens.py
	$(BIN)/python docs/pictures/draw_states.py

clean:
	rm -rf $(VENV) .venvs dist build

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "chairctl needs Python 3.11 or newer; name it with: make PYTHON=python3.12"; exit 1; }
	@echo "Making a private Python environment in $(VENV); this happens once and takes a minute."
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "No private environment could be made; on Debian: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install -q --upgrade pip

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q -e .
	@touch $@

$(VENV)/.tools: $(VENV)/.installed pyproject.toml
	$(BIN)/python -m pip install -q --group dev
	@touch $@
