# Every command of the house, one line each: `make help`. All of them make their own environment first.
PORT ?= 8000
ARGS ?=
PEOPLE ?= 50000
PLACES ?= 13500
CLAIMS ?= 5000000

# The first Python that is new enough and can make an environment. The system's own comes first: distributions build it
# optimised, and every page costs a sixth more on one built without (see docs/bench.md).
PYTHON := $(shell for need in "sys, venv, ensurepip" sys; do \
	for each in /usr/bin/python3 python3 python3.11 python3.12 python3.13 python3.14; do \
	"$$each" -c "import $$need; sys.exit(sys.version_info < (3, 11))" 2>/dev/null && echo "$$each" && exit; done; done)
BARE = $(if $(PYTHON),$(PYTHON),$(error Lapak Asik needs Python 3.11 or newer: apt install python3 python3-venv)) -m deploy.local
HOUSE = .venv/bin/python -m deploy.local

.PHONY: help run manage test check format audit bench bench-peers bench-rush bench-scale lock corpora clean-data environment heic tools
.DEFAULT_GOAL := help

help: ## list every command
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name words; do printf '%-18s %s\n' "$$name" "$$words"; done

run: environment ## the whole portal with a demonstration day, until Ctrl-C (PORT=8000)
	@$(HOUSE) run --port $(PORT)

manage: environment ## Django's command line beside a running portal (ARGS="sweep papers_due")
	@$(HOUSE) manage $(ARGS)

test: tools ## every test, on PostgreSQL and Valkey of its own (ARGS="tests/claims -x" for some)
	@$(HOUSE) test $(ARGS)

check: tools ## lint, format, types, floors, migrations, production settings, drawn docs, translations
	@$(HOUSE) check $(ARGS)

format: tools ## put the code in the house's form
	@.venv/bin/python -m ruff format .
	@.venv/bin/python -m ruff check --fix .

audit: tools ## known vulnerabilities of what is installed (asks the network)
	@$(HOUSE) audit $(ARGS)

bench: tools ## how fast it is, one JSON object a line
	@$(HOUSE) bench $(ARGS)

bench-peers: tools ## the same race and stream of bookings on pretix and django-appointment beside ours, and a table
	@$(HOUSE) bench_peers $(ARGS)

bench-rush: tools ## the morning of an opening, with PEOPLE=50000 for PLACES=13500; a quarter of an hour
	@$(HOUSE) bench_rush $(PEOPLE) $(PLACES)

bench-scale: tools ## the officers' pages over CLAIMS=5000000; twenty minutes and 30 GB of disk
	@$(HOUSE) bench_scale $(CLAIMS)

lock: tools ## pin requirements*.in with hashes (ARGS=--upgrade for newer versions)
	@$(HOUSE) lock $(ARGS)

corpora: tools ## fetch other projects' hostile files for the tests that open them too (35 MB from PyPI)
	@$(HOUSE) corpora

clean-data: ## empty .data; refuses while the portal runs on it
	@$(BARE) clean_data

environment: ## only make .venv, with what the portal runs on
	@$(BARE) environment

heic: environment ## add what reads photos in HEIC (GPL; see docs/decisions)
	@$(HOUSE) heic

tools: ## only make .venv, with what checks and tests need on top
	@$(BARE) environment --dev
