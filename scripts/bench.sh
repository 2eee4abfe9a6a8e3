#!/usr/bin/env bash
# Every measure that exists, one after the other. What a measure is compared with comes from npm, pinned; where npm or a
# package is absent, the measure says so and goes on with ours alone.
set -uo pipefail
cd "$(dirname "$0")/.."

for packages in bench/*/package-lock.json; do
    folder="$(dirname "$packages")"
    [ -d "$folder/node_modules" ] && continue
    if ! command -v npm >/dev/null; then
        echo "npm is not here: $folder is measured without what it is compared with"
    elif ! (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --silent); then
        echo "npm could not bring the packages of $folder: it is measured without what it is compared with"
        rm -rf "$folder/node_modules"
    fi
done

failed=()
for measure in bench/*.py; do
    printf '\n== %s\n' "$measure"
    .venv/bin/python "$measure" || failed+=("$measure")
done
if [ "${#failed[@]}" -gt 0 ]; then
    printf 'Did not end well: %s\n' "${failed[*]}"
    exit 1
fi
