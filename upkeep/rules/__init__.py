"""What is good and what is not about an installation: readings in, findings out."""

from upkeep.rules.grades import Finding, Grade, worst
from upkeep.rules.installed import Devices, Keys, Lying, Places, devices, files, keys, mail, places
from upkeep.rules.kept import BACKUP_EVERY, PROVE_EVERY, Kept, Register, backup, is_due, parts, register, restore
from upkeep.rules.machine import (
    POSTGRESQL,
    REDIS,
    SQLITE,
    clock,
    core_dumps,
    database,
    disk,
    line,
    redis,
    swap,
)

__all__ = [
    "BACKUP_EVERY", "POSTGRESQL", "PROVE_EVERY", "REDIS", "SQLITE", "Devices", "Finding", "Grade", "Kept", "Keys",
    "Lying", "Places", "Register", "backup", "clock", "core_dumps", "database", "devices", "disk", "files", "is_due",
    "keys", "line", "mail", "parts", "places", "redis", "register", "restore", "swap", "worst",
]  # fmt: skip
