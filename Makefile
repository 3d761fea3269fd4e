# Everything sets itself up; nothing needs to be installed by hand first but make and Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready-run
READY_DEV := $(VENV)/ready-dev
READY_FUZZ := $(VENV)/ready-fuzz

.PHONY: demo test fast lint generate bench bench-all torture hostile corpus fuzz wheelhouse wheelhouse-test lock clean

demo: $(READY)
	$(BIN)/xlplan demo --out demo

test: $(READY_DEV)
	sh scripts/setup-debian.sh libreoffice fonts chromium
	$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n 2

fast: $(READY_DEV)
	$(BIN)/pytest -n 2 -m "not slow"

lint: $(READY_DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# workbook/, templates/ and the generated pages of docs/; the drift tests hold them against their sources.
generate: $(READY_DEV)
	$(BIN)/python -m xlplan.build

# Ratios of whole processes side by side; the rounds are made once and kept in build/benchmarks. SIZE=prefecture, SIZE=nation.
SIZE ?= city
bench: $(READY_DEV)
	$(BIN)/python -m benchmarks --size $(SIZE)
	$(if $(filter city,$(SIZE)),$(BIN)/python -m benchmarks.functions)

# Every size, the better part of an hour; writes docs/speed-figures.json, and its section and chart in docs/speed.md.
bench-all: $(READY_DEV)
	$(BIN)/python -m benchmarks --size all --write

# A thousand merges killed at random instants and a hundred races of two for one master; the tests do sixty and six.
torture: $(READY_DEV)
	XLPLAN_KILLS=1000 XLPLAN_RACES=100 $(BIN)/pytest -n 0 -s tests/test_kills.py tests/test_racing.py

# Every hostile file through the real command, measured against stated bounds; writes docs/hostile-files.md.
hostile: $(READY_DEV)
	$(BIN)/python -m tests.hostile_run

# Other people's workbooks, written to and counted: make corpus CORPUS=folder; writes docs/safe-writing.md.
corpus: $(READY_DEV)
	$(BIN)/python -m tests.corpus_run "$(CORPUS)"

# Coverage-guided fuzzing (Linux); what it finds is written to build/fuzz, and becomes a test.
SECONDS_EACH ?= 120
FUZZ := -max_total_time=$(SECONDS_EACH) -timeout=10 -rss_limit_mb=2048 -artifact_prefix=build/fuzz/
fuzz: $(READY_FUZZ)
	$(BIN)/python -m tests.fuzz.sentence_reader build/fuzz/sentences $(FUZZ) -max_len=200
	$(BIN)/python -m tests.fuzz.package_reader build/fuzz/packages $(FUZZ) -max_len=20000

# Everything an offline Windows PC needs, in dist/xlplan-windows. WHEELHOUSE="--server --embedded python-….zip" takes more along;
# on Windows: .venv\Scripts\python -m wheelhouse.
wheelhouse: $(READY_DEV)
	$(BIN)/python -m wheelhouse $(WHEELHOUSE)

wheelhouse-test: $(READY_DEV)
	$(BIN)/pytest -n 0 tests/test_wheelhouse.py

$(READY): requirements/run.txt pyproject.toml
	sh scripts/setup-venv.sh "$(PYTHON)" $(VENV) requirements/run.txt
	touch $@

$(READY_DEV): requirements/dev.txt pyproject.toml
	sh scripts/setup-venv.sh "$(PYTHON)" $(VENV) requirements/dev.txt
	touch $@ $(READY)

$(READY_FUZZ): requirements/fuzz.txt pyproject.toml
	sh scripts/setup-venv.sh "$(PYTHON)" $(VENV) requirements/fuzz.txt
	touch $@

# Exact versions with hashes and no download addresses, one file for Linux and Windows.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header
lock:
	$(LOCK) pyproject.toml -o requirements/run.txt
	$(LOCK) pyproject.toml --extra server -o requirements/server.txt
	$(LOCK) pyproject.toml --extra cluster -o requirements/cluster.txt
	$(LOCK) pyproject.toml --extra server --group dev -o requirements/dev.txt
	$(LOCK) --group wheelhouse -o requirements/wheelhouse.txt
	$(LOCK) pyproject.toml --group fuzz -o requirements/fuzz.txt

clean:
	rm -rf $(VENV) demo build dist
