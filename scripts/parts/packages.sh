# The environment in .venv, from the locked files in requirements/. A stamp holds the lock's checksum.

stamp_of() { sha256sum "requirements/$1.txt" requirements/uv.txt | sha256sum | cut -d' ' -f1; }
stamped() { [ "$(cat ".venv/.attune-$1" 2>/dev/null)" = "$(stamp_of "$1")" ]; }
stamp() { stamp_of "$1" >".venv/.attune-$1"; }

# uv does not read pip's settings: hand on the one that says where packages come from.
follow_pip() {
    local index
    index="$(.venv/bin/python -m pip config get global.index-url 2>/dev/null || true)"
    index="${PIP_INDEX_URL:-$index}"
    if [ -n "$index" ] && [ -z "${UV_DEFAULT_INDEX:-}" ]; then export UV_DEFAULT_INDEX="$index"; fi
}

install_with_uv() {
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt || return 1
    follow_pip
    .venv/bin/uv pip sync -q --no-config --system-certs --require-hashes --python .venv/bin/python "requirements/$1.txt"
}

install_with_pip() {
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "requirements/$1.txt"
}

make_environment() {
    local lock="$1"
    # The test set holds the running set: never take its tools away because somebody runs Attune.
    if [ -e .venv/.attune-test ]; then lock=test; fi
    if ! .venv/bin/python -c 'import pip' >/dev/null 2>&1; then
        rm -rf .venv
        "$(find_python)" -m venv .venv
        lock="$1"
    fi
    if stamped "$lock"; then return 0; fi
    echo "Installing Python packages ($lock)"
    if ! install_with_uv "$lock"; then
        echo "uv could not install them; trying pip" >&2
        install_with_pip "$lock"
    fi
    stamp "$lock"
}
