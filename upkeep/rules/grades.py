"""How a finding is graded."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Grade(IntEnum):
    """How a finding is: the worst of all is the exit status of `manage.py doctor`."""

    OK = 0
    LOOK = 1
    BAD = 2


@dataclass(frozen=True)
class Finding:
    """One line: how it is, what it is about, and a plain sentence."""

    grade: Grade
    about: str
    words: str

    @property
    def ok(self) -> bool:
        return self.grade is Grade.OK

    @property
    def bad(self) -> bool:
        return self.grade is Grade.BAD


def worst(findings: Iterable[Finding]) -> Grade:
    """Give the worst grade; OK when there is nothing."""
    return max((each.grade for each in findings), default=Grade.OK)
