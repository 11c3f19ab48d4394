# Each target makes its own environment first: python3 (3.11 or later), make and a shell are all it takes.
.DEFAULT_GOAL := help
.PHONY: help demo run test check format bench faults sabotage migration lock
SERVE ?= 1
PORT ?= 8000
READY := .venv/ready
BIN := .venv/bin

help: ## list what make can do
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name what; do printf '  make %-10s %s\n' "$$name" "$$what"; done

$(READY): requirements.lock setup.cfg pyproject.toml .ci/environment
	@sh .ci/environment

demo: $(READY) ## a sample consortium: made, matched, printed, then served on 127.0.0.1:8000 (SERVE=0: not served)
	@$(BIN)/consortium demo --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve)

run: $(READY) ## serve the database of DATABASE_URL, or the demo's (PORT=8000)
	@$(BIN)/consortium serve --port $(PORT)

# what the tests compile is kept even where a machine says otherwise: each of them, and each child, would compile it anew
test: check ## everything that CI runs: make check, then all tests
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q -n 2 --dist worksteal

check: $(READY) ## format, lint, types, import contracts
	@$(BIN)/ruff format --check --quiet . || { $(BIN)/ruff format --check .; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo

format: $(READY) ## put the code into its form
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix --quiet .

bench: $(READY) ## speed and size against peers, in one run
	@$(BIN)/python -m benchmarks

faults: $(READY) ## the proofs of what must hold at their full count: hours
	@DATABASES=whole MATRIX=whole INTERFERENCES=500 TAMPERINGS=10000 RACES=10000 PERIODS=1000 MODELS=2000 TRANSFERS=100 REGRETS=10000 RECRUITED=2000 REPEATS=1000 MONEY=1000 $(BIN)/python -m pytest -q -n 2 --dist worksteal tests/access tests/interference tests/trail tests/races tests/schedule tests/models tests/consortium tests/contracts tests/matching

sabotage: $(READY) ## switch each protection off in a copy, and see its test go red
	@$(BIN)/python -m tests.sabotage

migration: $(READY) ## write the next migration from the tables: make migration NAME="what changes"
	@test -n "$(NAME)" || { echo 'Say what changes: make migration NAME="households may be held"'; exit 2; }
	@$(BIN)/python -m migrations "$(NAME)"

lock: $(READY) ## look for newer releases and write requirements.lock anew, with hashes
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes --upgrade --no-emit-index-url --custom-compile-command 'make lock' setup.cfg --output-file requirements.lock
