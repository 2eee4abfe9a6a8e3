"""The invented study of the demo: its counts, languages, codes, dates and transcripts."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
STUDY = ROOT / "demo" / "study"
LANGUAGES = {"en", "nl", "fr"}
LABELS = {"PER", "LOC", "ORG", "DATE", "AGE", "PHONE", "EMAIL", "ADDRESS", "ID", "OTHER"}


def read(path: Path) -> Any:
    """The content of one YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


TEXTS = read(ROOT / "consent" / "texts" / "reference.yaml")
SETUP = read(STUDY / "study.yaml")
GUIDE = read(STUDY / "guide.yaml")
COHORT = read(STUDY / "cohort.yaml")
WORDS = read(STUDY / "vocabulary.yaml")
COUNTS = json.loads((STUDY / "counts.json").read_text(encoding="utf-8"))
TABLE = COUNTS["table_1"]
CODES = {f"P{number:02d}" for number in range(1, 24)}
PEOPLE = [person for person in COHORT["participants"] if not person.get("extra")]
FACTS = [person["characteristics"] for person in PEOPLE]
CENTRES = SETUP["study"]["centres"]
SITTINGS = [(person, sitting) for person in PEOPLE for sitting in person["interview"]["sittings"]]


def counted(field: str, facts: Iterable[dict[str, Any]] = FACTS, words: str = "") -> dict[str, int]:
    """How many have each value of a field, under the words of the printed table."""
    names = WORDS["characteristics"][words or field]
    return dict(Counter(names[fact[field]] for fact in facts))


def of_kind(kind: str) -> list[dict[str, Any]]:
    """The characteristics of those treated in centres of one kind."""
    return [person["characteristics"] for person in PEOPLE if CENTRES[person["centre"]]["kind"] == kind]


def minutes(clock: str) -> int:
    """Minutes in H:MM."""
    hours, rest = clock.split(":")
    return int(hours) * 60 + int(rest)


def worded(node: Any) -> Iterator[dict[str, str]]:
    """Every set of words in several languages, at any depth."""
    if isinstance(node, dict):
        if "en" in node and isinstance(node["en"], str):
            yield node
        for value in node.values():
            yield from worded(value)
    elif isinstance(node, list):
        for value in node:
            yield from worded(value)


def test_there_are_twenty_three_participants_and_two_who_do_not_count() -> None:
    extra = [person["code"] for person in COHORT["participants"] if person.get("extra")]
    assert {person["code"] for person in PEOPLE} == CODES
    assert (len(PEOPLE), extra) == (COUNTS["participants"], ["P24", "P25"])
    assert len({person["pseudonym"] for person in PEOPLE}) == len(PEOPLE)


def test_ages_are_those_of_the_study() -> None:
    ages = [fact["age"] for fact in FACTS]
    children = [age for fact in FACTS for age in fact["children_ages"]]
    found = {"mean": sum(ages) / len(ages), "min": min(ages), "max": max(ages)}
    assert found == COUNTS["age"]
    assert {"min": min(children), "max": max(children)} == COUNTS["children_ages"]


def test_every_block_of_table_1_is_reproduced() -> None:
    children = Counter(str(fact["number_of_children"]) for fact in FACTS)
    assert counted("ethnicity") == TABLE["ethnicity"]
    assert counted("relationship_status") == TABLE["relationship_status"]
    assert dict(children) == TABLE["number_of_children"]
    assert counted("primary_substance", words="substance") == TABLE["primary_substance_at_time_of_upbringing"]
    assert counted("current_use") == TABLE["current_use"]
    assert counted("custody") == TABLE["custody"]


@pytest.mark.parametrize("kind", ["inpatient", "outpatient"])
def test_modalities_are_those_of_the_study(kind: str) -> None:
    facts = of_kind(kind)
    assert {"n": len(facts), **counted("modality", facts)} == TABLE["treatment_modality"][kind]


def test_inpatients_and_two_outpatients_do_not_use_now() -> None:
    outpatient = counted("current_use", of_kind("outpatient"))
    assert counted("current_use", of_kind("inpatient")) == {"clean": 11}
    assert outpatient == {"clean": 2, "active use": 10}


