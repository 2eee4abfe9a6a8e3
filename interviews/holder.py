"""What this room holds of a participant, and what a withdrawal does to it."""

from datetime import datetime
from typing import Any
from uuid import UUID


class _Holder:
    name = "interviews"

    def holds(self, participant: UUID) -> list[str]:
        return []

    def effects(self, participant: UUID, level: str) -> list[str]:
        return []

    def words(self, what: str) -> str:
        return what

    def carry_out(self, participant: UUID, what: str, at: datetime) -> bool:
        return True

    def copy(self, participant: UUID) -> dict[str, Any]:
        return {}


HOLDER = _Holder()
