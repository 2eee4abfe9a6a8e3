# System packages, by Debian's names. Only missing ones are installed, and only by root or with password-less sudo.

PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
RUN_PACKAGES="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"
TEST_PACKAGES="postgresql redis-server chromium gettext poppler-utils strace"

has_library() { ldconfig -p 2>/dev/null | grep -q "[[:space:]]$1"; }
has_command() { command -v "$1" >/dev/null; }

has_package() {
    case "$1" in
        libpango-1.0-0) has_library libpango-1.0.so.0 ;;
        libpangoft2-1.0-0) has_library libpangoft2-1.0.so.0 ;;
        libharfbuzz-subset0) has_library libharfbuzz-subset.so.0 ;;
        fonts-dejavu-core) find /usr/share/fonts /usr/local/share/fonts -name DejaVuSans.ttf 2>/dev/null | grep -q . ;;
        postgresql) has_command initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 ;;
        redis-server) has_command redis-server ;;
        chromium) has_command chromium ;;
        strace) has_command strace ;;
        gettext) has_command msgfmt && has_command xgettext ;;
        poppler-utils) has_command pdftotext && has_command pdfinfo ;;
        *) return 1 ;;
    esac
}

missing_packages() {
    local package wanted="$RUN_PACKAGES"
    if [ "$1" = test ]; then wanted="$wanted $TEST_PACKAGES"; fi
    if ! find_python >/dev/null; then echo "python3 python3-venv"; fi
    for package in $wanted; do
        if ! has_package "$package"; then echo "$package"; fi
    done
}

# Without this Debian makes and starts a database cluster of its own; the tests bring theirs.
NO_CLUSTER="mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf"

no_cluster() {
    case " $1 " in *" postgresql "*) [ ! -e /etc/postgresql-common/createcluster.conf ] ;; *) return 1 ;; esac
}

install_command() {
    printf '%s' "DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends" \
        " -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold $1"
}

# apt waits for the lock of its packages by itself, but not for the lock of its lists.
update_lists() {
    local output end=$((SECONDS + 300))
    until output="$($1 apt-get update -q 2>&1)"; do
        if ! grep -qi "lock" <<<"$output" || [ "$SECONDS" -gt "$end" ]; then
            echo "$output" >&2
            return 1
        fi
        sleep 2
    done
}

say_what_to_type() {
    local all="apt-get update && $(install_command "$1")"
    if no_cluster "$1"; then all="$NO_CLUSTER && $all"; fi
    printf 'These system packages are missing: %s\nType this, then try again:\n\n  sudo sh -c "%s"\n\n' "$1" "$all" >&2
}

install_missing_system_packages() {
    local missing as_root=""
    missing="$(missing_packages "$1" | xargs)"
    if [ -z "$missing" ]; then return 0; fi
    if [ "$(id -u)" -ne 0 ]; then as_root="sudo -n"; fi
    if ! has_command apt-get || { [ -n "$as_root" ] && ! $as_root true 2>/dev/null; }; then
        say_what_to_type "$missing"
        exit 2
    fi
    echo "Installing system packages: $missing"
    if no_cluster "$missing"; then $as_root sh -c "$NO_CLUSTER"; fi
    update_lists "$as_root"
    $as_root sh -c "$(install_command "$missing")"
}
