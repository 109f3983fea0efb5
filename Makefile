# Everything runs in a private .venv; nothing needs sudo. `make demo` and `make test` are the two to know.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
HIL_OUT ?= hil-report
HIL_TRIALS ?= 1000
FUZZ_FRAMES ?= 1000000
REALTIME_TRIALS ?= 1000
FAMILY_TRIALS ?= 20
# Tests with real lines, processes and deadlines run one after the other; the others on all cores at once.
SIDE_BY_SIDE := -n auto
REAL_TESTS := tests/frontends tests/hil tests/mqtt tests/proof tests/runtime tests/transports tests/warden
# Pictures of screens are drawn in the test's own process.
DRAWN_TESTS := tests/frontends/tui/test_snapshots.py
PURE_TESTS := $(DRAWN_TESTS) $(filter-out $(REAL_TESTS) tests/support tests/__pycache__,$(patsubst %/,%,$(wildcard tests/*/)))
CORE_TESTS := tests/safety tests/session tests/control tests/protocols tests/warden

.PHONY: help demo prove test lint format docs coverage mutants campaign campaign-realtime campaign-screens families prove-campaign hil hil-lease micropython bodyscan safety-case report mqtt-api campaign-mqtt chaos-mqtt latency-mqtt fleet-load home-assistant test-pythons pictures man lock release-check bench bench-peers bench-quick bench-full bench-page clean

help:
	@echo "make demo      a short session on a simulated chair, over a real serial line"
	@echo "make prove     shows on simulated chairs that the safety holds, in under two minutes"
	@echo "make test      all tests (TESTS=FILE: these; HAZARD=\"H44 H52\": those of hazards)"
	@echo "make lint      style, types, import contracts"
	@echo "make coverage  the tests of the core with branch coverage: it has to be complete"
	@echo "make mutants   small faults put into the judge and the warden: a test has to notice each (an hour at first)"
	@echo "make campaign  the long campaigns: $(FUZZ_FRAMES) mutated frames into each parser"
	@echo "make campaign-realtime  $(REALTIME_TRIALS) trials of every accident in real time, idle and overloaded (hours)"
	@echo "make families  $(FAMILY_TRIALS) whole sessions with each event on every simulated device family (two hours)"
	@echo "make campaign-screens  $(REALTIME_TRIALS) key presses of STOP in the real screen, idle and while it redraws (half an hour)"
	@echo "make prove-campaign  the campaigns in virtual time, in full: 250 seeds of every fault, all pairs (half an hour)"
	@echo "make bodyscan  scans 200 simulated bodies, and 100 people who move: how far the maps are off (minutes)"
	@echo "make hil       the rig in full (HIL_OPTIONS=--full): simulator, Bluetooth, firmware, and every broken firmware (over an hour)"
	@echo "make hil-lease $(HIL_TRIALS) times: how soon the firmware in its interpreter ends its outputs when nobody answers"
	@echo "make safety-case   SAFETY.md anew from docs/hazards.toml and the code"
	@echo "make report    a course of ten weeks on the simulated chair, its report in a real browser: build/report/"
	@echo "make mqtt-api      docs/mqtt anew: the written API of MQTT, from the types"
	@echo "make campaign-mqtt 10,000 hostile messages; chaos-mqtt: 1,000 rounds of a broken broker; latency-mqtt: 10,000 stops"
	@echo "make fleet-load    how many stations one daemon carries; home-assistant: a real one finds the chair (see docs)"
	@echo "make docs      the manual as pages for a browser, without a network: build/docs/; every link is checked"
	@echo "make bench     how fast, how small, beside floors of the same run: docs/performance.md (twenty minutes; bench-full: longer)"
	@echo "make bench-peers   gets what is measured beside us (uvloop), into build/"
	@echo "make bench-quick   the same in less than a minute, kept nowhere: fails where something is broken"
	@echo "make pictures  draw the pictures of the documents anew, from a real session"
	@echo "make man       man pages and shell completion anew, from the help of the command line"
	@echo "make lock      the locks anew: every package of an installation with its hashes"
	@echo "make release-check  all that must be true of a release; needs a clean tree (seven minutes on a quiet computer)"
	@echo "make test-pythons  the tests of the core on every other Python, 3.12 and 3.13, of this machine"

demo: $(VENV)/.installed
	@$(BIN)/chairctl demo

prove: $(VENV)/.installed
	@$(BIN)/chairctl prove

test: $(VENV)/.tools
ifdef HAZARD
	tests=$$($(BIN)/python -m chairctl_proof.safety_case $(HAZARD)) && $(BIN)/python -m pytest -q -rs $(PYTEST) $$tests
else ifdef TESTS
	$(BIN)/python -m pytest -q -rs $(PYTEST) $(TESTS)
else
	$(BIN)/python -m pytest -q -rs $(SIDE_BY_SIDE) $(PURE_TESTS)
	$(BIN)/python -m pytest -q -rs $(addprefix --ignore=,$(DRAWN_TESTS)) $(REAL_TESTS)
endif

lint: $(VENV)/.tools
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.tools
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/.docs
	@rm -rf build/docs build/doctrees
	$(BIN)/python -m sphinx -q -W --keep-going -c docs/site -d build/doctrees . build/docs
	$(BIN)/python docs/site/check.py build/docs
	@echo "The manual: build/docs/index.html"

coverage: $(VENV)/.tools
	CHAIRCTL_EVERY=11 $(BIN)/python -m pytest -q $(SIDE_BY_SIDE) $(CORE_TESTS) tests/conformance/test_evidence.py --cov=chairctl.safety --cov=chairctl.control --cov=chairctl.protocols \
	  --cov-branch --cov-report=term --cov-fail-under=100

mutants: $(VENV)/.tools
	nice -n 10 $(BIN)/python -m chairctl_proof.mutation --document docs/mutation.md

campaign: $(VENV)/.tools
	CHAIRCTL_FUZZ_FRAMES=$(FUZZ_FRAMES) $(BIN)/python -m pytest -q --timeout=3000 -k "mutated or arbitrary or fuzz" tests

campaign-realtime: $(VENV)/.installed
	$(BIN)/python -m chairctl_proof.realtime.campaign docs/figures --trials $(REALTIME_TRIALS)

families: $(VENV)/.installed
	$(BIN)/python -m chairctl_proof.families docs/figures --trials $(FAMILY_TRIALS)

campaign-screens: $(VENV)/.installed
	$(BIN)/python -m chairctl_proof.realtime.screens docs/figures --trials $(REALTIME_TRIALS)

prove-campaign: $(VENV)/.installed
	$(BIN)/python -m chairctl_proof campaign --full

bodyscan: $(VENV)/.installed
	$(BIN)/python -m chairctl_proof.bodyscan

# MicroPython of a newer Debian, unpacked into a folder of its own.
micropython:
	@firmware/fetch_micropython.sh

hil: $(VENV)/.tools micropython
	@for rig in simulator-pty simulator-ble firmware-pty; do \
	  nice -n 5 $(BIN)/chairctl hil run --rig $$rig --out $(HIL_OUT)/$$rig $(HIL_OPTIONS) || failed=1; \
	done; \
	nice -n 5 $(BIN)/python hil/red_twins.py $(HIL_OUT)/firmware-pty || failed=1; \
	$(BIN)/python -m chairctl_hil.report $(HIL_OUT)/*/ >$(HIL_OUT)/side-by-side.md; test -z "$$failed"

hil-lease: $(VENV)/.tools micropython
	$(BIN)/python -m chairctl_hil.lease_trials --trials $(HIL_TRIALS)

safety-case: $(VENV)/.installed
	$(BIN)/python -m chairctl_proof.safety_case

report: $(VENV)/.tools
	$(BIN)/python -m pytest -q -rs --timeout=600 tests/frontends/care/report/in_browser.py

mqtt-api: $(VENV)/.installed
	$(BIN)/python -m chairctl.frontends.mqtt.api docs/mqtt

HOSTILE ?= 10000
ROUNDS ?= 1000
STOPS ?= 10000

campaign-mqtt: $(VENV)/.installed
	$(BIN)/python -m chairctl_proof.broker.bombard --count $(HOSTILE)

chaos-mqtt: $(VENV)/.installed
	$(BIN)/python -m chairctl_proof.broker.chaos --rounds $(ROUNDS)

latency-mqtt: $(VENV)/.installed
	$(BIN)/python -m chairctl_proof.broker.latency --trials $(STOPS)

fleet-load: $(VENV)/.installed
	$(BIN)/python -m chairctl_proof.broker.load

# Needs a Home Assistant in an environment of its own: docs/home-assistant.md.
home-assistant: $(VENV)/.installed
	$(BIN)/python -m chairctl_proof.broker.home_assistant $(HOME_ASSISTANT)

# Interpreters of the other versions: those on the path, and those that pyenv keeps.
PYTHONS ?= python3.12 python3.13 $(wildcard $(shell pyenv root 2>/dev/null)/versions/3.1[23].*/bin/python)

test-pythons:
	@for python in $(PYTHONS); do \
	  version=$$($$python -c 'import venv, ensurepip, sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
	  echo "== Python $$version"; \
	  CHAIRCTL_EVERY=11 $(MAKE) --no-print-directory test TESTS='$(CORE_TESTS)' PYTEST='$(SIDE_BY_SIDE)' PYTHON=$$python VENV=.venvs/$$version || exit 1; \
	done

# BENCH: for instance --only turn codec
BENCH ?=
BENCH_OUT := --out docs/figures/bench --page docs/performance.md

# Others to be measured beside us, if they can be had; nothing of ours needs them.
PEERS := build/bench-peers

bench-peers: $(VENV)/.tools
	$(BIN)/python -m pip install -q --upgrade --target $(PEERS) 'uvloop>=0.21,<1'

bench: $(VENV)/.tools
	PYTHONPATH=$(PEERS) $(BIN)/python -m chairctl_proof.bench $(BENCH_OUT) $(BENCH)

bench-quick: $(VENV)/.tools
	$(BIN)/python -m chairctl_proof.bench --size quick $(BENCH)

bench-full: $(VENV)/.tools
	PYTHONPATH=$(PEERS) $(BIN)/python -m chairctl_proof.bench --size full $(BENCH_OUT) $(BENCH)

# The page anew from what was measured.
bench-page: $(VENV)/.tools
	$(BIN)/python -m chairctl_proof.bench --draw $(BENCH_OUT)

pictures: $(VENV)/.installed
	$(BIN)/python docs/pictures/make_pictures.py
	$(BIN)/python docs/pictures/draw_screens.py
	$(BIN)/python docs/pictures/draw_states.py

man: $(VENV)/.installed
	$(BIN)/python -m release.man

lock: $(VENV)/.release
	$(BIN)/python -m release.lock

release-check: $(VENV)/.tools $(VENV)/.release
	nice -n 5 $(BIN)/python -m release.check

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
	@$(BIN)/python -m pip install -q -e .
	@touch $@

$(VENV)/.tools: $(VENV)/.installed pyproject.toml
	$(BIN)/python -m pip install -q --group dev
	@touch $@

$(VENV)/.docs: $(VENV)/.installed pyproject.toml
	$(BIN)/python -m pip install -q --group docs
	@touch $@

$(VENV)/.release: $(VENV)/.installed pyproject.toml
	$(BIN)/python -m pip install -q --group release
	@touch $@
