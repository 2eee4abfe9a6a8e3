"""How days and times are written."""

from datetime import UTC, datetime

import pytest
from django.template import Context, Template
from django.utils.translation import override

PAGE = '{{ at|date:"DATE_FORMAT" }} | {{ at|date:"DATETIME_FORMAT" }} | {{ at|date:"TIME_FORMAT" }} | {{ at }}'


@pytest.mark.parametrize(("language", "month"), [("en", "November"), ("nl", "november"), ("fr", "novembre")])
def test_a_day_and_a_time_are_written_one_way_in_every_language(language: str, month: str) -> None:
    day = f"22 {month} 2026"
    with override(language):
        page = Template(PAGE).render(Context({"at": datetime(2026, 11, 22, 11, 40, tzinfo=UTC)}))
    assert page == f"{day} | {day}, 12:40 | 12:40 | {day}, 12:40"
