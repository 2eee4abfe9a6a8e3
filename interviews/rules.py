"""Pure decisions: what Table 1 asks, what still stands before a sitting, how long an interview lasted."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

Words = Any  # a sentence that gettext translates when it is shown


class Kind(StrEnum):
    """What an answer looks like. Stored values are codes: a number, a code, codes or whole years joined by commas."""

    CHOICE = "choice"
    NUMBER = "number"
    MULTI = "multi"
    BOOLEAN = "boolean"  # "yes" or "no"
    YEARS = "years"  # whole years, such as "6,9"


@dataclass(frozen=True)
class Value:
    """One value of a choice. `off` values wait until a study switches them on."""

    code: str
    words: Words
    branch: Words = ""  # the upper level of a tree of two levels
    off: bool = False


@dataclass(frozen=True)
class Field:
    """One characteristic of Table 1. Numbers lie between `least` and `most`, both included, in steps of `step`."""

    code: str
    kind: Kind
    words: Words
    values: tuple[Value, ...] = ()
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(0)
    step: Decimal = Decimal(1)
    item: str = ""  # the consent item without which it is not asked
    note: Words = ""


_SUBSTANCES = (
    Value("amphetamine", _("amphetamine")),
    Value("cannabis", _("cannabis")),
    Value("cocaine", _("cocaine")),
    Value("heroin", _("heroin")),
    Value("ghb", _("GHB")),
    Value("other", _("another illicit drug")),
)
INPATIENT, OUTPATIENT = _("inpatient"), _("outpatient")
_MODALITIES = (
    Value("medical_detoxification", _("medical detoxification"), INPATIENT),
    Value("short_term_residential", _("short-term residential: group therapy, 4 to 6 weeks"), INPATIENT),
    Value("long_term_residential", _("long-term residential: group therapy, 6 to 12 months"), INPATIENT),
    Value("substitution", _("substitution treatment, such as methadone, and individual counselling"), OUTPATIENT),
    Value(
        "pharmacological_or_counselling",
        _("other medication, individual counselling, or both: twice a week to once a month, often with breaks"),
        OUTPATIENT,
    ),
)

FIELDS: tuple[Field, ...] = (
    Field("age", Kind.NUMBER, _("Age"), least=Decimal(16), most=Decimal(99), note=_("In whole years.")),
    Field(
        "ethnicity", Kind.CHOICE, _("Ethnic background"), item="C10",
        values=(
            Value("western_european", _("Western European")), Value("eastern_european", _("Eastern European")),
            Value("south_slavic", _("South Slavic")), Value("north_african", _("North African")),
            Value("other", _("another background")),
        ),
    ),
    Field(
        "relationship_status", Kind.CHOICE, _("Relationship"),
        values=(
            Value("single_or_divorced", _("single or divorced")), Value("cohabitating", _("living together")),
            Value("incarcerated_partner", _("partner in prison"), off=True),
        ),
    ),
    Field("number_of_children", Kind.NUMBER, _("Number of children"), least=Decimal(1), most=Decimal(20)),
    Field(
        "children_ages", Kind.YEARS, _("Ages of the children"), most=Decimal(80),
        note=_("Whole years with a comma between them, such as 6, 9. No dates, no names."),
    ),
    Field(
        "primary_substance", Kind.CHOICE, _("Main substance while bringing up children"), values=_SUBSTANCES,
        note=_("Alcohol is noted below, never here."),
    ),
    Field("other_substances", Kind.MULTI, _("Other substances in that time"), values=_SUBSTANCES),
    Field("problematic_alcohol_then", Kind.BOOLEAN, _("Problems with alcohol in that time")),
    Field(
        "current_use", Kind.CHOICE, _("Use now"),
        values=(
            Value("clean", _("does not use")), Value("active", _("uses")),
            Value("controlled", _("controlled use, outpatients only")),
        ),
    ),
    Field(
        "months_in_treatment", Kind.NUMBER, _("Months in treatment"), most=Decimal(600), step=Decimal("0.5"),
        note=_("On the day of the interview, in half months."),
    ),
    Field("modality", Kind.CHOICE, _("Treatment"), values=_MODALITIES),
    Field("mother_child_unit", Kind.BOOLEAN, _("In a mother and child unit")),
    Field(
        "custody", Kind.CHOICE, _("Custody of the children"),
        values=(
            Value("voluntary", _("helped by child protection, by her own choice")),
            Value("court_ordered", _("a measure ordered by a court")), Value("none", _("no measure")),
        ),
    ),
    Field("child_protection_involved", Kind.BOOLEAN, _("In contact with child protection")),
)  # fmt: skip
BY_CODE = {field.code: field for field in FIELDS}


def asked(items: Iterable[str]) -> list[Field]:
    """Give the fields that the consent `items` answered yes let be asked."""
    given = set(items)
    return [field for field in FIELDS if not field.item or field.item in given]


def items_of(codes: Iterable[str]) -> set[str]:
    """Give the items of the consent that the fields with these codes need; a code that is not known needs none."""
    return {field.item for field in FIELDS if field.item and field.code in set(codes)}


def offered(field: Field, switched_on: Iterable[tuple[str, str]]) -> list[Value]:
    """Give the values of `field` that the study offers; `switched_on` holds (field, value) pairs."""
    on = set(switched_on)
    return [value for value in field.values if not value.off or (field.code, value.code) in on]


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _fits(field: Field, text: str) -> bool:
    if field.kind is Kind.YEARS and not re.fullmatch(r"\d{1,2}", text, re.ASCII):
        return False  # 6.0 or 1e1 are numbers too, but not years as they are written and compared
    number = _number(text)
    return number is not None and field.least <= number <= field.most and number % field.step == 0


def _fault(field: Field, text: str, switched_on: Iterable[tuple[str, str]]) -> Words | None:
    parts = text.split(",")
    if field.kind is Kind.BOOLEAN:
        return None if text in {"yes", "no"} else _("Choose yes or no.")
    if field.kind in {Kind.NUMBER, Kind.YEARS}:
        fine = all(_fits(field, part) for part in (parts if field.kind is Kind.YEARS else [text]))
        return None if fine else _("This number does not fit here.")
    if field.code == "primary_substance" and text == "alcohol":
        return _("Alcohol cannot be the main substance of this study.")
    codes = {value.code for value in offered(field, switched_on)}
    known = set(parts) <= codes and len(set(parts)) == len(parts) and (field.kind is Kind.MULTI or len(parts) == 1)
    return None if known else _("Choose one of the words offered.")


def _between(values: Mapping[str, str]) -> dict[str, Words]:
    """Give what is wrong between fields that are each right."""
    wrong: dict[str, Words] = {}
    ages, children = values.get("children_ages", ""), values.get("number_of_children")
    if ages and children and len(ages.split(",")) != int(children):
        wrong["children_ages"] = _("Give one age for each child.")
    if ages and "age" in values and max(int(age) for age in ages.split(",")) >= int(values["age"]):
        wrong["children_ages"] = _("A child cannot be as old as her mother.")
    if values.get("primary_substance", "-") in values.get("other_substances", "").split(","):
        wrong["other_substances"] = _("This one is the main substance already.")
    if values.get("current_use") == "controlled" and is_inpatient(values):
        wrong["current_use"] = _("Controlled use is for outpatients only.")
    if values.get("mother_child_unit") == "yes" and values.get("modality", "long_term_residential") != (
        "long_term_residential"
    ):
        wrong["mother_child_unit"] = _("A mother and child unit belongs to long-term residential treatment.")
    return wrong


def faults(
    values: Mapping[str, str], *, items: Iterable[str], switched_on: Iterable[tuple[str, str]] = ()
) -> dict[str, Words]:
    """Give what is wrong with coded `values`, by field, in kind words; a field that is not there is not known."""
    askable = {field.code for field in asked(items)}
    on = list(switched_on)
    wrong: dict[str, Words] = {
        code: _("This is not asked here.") if code not in askable else fault
        for code, text in values.items()
        if code not in askable or (fault := _fault(BY_CODE[code], text, on))
    }
    return wrong or _between(values)


def is_inpatient(values: Mapping[str, str]) -> bool:
    """Say whether the treatment is an inpatient one; without a treatment, no."""
    return any(v.code == values.get("modality") and v.branch is INPATIENT for v in _MODALITIES)


def setting_label(values: Mapping[str, str]) -> str:
    """Give the label that publications use, OT, IT or ITMC, or "" while the treatment is not known."""
    if "modality" not in values:
        return ""
    if not is_inpatient(values):
        return "OT"
    return "ITMC" if values.get("mother_child_unit") == "yes" else "IT"


def in_words(code: str, text: str) -> list[Words]:
    """Give a stored value as words to read."""
    field = BY_CODE[code]
    if field.kind is Kind.BOOLEAN:
        return [_("yes") if text == "yes" else _("no")]
    words = {value.code: value.words for value in field.values}
    return [words.get(part, part) for part in text.split(",")]


def too_early(values: Mapping[str, str], minimum: Decimal) -> bool:
    """Say whether the time in treatment is known and less than `minimum` months (R10)."""
    return "months_in_treatment" in values and Decimal(values["months_in_treatment"]) < minimum


@dataclass(frozen=True)
class Held:
    """When a sitting was held, and its pauses; an open end lasts until the sitting's own."""

    opened_at: datetime
    closed_at: datetime
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()


