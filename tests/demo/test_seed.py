"""What is planted, against the counts of the study that it must keep. Planted once for all tests of this file."""

import json
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from demo.seed.days import ZONE
from demo.study_files import FOLDER, read
from tests.databases import own_copy
from tests.timelines.drawing import label_of

COUNTS: dict[str, Any] = json.loads((FOLDER / "counts.json").read_text(encoding="utf-8"))
pytestmark = pytest.mark.django_db  # a run of this file alone needs its test database, too
WORDS = read("vocabulary")["characteristics"]


@pytest.fixture(scope="session")
def planted(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The facts of a planted database; the database itself is gone again."""
    var = tmp_path_factory.mktemp("var")
    with django_db_blocker.unblock(), own_copy(), override_settings(VAR=var):
        call_command("seed_demo", url="http://127.0.0.1:8000/")
        return Facts(var)


class Facts:
    """Everything that the tests ask, read once; sealed columns through their seals."""

    def __init__(self, var: Path) -> None:
        from ledger.models import Entry
        from ledger.queries import first_fault
        from studies.models import Study

        self.now = timezone.now()
        self.said = json.loads((var / "demo.json").read_text(encoding="utf-8"))
        self.study = Study.objects.get(title=read("study")["study"]["title"]["en"])
        self._participants()
        self._sittings()
        self._content()
        self.first_fault = first_fault()
        self.instants = list(Entry.objects.order_by("seq").values_list("at", flat=True))
        self.waiting = self._waiting()
        self._plots()
        call_command("seed_demo", url="http://127.0.0.1:8001/")
        self.again = Entry.objects.count() - len(self.instants)
        self._days_after()

    def _participants(self) -> None:
        from interviews.models import Characteristic
        from studies.models import Centre, Deviation, Participant

        hers = Participant.objects.filter(study=self.study).order_by("created_at")
        self.codes = list(hers.values_list("code", flat=True))
        rows = Characteristic.objects.filter(participant__study=self.study)
        self.values = [(row.field, str(row.value)) for row in rows]
        self.centres = Counter(Centre.objects.filter(study=self.study).values_list("setting", flat=True))
        self.deviations = list(Deviation.objects.values_list("participant__code", "cause"))

    def _sittings(self) -> None:
        from interviews.models import Interview, Sitting
        from interviews.queries import lengths_cut
        from interviews.rules import as_hours

        complete = Interview.objects.filter(sittings__ending="completed", participant__study=self.study)
        self.interviewed = complete.distinct().count()
        held = Sitting.objects.filter(closed_at__isnull=False, interview__participant__study=self.study)
        self.resumed = sum(1 for times in Counter(held.values_list("interview", flat=True)).values() if times == 2)
        self.reasons = sorted(held.filter(ending="interrupted").values_list("reason", flat=True))
        self.fed_back = held.filter(feedback__acknowledgement__isnull=False, debrief__isnull=False).count()
        spent = lengths_cut(self.study)
        self.durations = " ".join(as_hours(each or 0) for each in (spent.mean, spent.shortest, spent.longest))

    def _content(self) -> None:
        from timelines.models import Thing
        from transcripts.models import Recording, Transcript

        sounds = Recording.objects.select_related("participant")
        self.recordings = [(one.participant.code, one.due_on, one.deleted_at) for one in sounds]
        stored = Transcript.objects.filter(state="stored").select_related("participant")
        self.texts = {one.participant.code: str(one.body) for one in stored}
        self.labels = Counter((label_of(thing), thing.cover) for thing in Thing.objects.all())

    def _plots(self) -> None:
        from checkins.queries import safety
        from interviews.queries import carrying, last_month_until

        shown = safety(self.study, last_month_until(self.study, self.now))
        self.outcomes = [each.count for each in shown]
        self.moments = dict(carrying(self.study).loads or {})

    def _days_after(self) -> None:
        """Let a day pass, then another one after a new text."""
        from consent.services import publish, reference_bodies
        from demo.seed import planting

        planting.freshen(self.now + timedelta(days=1))
        self.day_after = self._waiting()
        lead, later = self.study.memberships.get(part="lead").person, self.now + timedelta(days=1, hours=1)
        publish(self.study, reference_bodies(self.study), change="re_consent", by=lead, at=later)
        planting.freshen(self.now + timedelta(days=2))
        self.after_a_new_text = self._waiting()

    def _waiting(self) -> list[tuple[date, bool, bool]]:
        from interviews.models import Sitting

        rows = Sitting.objects.filter(opened_at=None).order_by("interview__participant__code")
        told = rows.values_list("planned_for", "attunement__given_at", "attunement__seen_at")
        return [(at.astimezone(ZONE).date(), given is not None, seen is not None) for at, given, seen in told]

    def of(self, field: str) -> list[str]:
        """The values of one characteristic."""
        return [value for name, value in self.values if name == field]


def in_words(planted: Facts, field: str, vocabulary: str = "") -> dict[str, int]:
    words = WORDS[vocabulary or field]
    return {words[code]: count for code, count in Counter(planted.of(field)).items()}


def test_centres_and_interviews_are_those_of_the_study(planted: Facts) -> None:
    assert (dict(planted.centres), planted.interviewed) == (COUNTS["centres"], COUNTS["participants"])


@pytest.mark.parametrize(
    ("field", "vocabulary", "table"),
    [
        ("ethnicity", "", "ethnicity"),
        ("relationship_status", "", "relationship_status"),
        ("primary_substance", "substance", "primary_substance_at_time_of_upbringing"),
        ("current_use", "", "current_use"),
        ("custody", "", "custody"),
    ],
)
def test_table_1_is_that_of_the_study(planted: Facts, field: str, vocabulary: str, table: str) -> None:
    assert in_words(planted, field, vocabulary) == COUNTS["table_1"][table]


def test_treatments_are_those_of_the_study(planted: Facts) -> None:
    tree = COUNTS["table_1"]["treatment_modality"]
    leaves = {word: n for branch in tree.values() for word, n in branch.items() if word != "n"}
    assert in_words(planted, "modality") == leaves


def test_children_and_ages_are_those_of_the_study(planted: Facts) -> None:
    ages = [int(age) for age in planted.of("age")]
    children = [int(age) for row in planted.of("children_ages") for age in row.split(",")]
    assert dict(Counter(planted.of("number_of_children"))) == COUNTS["table_1"]["number_of_children"]
    assert {"mean": round(sum(ages) / len(ages)), "min": min(ages), "max": max(ages)} == COUNTS["age"]
    assert {"min": min(children), "max": max(children)} == COUNTS["children_ages"]


def test_time_in_treatment_spans_what_it_spans_in_the_study(planted: Facts) -> None:
    months = sorted(Decimal(value) for value in planted.of("months_in_treatment"))
    inside, outside = COUNTS["months_in_treatment"]["inpatient"], COUNTS["months_in_treatment"]["outpatient"]
    assert (len(months), float(months[0]), float(months[-1])) == (
        inside["n"] + outside["n"], inside["min"], outside["max_years"] * 12,
    )  # fmt: skip


def test_interviews_last_as_long_as_in_the_study(planted: Facts) -> None:
    assert planted.durations == "2:06 0:59 3:04"


def test_two_interviews_were_interrupted_and_resumed(planted: Facts) -> None:
    assert (planted.resumed, planted.reasons) == (2, ["collecting_child", "transport"])


def test_every_sitting_has_its_answers_afterwards(planted: Facts) -> None:
    assert planted.fed_back == 25


def test_codes_follow_the_order_of_taking_in(planted: Facts) -> None:
    assert planted.codes == [f"P{number:02}" for number in range(1, 29)]


def test_the_only_deviation_is_the_short_stay(planted: Facts) -> None:
    assert planted.deviations == [("P06", "too_early")]


def test_every_recording_is_deleted_in_time_and_hers_who_said_no_was_never_made(planted: Facts) -> None:
    late = [code for code, due, deleted in planted.recordings if deleted is None or deleted.date() > due]
    refused = {row["code"] for row in read("cohort")["participants"][:23] if not row["consent"]["items"]["C07"]}
    assert (late, {code for code, _due, _deleted in planted.recordings} & refused) == ([], set())
    assert len(planted.recordings) == 23


def test_no_marked_identifier_is_left_in_a_transcript(planted: Facts) -> None:
    import re

    import yaml

    assert sorted(planted.texts) == ["P05", "P17"]
    for code, name in (("P05", "dutch"), ("P17", "english")):
        marked = yaml.safe_load((FOLDER / "transcripts" / f"{name}.identifiers.yaml").read_text(encoding="utf-8"))
        left = [m["text"] for m in marked["identifiers"]
                if re.search(rf"(?<!\w){re.escape(m['text'])}(?!\w)", planted.texts[code])]  # fmt: skip
        assert (left, planted.texts[code].startswith("I: ")) == ([], True)


def test_the_timeline_carries_what_she_drew_and_covers_what_she_covered(planted: Facts) -> None:
    written = read("cohort")["timeline"]
    things, wordless = written["periods"] + written["moments"], len(written["figures"]) + 2  # two strokes
    words = Counter({each["words"]["nl"]: each["cover"] or "none" for each in things}.items())
    covers = {"only_me": "mine"}
    assert planted.labels == Counter(
        {(label, covers.get(cover, cover)): count for (label, cover), count in words.items()} | {("", "none"): wordless}
    )


def test_the_register_is_whole_and_in_order(planted: Facts) -> None:
    assert planted.first_fault is None
    assert planted.instants == sorted(planted.instants)
    assert planted.instants[-1] <= planted.now


def test_on_the_day_of_looking_the_way_can_be_walked(planted: Facts) -> None:
    today = planted.now.astimezone(ZONE).date()
    assert planted.waiting == [(today, False, False), (today, True, True), (today, False, False)]


def test_a_visitor_sees_the_plots_of_outcomes_and_of_moments(planted: Facts) -> None:
    """Each is about five women or more, or three interviewers: the rules that hold everywhere."""
    assert planted.outcomes == [5, 5, 5, 6]
    assert (planted.moments.pop("light") or 0) >= 15
    assert planted.moments == {"moderate": None, "heavy": None, "too much": 0}  # of two interviewers, of one, of none


def test_looking_again_changes_nothing_and_the_next_day_has_its_own_plan(planted: Facts) -> None:
    then = planted.now.astimezone(ZONE).date() + timedelta(days=1)
    assert planted.again == 0
    assert planted.day_after == [(then, False, False), (then, True, True), (then, False, False)]


def test_a_start_goes_on_when_a_new_text_asks_everybody_again(planted: Facts) -> None:
    assert planted.after_a_new_text == planted.day_after


def test_a_start_says_where_and_for_whom(planted: Facts) -> None:
    assert (planted.said["url"], len(planted.said["people"])) == ("http://127.0.0.1:8000/", 10)
    assert planted.said["people"][0] == {"role": "lead", "name": "Mira Haddad", "email": "mira.haddad@example.org"}
