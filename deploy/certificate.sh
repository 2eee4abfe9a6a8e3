#!/usr/bin/env bash
# A certificate of your own: `deploy/certificate.sh FOLDER NAME [NAME ...]` for the host names that browsers open.
# It writes attune.pem and attune.key for Attune or nginx, and authority.pem, which each device has to trust.
#
# Whoever has the key of an authority can pass for any name that it may sign. So this one may sign these names only, and
# its key is made in memory and thrown away: nobody can sign a second certificate, also not you. The next one has an
# authority of its own, which the devices trust anew.
set -euo pipefail
if [ "$#" -lt 2 ]; then
    echo "Usage: deploy/certificate.sh FOLDER NAME [NAME ...]" >&2
    exit 64
fi
folder="$1"
shift
days="${DAYS:-397}" # browsers take none of more than 825 days, and a year is long enough to lose a laptop in

umask 077
work="$(mktemp -d /dev/shm/attune-certificate-XXXXXX)" # in memory
trap 'rm -rf "$work"' EXIT
mkdir -p "$folder"

permitted="" names=""
for name in "$@"; do
    permitted="$permitted,permitted;DNS:$name"
    names="$names,DNS:$name"
done
curve=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)
openssl req -x509 "${curve[@]}" -keyout "$work/authority.key" -out "$work/authority.pem" -days 397 \
    -subj "/CN=Attune of this centre, $(date -u +%Y-%m-%d)" \
    -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign" \
    -addext "nameConstraints=critical${permitted}" 2>/dev/null
openssl req "${curve[@]}" -keyout "$work/attune.key" -out "$work/asked" -subj "/CN=$1" 2>/dev/null
printf '%s\n' "subjectAltName=${names#,}" "extendedKeyUsage=serverAuth" "basicConstraints=critical,CA:FALSE" >"$work/said"
openssl x509 -req -in "$work/asked" -CA "$work/authority.pem" -CAkey "$work/authority.key" -CAcreateserial \
    -days "$days" -extfile "$work/said" -out "$work/attune.pem" 2>/dev/null

install -m 0600 "$work/attune.key" "$folder/attune.key"
install -m 0644 "$work/attune.pem" "$folder/attune.pem"
install -m 0644 "$work/authority.pem" "$folder/authority.pem"
echo "For $*, until $(openssl x509 -in "$folder/attune.pem" -noout -enddate | cut -d= -f2)."
echo "Each device has to trust $folder/authority.pem, whose fingerprint is:"
openssl x509 -in "$folder/authority.pem" -noout -fingerprint -sha256 | cut -d= -f2
