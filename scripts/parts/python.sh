# Finding a Python that Attune runs on: 3.11 to 3.13, with venv and SQLite.
# PYTHON=/path/to/python chooses one; otherwise the first that fits.

python_fits() {
    "$1" -c 'import sys, ensurepip, sqlite3, venv
raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

find_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if command -v "$candidate" >/dev/null && python_fits "$candidate"; then
            # The real path: a chooser in front of several Pythons may choose another one later.
            "$candidate" -c 'import sys; print(sys.executable)'
            return 0
        fi
    done
    return 1
}
