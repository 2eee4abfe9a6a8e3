#!/bin/sh
# One of Attune's commands on a server, with the settings, the passphrase and every wall of its services:
# `sudo /opt/attune/deploy/manage.sh doctor`. The service files say why each wall stands.
exec systemd-run --quiet --pipe --wait --collect --working-directory=/opt/attune \
    --property=User=attune --property=Group=attune \
    --property=EnvironmentFile=/etc/attune/attune.env \
    --property=LoadCredential=attune-passphrase:/etc/attune/passphrase \
    --property=LimitCORE=0 --property=MemorySwapMax=0 --property=UMask=0077 \
    --property=ProtectSystem=strict --property="ReadWritePaths=/var/lib/attune /var/lib/attune-epochs" \
    --property=ProtectHome=yes --property=PrivateTmp=yes --property=PrivateDevices=yes --property=RemoveIPC=yes \
    --property="RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6" \
    --property=IPAddressDeny=any --property=IPAddressAllow=localhost \
    --property=NoNewPrivileges=yes --property=CapabilityBoundingSet= --property=RestrictSUIDSGID=yes \
    --property=RestrictNamespaces=yes --property=RestrictRealtime=yes --property=LockPersonality=yes \
    --property=KeyringMode=private --property=MemoryDenyWriteExecute=yes \
    --property=ProtectProc=invisible --property=ProtectClock=yes --property=ProtectControlGroups=yes \
    --property=ProtectHostname=yes --property=ProtectKernelLogs=yes --property=ProtectKernelModules=yes \
    --property=ProtectKernelTunables=yes --property=SystemCallArchitectures=native \
    --property=SystemCallFilter=@system-service --property=SystemCallErrorNumber=EPERM \
    /opt/attune/.venv/bin/python manage.py "$@"
