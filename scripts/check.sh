#!/usr/bin/env bash
# Format, lint, types, floors, migrations and Django's own checks. All of them run, beside each other; then the status
# is honest.
set -uo pipefail
cd "$(dirname "$0")/.."

said="$(mktemp -d)"
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$said"' EXIT
names=()
running=()
check() {
    names+=("$1")
    "${@:2}" >"$said/$1" 2>&1 &
    running+=("$!")
}

check "format" .venv/bin/ruff format --check .
check "lint" .venv/bin/ruff check .
# Tests and measurements are looked at by ruff's S rules alone: they assert and start processes on purpose.
check "bandit" .venv/bin/bandit --quiet --recursive . --exclude ./.venv,./var,./tests,./bench
check "types" .venv/bin/mypy .
check "floors" .venv/bin/lint-imports
# In demo mode one room more is installed: it has migrations too.
check "migrations" env ATTUNE_MODE=demo .venv/bin/python manage.py makemigrations --check --dry-run
check "Django" .venv/bin/python -W error manage.py check --fail-level WARNING
check "Django, demo" env ATTUNE_MODE=demo .venv/bin/python -W error manage.py check --fail-level WARNING

failed=()
for each in "${!names[@]}"; do
    if wait "${running[$each]}"; then
        echo "ok      ${names[$each]}"
    else
        printf 'FAILED  %s\n%s\n' "${names[$each]}" "$(cat "$said/${names[$each]}")"
        failed+=("${names[$each]}")
    fi
done

if [ "${#failed[@]}" -gt 0 ]; then
    printf 'Checks failed: %s\n' "${failed[*]}"
    exit 1
fi