def test_time_in_treatment_is_that_of_the_study() -> None:
    stays, years = COUNTS["months_in_treatment"]["inpatient"], COUNTS["months_in_treatment"]["outpatient"]
    inside = [fact["months_in_treatment"] for fact in of_kind("inpatient")]
    outside = [fact["months_in_treatment"] for fact in of_kind("outpatient")]
    assert (len(inside), round(sum(inside) / len(inside), 1)) == (stays["n"], stays["mean"])
    assert (min(inside), max(inside)) == (stays["min"], stays["max"])
    assert (len(outside), round(sum(outside) / len(outside) / 12, 1)) == (years["n"], years["mean_years"])
    assert (min(outside), max(outside) / 12) == (years["min_months"], years["max_years"])


def test_interviews_last_as_long_as_in_the_study() -> None:
    spent = [sum(s["net_minutes"] for s in person["interview"]["sittings"]) for person in PEOPLE]
    expected = COUNTS["duration"]
    assert sum(spent) / len(spent) == minutes(expected["mean"])
    assert (min(spent), max(spent)) == (minutes(expected["min"]), minutes(expected["max"]))


def test_two_interviews_go_on_days_later() -> None:
    parts = [person["interview"]["sittings"] for person in PEOPLE if len(person["interview"]["sittings"]) > 1]
    reasons = [sitting["interrupted"] for _, sitting in SITTINGS if "interrupted" in sitting]
    assert len(parts) == COUNTS["duration"]["interrupted_and_resumed_days_later"]
    assert sorted(reasons) == sorted(WORDS["interruption"])
    assert all(len(part) == 2 and 1 < (part[1]["day"] - part[0]["day"]).days < 10 for part in parts)


def test_centres_and_their_people_are_complete() -> None:
    members = SETUP["study"]["memberships"]
    kinds = Counter(centre["kind"] for centre in CENTRES.values())
    unit = [key for key, centre in CENTRES.items() if centre["mother_child_unit"]]
    assert dict(kinds) == COUNTS["centres"]
    assert [CENTRES[key]["kind"] for key in unit] == ["inpatient"]
    therapists = Counter(m["centre"] for m in members if m["role"] == "therapist")
    assert therapists == {centre: 2 if centre == "tile_house" else 1 for centre in CENTRES}  # one can hand over there
    assert Counter(m["role"] for m in members)["interviewer"] == 3
    assert all(m["person"] in SETUP["people"] for m in members)


def test_both_studies_have_nobody_in_common() -> None:
    first, second = ({m["person"] for m in SETUP[key]["memberships"]} for key in ("study", "other_study"))
    roles = Counter(m["role"] for m in SETUP["other_study"]["memberships"])
    assert first & second == set()
    assert first | second == set(SETUP["people"])
    assert (roles["interviewer"], roles["therapist"], len(SETUP["other_study"]["participants"])) == (1, 1, 1)


def test_nobody_acts_untrained_or_before_the_decision() -> None:
    decided = SETUP["study"]["ethics_decision"]["decided_on"]
    for member in SETUP["study"]["memberships"]:
        assert member["delegated_from"] >= decided
        if member["role"] in {"interviewer", "reader", "therapist", "supervisor", "lead"}:
            assert member["trained_on"] < member["delegated_from"]


def test_addresses_and_numbers_are_invented() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(STUDY.glob("*.yaml")))
    assert {mail.split("@")[1] for mail in re.findall(r"\S+@[\w.]+\w", text)} == {"example.org"}
    assert {number[:9] for number in re.findall(r"\+32[ \d]+", text)} == {"+32 9 000"}


@pytest.mark.parametrize("content", [TEXTS, SETUP, GUIDE, COHORT["timeline"]])
def test_words_are_there_in_all_three_languages(content: Any) -> None:
    sets = [words for words in worded(content) if set(words) & LANGUAGES]
    assert sets != []
    assert [words for words in sets if set(words) != LANGUAGES or not all(words.values())] == []


