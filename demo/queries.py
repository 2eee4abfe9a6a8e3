"""Reads about the invented people."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person
from demo.study_files import read

DOES = {
    "lead": gettext_lazy("leads the study: ethics decision, centres, team"),
    "interviewer": gettext_lazy("talks with the women, and draws the timeline with them"),
    "reader": gettext_lazy("reads a transcript as the second person, and signs it"),
    "therapist": gettext_lazy("says before a talk how she is, and hears after it how she was"),
    "supervisor": gettext_lazy("is there for the interviewers"),
    "auditor": gettext_lazy("checks acts and proofs for the ethics committee, and sees no content"),
    "administrator": gettext_lazy("keeps the installation running, and sees no content"),
}
ROLES = {
    "lead": gettext_lazy("Study lead"),
    "interviewer": gettext_lazy("Interviewer"),
    "reader": gettext_lazy("Second reader"),
    "therapist": gettext_lazy("Therapist"),
    "supervisor": gettext_lazy("Supervisor"),
    "auditor": gettext_lazy("Ethics auditor"),
    "administrator": gettext_lazy("Administrator"),
}


@dataclass(frozen=True)
class Button:
    """One sign-in button: e-mail address, name, role and what somebody in this role does, in words."""

    email: str
    name: str
    role: str
    role_words: str
    does: str


def chosen() -> list[dict[str, Any]]:
    """Give role, name and e-mail address of the people who have a button, in the order of the study's file."""
    setup = read("study")
    roles = {member["person"]: member for member in setup["study"]["memberships"]}
    return [
        {"role": roles[key]["role"], "centre": roles[key]["centre"], "name": who["name"], "email": who["email"]}
        for key, who in setup["people"].items()
        if who["demo_button"]
    ]


def buttons() -> list[Button]:
    """Give the sign-in buttons of the invented people that are there, by role."""
    there = set(Person.objects.filter(is_active=True).values_list("email", flat=True))
    return [
        Button(each["email"], each["name"], each["role"], _role(each), str(DOES[each["role"]]))
        for each in chosen()
        if each["email"] in there
    ]


def _role(each: dict[str, Any]) -> str:
    words = str(ROLES[each["role"]])
    if each["centre"] is None:
        return words
    kind = read("study")["study"]["centres"][each["centre"]]["kind"]
    return f"{words}, {_('inpatient') if kind == 'inpatient' else _('outpatient')}"


def with_button(email: str) -> Person | None:
    """Give the invented person with this e-mail address, or None when no button is theirs."""
    if email not in {each["email"] for each in chosen()}:
        return None
    return Person.objects.filter(email=email, is_active=True).first()