def net_seconds(held: Held) -> int:
    """Give the whole seconds from opening to closing without the pauses; pauses that overlap count once (R29)."""
    total, reached = (held.closed_at - held.opened_at).total_seconds(), held.opened_at
    for began, ended in sorted(held.pauses, key=lambda pause: pause[0]):
        start = max(began, reached)
        end = min(ended or held.closed_at, held.closed_at)
        total -= max((end - start).total_seconds(), 0)
        reached = max(reached, end)
    return max(int(total), 0)


def half_up(number: int, by: int) -> int:
    """Give `number` divided by `by`, rounded half up, for numbers that are not negative."""
    return (2 * number + by) // (2 * by)


def net_minutes(sittings: Iterable[Held]) -> int:
    """Give the net minutes of several sittings together, rounded half up once, at the end."""
    return half_up(sum(net_seconds(held) for held in sittings), 60)


def as_hours(seconds: int) -> str:
    """Give seconds as h:mm, rounded half up."""
    minutes = half_up(seconds, 60)
    return f"{minutes // 60}:{minutes % 60:02}"


@dataclass(frozen=True)
class Before:
    """What is known of the attunement before a sitting opens."""

    for_day: date
    given: bool
    permits: bool  # its verdict lets a sitting take place on its day
    seen: bool


def stands_before(before: Before | None, day: date) -> Words | None:
    """Give in words what still stands before a sitting on `day`, the first thing; None when nothing does (R44, R46)."""
    if before is None:
        return _("There is no attunement for this sitting. Call it off and plan a new one.")
    if before.for_day > day:
        return _("This sitting is planned for a later day. It can open then, once the attunement is given.")
    if before.for_day != day:
        return _(
            "The day of this sitting has passed, and an attunement counts for its day. Plan another: it is asked anew."
        )
    if not before.given:
        return _("The attunement has not been given yet. Her therapist has been asked.")
    if not before.permits:
        return _("The therapist advises against a sitting on this day. Call it off and plan another one.")
    if not before.seen:
        return _("Open the attunement first. Then the sitting can open.")
    return None