def test_placeholders_are_the_same_in_every_language_and_filled_in() -> None:
    names: set[str] = set()
    for section in TEXTS["sections"]:
        found = {language: set(re.findall(r"\{(.*?)\}", text)) for language, text in section["text"].items()}
        assert found["nl"] == found["en"] == found["fr"], section["code"]
        names |= found["en"]
    assert names == set(TEXTS["placeholders"])
    for study in ("study", "other_study"):
        assert {key: set(values) for key, values in SETUP[study]["placeholders"].items()} == dict.fromkeys(
            LANGUAGES, names
        )


def test_consent_texts_have_every_code_and_gate() -> None:
    gates = "everything everything sitting answers attunement feedback recording timeline quotes ethnicity follow_up"
    items = TEXTS["items"]
    assert [section["code"] for section in TEXTS["sections"]] == [f"S{n:02d}" for n in range(1, 14)]
    assert [item["code"] for item in items] == [f"C{n:02d}" for n in range(1, 16)]
    assert [item["gate"] for item in items] == f"{gates} results secondary_use auditor copy".split()
    assert [item["code"] for item in items if item["kind"] == "own_choice"] == [f"C{n:02d}" for n in range(7, 14)]
    assert [line["code"] for line in TEXTS["oral"]["script"]] == [f"O{n}" for n in range(1, 6)]
    assert [line["code"] for line in TEXTS["teach_back"]["questions"]] == [f"T{n}" for n in range(1, 6)]
    assert [line["code"] for line in TEXTS["withdrawal"]["levels"]] == [f"W{n}" for n in range(4)]


def test_consent_texts_carry_no_marks_and_no_false_promise() -> None:
    text = " ".join(value for words in worded(TEXTS) for value in words.values())
    assert re.findall(r"\*\*|\[EC\]|☐|completely anonymous|volledig anoniem|anonyme", text) == []
    asked = [part["code"] for part in TEXTS["sections"] + TEXTS["items"] if part["ec"]]
    assert asked == ["S09", "S10", "S13", "C05", "C06"]


def test_the_guide_has_four_themes_and_never_asks_for_a_reason() -> None:
    questions = [question for theme in GUIDE["themes"] for question in theme["questions"]]
    text = " ".join(value for words in worded(GUIDE) for value in words.values()).lower()
    assert [theme["name"] for theme in GUIDE["themes"]] == COUNTS["guide_themes"]
    assert {len(theme["questions"]) for theme in GUIDE["themes"]} <= {3, 4}
    assert [question["code"] for question in questions] == [f"K{n:02d}" for n in range(1, 15)]
    assert {len(question["probes"]) for question in questions} == {2}
    assert re.findall(r"\bwhy\b|\bwaarom\b|\bpourquoi\b|!", text) == []


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person["code"])
def test_answers_of_a_participant_use_known_codes(person: dict[str, Any]) -> None:
    required = [item["code"] for item in TEXTS["items"] if item["kind"] == "required"]
    items, coverage = person["consent"]["items"], person["interview"]["coverage"]
    assert sorted(items) == [item["code"] for item in TEXTS["items"]]
    assert [code for code in required if items[code] is not True] == []
    assert {*items["C11"]} <= {"centre", "researcher"} or items["C11"] == ["not_now"]
    assert set(person["consent"]["teach_back"].values()) <= {"clear", "explained_again"}
    assert list(coverage) == [f"K{n:02d}" for n in range(1, 15)]
    assert set(coverage.values()) <= set(WORDS["coverage"])
    assert person["screening"]["outcome"] in WORDS["screening"]
    assert "disclos" not in yaml.safe_dump(person)


def unknown(answers: dict[str, Any], words: dict[str, Any]) -> list[tuple[str, str]]:
    """The answers of one check-in whose code is in no list."""
    given = [(f, code) for f, value in answers.items() for code in (value if isinstance(value, list) else [value])]
    return [(field, code) for field, code in given if field in words and code not in words[field]]


