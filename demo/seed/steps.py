"""What happened, in the order in which it happened: the register is chronological."""

from collections.abc import Callable, Iterable
from datetime import datetime

Step = tuple[datetime, Callable[[datetime], object]]
"""An instant, and what is done at it."""


def run(steps: Iterable[Step]) -> None:
    """Do every step at its instant, earliest first; steps of one instant in the order given."""
    for at, do in sorted(steps, key=lambda step: step[0]):
        do(at)
