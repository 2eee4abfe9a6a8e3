"""Consent texts as frozen versions, and acts as rows that nothing changes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from studies.models import LANGUAGES, Row


class Change(models.TextChoices):
    """What a new version of the text asks of those who agreed to an older one."""

    EDITORIAL = "editorial", _("editorial")
    INFORM = "inform", _("to be told")
    RE_CONSENT = "re_consent", _("to be asked again")


class TextVersion(Row):
    """One version of the consent text, published in all its languages together."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    change = models.CharField(max_length=10, choices=Change)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ends_at = models.DateTimeField(null=True, blank=True)  # exclusive; acts on it are refused from then on

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="consent_version_number_once")]


class Text(Row):
    """A version's words in one language, placeholders filled in."""

    version = models.ForeignKey(TextVersion, models.PROTECT, related_name="texts")
    language = models.CharField(max_length=2, choices=LANGUAGES)
    body = models.JSONField()  # sections, items, oral, teach_back, withdrawal, closing: see rules.TextBody
    digest = models.CharField(max_length=64)  # SHA-256 of the canonical JSON of `body`, hexadecimal

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="consent_text_language_once")]


class Kind(models.TextChoices):
    """The kinds of consent acts."""

    ORAL = "oral", _("spoken yes")
    WRITTEN = "written", _("written yes")
    RECORDING_TODAY = "recording_today", _("recording today")
    WITHDRAWAL = "withdrawal", _("withdrawal")
    RE_CONSENT = "re_consent", _("agreed again")
    ITEM_CHANGE = "item_change", _("one choice changed")
    DELETION = "deletion", _("everything deleted, on the order of the study")


STOPS = (Kind.WITHDRAWAL, Kind.DELETION)
"""The kinds after which nothing more is asked or kept: she stopped, or two of the staff had everything deleted."""


class Reason(models.TextChoices):
    """Why somebody of the staff orders a deletion. Her own withdrawal needs no reason and no second person."""

    ASKED = "asked", _("she asked for it, and could not use her code")
    TIME_OVER = "time_over", _("the time for keeping is over")
    AUTHORITY = "authority", _("a data protection authority ordered it")


BROUGHT_BACK = "restored"
"""The reason of a deletion that an older safety copy had undone: it is written again, and nobody orders it anew."""


class Present(models.TextChoices):
    """Who else was there."""

    NOBODY = "nobody", _("nobody else")
    WITNESS = "witness", _("a witness")
    INTERPRETER = "interpreter", _("an interpreter")


class Level(models.TextChoices):
    """How far a withdrawal goes."""

    W1 = "W1", _("no more talks")
    W2 = "W2", _("no more talks, and the recording deleted")
    W3 = "W3", _("everything deleted")


class Act(Row):
    """One thing a participant decided, or a deletion by the staff. A change of mind is a new act, never an edit."""

    participant = models.ForeignKey("studies.Participant", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=Kind)
    version = models.ForeignKey(TextVersion, models.PROTECT, related_name="acts")
    language = models.CharField(max_length=2, choices=LANGUAGES)
    text_digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    centre = models.ForeignKey("studies.Centre", models.PROTECT, related_name="+")
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # none: she changed a choice or stopped
    present = models.CharField(max_length=12, choices=Present, default=Present.NOBODY)
    level = models.CharField(max_length=2, choices=Level, blank=True)  # of a withdrawal; a deletion is W3
    reason = models.CharField(
        max_length=10, choices=[*Reason.choices, (BROUGHT_BACK, _("it was deleted before"))], blank=True
    )  # of a deletion
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    order = models.BigIntegerField(unique=True)  # number of the act's ledger entry: the order of acts

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="consent_act_kind_is_known"),
            models.CheckConstraint(condition=Q(present__in=Present.values), name="consent_act_present_is_known"),
            models.CheckConstraint(
                condition=Q(kind="withdrawal", level__in=Level.values)
                | Q(kind="deletion", level="W3")
                | (~Q(kind__in=["withdrawal", "deletion"]) & Q(level="")),
                name="consent_withdrawal_has_a_level",
            ),
            models.CheckConstraint(
                condition=Q(kind="deletion", reason__in=[*Reason.values, BROUGHT_BACK])
                | (~Q(kind="deletion") & Q(reason="")),
                name="consent_deletion_has_a_reason",
            ),
        ]


class Answer(Row):
    """A yes or a no to one sentence: an item (C01…) of a written act, or of the script (O1…) of an oral one."""

    act = models.ForeignKey(Act, models.PROTECT, related_name="answers")
    item = models.CharField(max_length=4)
    yes = models.BooleanField()
    choice = models.CharField(max_length=12, blank=True)  # with C11: centre, researcher, both, not_now

    class Meta:
        constraints = [models.UniqueConstraint(fields=["act", "item"], name="consent_answer_once")]


class Heard(models.TextChoices):
    """How a teach-back question went: a talk, not a test."""

    CLEAR = "clear", _("clear")
    EXPLAINED_AGAIN = "again", _("explained again")
    NOT_NOW = "not_now", _("not now")


class TeachBack(Row):
    """How one teach-back question (T1…) of an oral act went."""

    act = models.ForeignKey(Act, models.PROTECT, related_name="teach_back")
    question = models.CharField(max_length=4)
    heard = models.CharField(max_length=8, choices=Heard)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["act", "question"], name="consent_teach_back_once")]


class CardReason(models.TextChoices):
    """What happened to the card before, when a further one is made."""

    LOST = "lost", _("card lost")
    DESTROYED = "destroyed", _("card destroyed")


class Channel(models.TextChoices):
    """How she told somebody of the study that she stops."""

    IN_PERSON = "in_person", _("in person")
    BY_PHONE = "by_phone", _("by phone")
    BY_LETTER = "by_letter", _("by letter")


class WithdrawalCode(Row):
    """The code on her card, by its fingerprint only."""

    participant = models.OneToOneField("studies.Participant", models.PROTECT, related_name="+")
    fingerprint = models.BinaryField(unique=True, max_length=32)  # vault.services.fingerprint of the code
    made_at = models.DateTimeField()


class ConsentCopy(Row):
    """The copy that was given for a written act: one document per act, never made anew with other words."""

    act = models.OneToOneField(Act, models.PROTECT, related_name="copy")
    digest = models.CharField(max_length=64)  # SHA-256 of the PDF, hexadecimal
    made_at = models.DateTimeField()


class Effect(Row):
    """What one holder has to do because of a withdrawal; her page shows these rows."""

    act = models.ForeignKey(Act, models.PROTECT, related_name="effects")
    holder = models.CharField(max_length=20)
    what = models.CharField(max_length=40)  # the holder's code of what happens
    order = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["act", "holder", "what"], name="consent_effect_once")]
