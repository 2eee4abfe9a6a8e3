"""What tests of this room share."""

from datetime import date
from typing import Any

from studies import services
from studies.models import Outcome
from studies.rules import Judged
from tests.conftest import Cast

FITS = Judged(Outcome.ELIGIBLE, date(2026, 4, 1))


def decide(study: Any, cast: Cast, first: date, last: date) -> None:
    services.record_decision(
        study, committee="Invented committee", number="1", decided_on=date(2026, 6, 1), window=(first, last),
        by=cast.lena, at=cast.at,
    )  # fmt: skip
