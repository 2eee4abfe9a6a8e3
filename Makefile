.DEFAULT_GOAL := help
.PHONY: help setup run reset test test-all security bench check audit sbom messages format
GATHER := --locale nl --locale fr --no-location --no-wrap --ignore '.venv/*' --ignore 'var/*' --ignore 'tests/*'

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | while IFS='|' read -r name text; do printf '%-15s %s\n' "$$name" "$$text"; done

setup: ## install what the program, the checks and the tests need
	@scripts/bootstrap.sh test

run: ## start Attune with its invented study; stop with Ctrl-C
	@scripts/bootstrap.sh run
	@ATTUNE_MODE="$${ATTUNE_MODE-demo}" exec .venv/bin/python manage.py serve

reset: ## put the invented study back as it was at the start
	@scripts/bootstrap.sh run
	@ATTUNE_MODE=demo .venv/bin/python manage.py reset_demo

test: ## checks, then units on SQLite and PostgreSQL, then each story on one of them, side by side
	@scripts/bootstrap.sh test
	@scripts/check.sh
	@exec .venv/bin/python scripts/test.py

test-all: ## the same, with every unit and every story on both databases
	@scripts/bootstrap.sh test
	@scripts/check.sh
	@exec .venv/bin/python scripts/test.py --all

security: ## a longer look at the promises: canaries, planted leaks, changed access, bad input; under 8 minutes
	@scripts/bootstrap.sh test
	@exec .venv/bin/python scripts/security.py

bench: ## every measure of bench/, beside what it is compared with (from npm, where npm is)
	@scripts/bootstrap.sh test
	@scripts/bench.sh

check: ## format, lint, bandit, types, floors, migrations
	@scripts/bootstrap.sh test
	@scripts/check.sh

audit: ## ask whether a locked package has a known weakness; needs the network
	@scripts/bootstrap.sh test
	@exec .venv/bin/python tools/audit_locks.py

sbom: ## write docs/sbom.json anew, the list of everything that is installed
	@scripts/bootstrap.sh test
	@exec .venv/bin/python tools/write_sbom.py

messages: ## gather the texts to translate into Dutch and French
	@scripts/bootstrap.sh test
	@ATTUNE_MODE=demo .venv/bin/python manage.py makemessages $(GATHER)
	@ATTUNE_MODE=demo .venv/bin/python manage.py makemessages $(GATHER) --domain djangojs
	@.venv/bin/python tools/compile_catalogues.py

format: ## put the code in its usual form
	@scripts/bootstrap.sh test
	@.venv/bin/ruff check --fix --quiet .
	@.venv/bin/ruff format .
