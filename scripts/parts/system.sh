# System packages, by Debian's names. Only missing ones are installed, and only by root or with password-less sudo.

PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
RUN_PACKAGES="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"
TEST_PACKAGES="postgresql redis-server chromium gettext poppler-utils"

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

install_command() {
    local first=""
    case " $1 " in *" postgresql "*)
        if [ ! -e /etc/postgresql-common/createcluster.conf ]; then first="$NO_CLUSTER && "; fi ;;
    esac
    printf '%s' "${first}apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y" \
        " --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold $1"
}

# The list of packages has a lock that apt does not wait for by itself.
wait_for_apt() {
    local end=$((SECONDS + 300))
    while fuser /var/lib/apt/lists/lock /var/lib/dpkg/lock-frontend >/dev/null 2>&1 && [ "$SECONDS" -lt "$end" ]; do
        sleep 2
    done
}

install_missing_system_packages() {
    local missing command as_root=""
    missing="$(missing_packages "$1" | xargs)"
    if [ -z "$missing" ]; then return 0; fi
    command="$(install_command "$missing")"
    if [ "$(id -u)" -ne 0 ]; then as_root="sudo -n"; fi
    if ! has_command apt-get || { [ -n "$as_root" ] && ! $as_root true 2>/dev/null; }; then
        printf 'These system packages are missing: %s\nType this, then try again:\n\n  sudo sh -c "%s"\n\n' \
            "$missing" "$command" >&2
        exit 2
    fi
    echo "Installing system packages: $missing"
    wait_for_apt
    $as_root sh -c "$command"
}