@pytest.mark.parametrize(("person", "sitting"), SITTINGS)
def test_check_ins_use_known_codes_only(person: dict[str, Any], sitting: dict[str, Any]) -> None:
    before, after, answer = sitting["attunement"], sitting["feedback"], sitting["acknowledgement"]
    assert set(before) - {"given_at", "seen_at", "zone"} == set(WORDS["attunement"]) - {"zone"}
    assert set(after) - {"given_at"} == set(WORDS["feedback"])
    assert set(answer) <= {"seen_on", "seen_at", "action", "done", "done_on"}
    assert unknown(before, WORDS["attunement"]) + unknown(after, WORDS["feedback"]) == []
    assert unknown(answer, WORDS["acknowledgement"]) == []
    assert len(before["adjust"]) <= 3
    assert len(after["feelings"]) <= 3
    assert before["decision"] == ("go_adjusted" if before["adjust"] else "go")


@pytest.mark.parametrize(("person", "sitting"), SITTINGS)
def test_a_sitting_follows_consent_and_its_recording_is_deleted_in_time(
    person: dict[str, Any], sitting: dict[str, Any]
) -> None:
    window, agreed = SETUP["study"]["window"], person["consent"]["day"]
    assert window["from"] <= person["screening"]["day"] < agreed < sitting["day"] < date(2026, 11, 1)
    assert sitting["attunement"]["given_at"] < sitting["attunement"]["seen_at"] < sitting["start"]
    assert sitting["start"] < sitting["feedback"]["given_at"] < sitting["acknowledgement"]["seen_at"]
    assert ("recording" in sitting) == person["consent"]["items"]["C07"]
    if custody := sitting.get("recording"):
        latest = sitting["day"] + timedelta(days=SETUP["study"]["settings"]["recording_days"])
        assert sitting["day"] < custody["transcribed_on"] < custody["deleted_on"] <= latest
        assert custody["witness"] != custody["deleted_by"]


def test_only_the_short_stay_needs_a_deviation() -> None:
    least = SETUP["study"]["settings"]["minimum_months"]
    short = [person["code"] for person in PEOPLE if person["characteristics"]["months_in_treatment"] < least]
    assert [person["code"] for person in PEOPLE if "deviation" in person["screening"]] == short


def test_setting_follows_from_centre_and_unit() -> None:
    for person in PEOPLE:
        facts, centre = person["characteristics"], CENTRES[person["centre"]]
        inside = "ITMC" if facts["mother_child_unit"] else "IT"
        assert facts["setting"] == (inside if centre["kind"] == "inpatient" else "OT")
        assert centre["mother_child_unit"] or not facts["mother_child_unit"]
        assert facts["number_of_children"] == len(facts["children_ages"])


def test_the_timeline_names_known_lanes_and_ends_in_hope() -> None:
    line = COHORT["timeline"]
    lanes = [lane["code"] for lane in line["lanes"]]
    things = line["periods"] + line["moments"]
    assert (lanes[0], lanes[-1]) == ("strengths", "hopes")
    assert {thing["lane"] for thing in things} == set(lanes)
    assert {thing["cover"] for thing in things} <= {None, "only_me", "both", "out_of_study"}
    assert line["feelings"][-1][1] == max(point[1] for point in line["feelings"] if point)


@pytest.mark.parametrize(("name", "code"), [("dutch", "P05"), ("english", "P17")])
def test_transcripts_are_whole_and_their_identifiers_are_in_them(name: str, code: str) -> None:
    text = (STUDY / "transcripts" / f"{name}.txt").read_text(encoding="utf-8")
    marked = read(STUDY / "transcripts" / f"{name}.identifiers.yaml")["identifiers"]
    person = next(person for person in PEOPLE if person["code"] == code)
    times = {m["text"]: len(re.findall(rf"(?<!\w){re.escape(m['text'])}(?!\w)", text)) for m in marked}
    assert 2000 <= len(text.split()) <= 2200
    assert [line for line in text.splitlines() if not re.match(r"[IR]: \S", line)] == []
    assert times == {m["text"]: m["times"] for m in marked}
    assert {m["label"] for m in marked} == LABELS
    assert person["interview"]["transcript"] == f"{name}.txt"
    assert person["pseudonym"] not in text
