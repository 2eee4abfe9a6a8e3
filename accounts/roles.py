"""In what part somebody asks, and how they are related to a row: what the access policy is made of."""

from enum import StrEnum


class Role(StrEnum):
    """In what part somebody asks."""

    ANONYMOUS = "anonymous"
    PARTICIPANT_BY_LINK = "participant by link"
    PARTICIPANT_BY_CODE = "participant by code"
    INTERVIEWER = "interviewer"
    READER = "reader"
    THERAPIST = "therapist"
    SUPERVISOR = "supervisor"
    LEAD = "lead"
    AUDITOR = "auditor"
    CUSTODIAN = "custodian"
    ADMINISTRATOR = "administrator"
    PLATFORM = "platform"  # tasks and commands


class Relation(StrEnum):
    """How somebody has to be related to a row so that a policy row lets them through."""

    ANY = "any"
    OWN_STUDY = "own study"
    OWN_CENTRE = "own centre"
    ASSIGNED = "assigned case"
    NAMED = "named on the row"
    SELF = "about oneself"
    OWN_LINK = "own link"
    OWN_CODE = "own code"
