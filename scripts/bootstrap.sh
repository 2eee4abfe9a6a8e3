#!/usr/bin/env bash
# Prepare this folder: `scripts/bootstrap.sh run` to use Attune, `scripts/bootstrap.sh test` to check and test it.
# Installs only what is missing; a second call finds nothing to do. Exit 2: something must be typed by a person first.
set -euo pipefail
cd "$(dirname "$0")/.."

mode="${1:-}"
if [ "$mode" != run ] && [ "$mode" != test ]; then
    echo "Usage: scripts/bootstrap.sh run|test" >&2
    exit 64
fi

. scripts/parts/python.sh
. scripts/parts/system.sh
. scripts/parts/packages.sh

mkdir -p -m 700 var
if command -v flock >/dev/null; then
    exec 9>var/bootstrap.lock
    flock 9
fi

install_missing_system_packages "$mode"
make_environment "$mode"
.venv/bin/python tools/compile_catalogues.py
