"""What a script asks for speaks as the rest of its page."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from tests.interviews.pages import at, said
from tests.interviews.steps import opened

pytestmark = pytest.mark.usefixtures("agreed", "clock")


def test_a_part_of_the_page_speaks_the_language_that_the_page_states(cast: Any, ben: Client, noon: datetime) -> None:
    sitting = opened(cast, noon)
    ben.cookies["attune-language"] = "nl"  # another tab chose it since the page was drawn
    found = []
    for stated in ("en", "nl", "xx", "<b>", ""):
        script = {"HX-Request": "true", "Attune-Language": stated}
        found.append("consent in force" in said(ben.get(at("standing", sitting.pk), headers=script)))
    assert found == [True, False, False, False, False]
    assert '"Attune-Language":"nl"' in ben.get(at("room", sitting.pk)).content.decode()
