#!/bin/sh
# One of Attune's commands on a server, with the settings, the passphrase and the walls of its services:
# `sudo /opt/attune/deploy/manage.sh doctor`.
exec systemd-run --quiet --pipe --wait --collect --uid=attune --gid=attune --working-directory=/opt/attune \
    --property=EnvironmentFile=/etc/attune/attune.env \
    --property=LoadCredential=attune-passphrase:/etc/attune/passphrase \
    --property=LimitCORE=0 --property=UMask=0077 --property=NoNewPrivileges=yes --property=MemorySwapMax=0 \
    --property=ProtectSystem=strict --property="ReadWritePaths=/var/lib/attune /var/lib/attune-epochs" \
    /opt/attune/.venv/bin/python manage.py "$@"
