#!/usr/bin/env bash
# Attune on a centre's laptop: `deploy/laptop.sh` starts it, `deploy/laptop.sh doctor` looks whether all is well.
# It asks for the passphrase and hands it over by a descriptor, so that it lies in no file of this laptop.
set -euo pipefail
cd "$(dirname "$0")/.."
umask 077    # what it writes is for its owner only
ulimit -c 0  # a crash leaves no copy of the memory

set -a
. "$HOME/attune-data/laptop.env"
set +a

ask() { IFS= read -rs -p "$1 " "$2" && echo >&2; }

ask "The passphrase:" passphrase
if ! ls "$ATTUNE_EPOCHS"/*.epoch >/dev/null 2>&1; then
    # At the very first start nothing can tell a slip of the finger from the passphrase.
    ask "The same once more:" again
    if [ "$passphrase" != "$again" ]; then
        echo "These are not the same. Nothing was started." >&2
        exit 1
    fi
fi
exec 3< <(printf '%s' "$passphrase")
unset passphrase again
ATTUNE_PASSPHRASE_FILE=/dev/fd/3 exec .venv/bin/python manage.py "${@:-serve}"
