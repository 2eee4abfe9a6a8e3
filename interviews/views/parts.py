"""What parts of the room's page are drawn of."""

from django.utils.translation import gettext as _

from accounts.alike import Rows
from interviews.models import Sitting
from interviews.queries import Cards


def attuned(sitting: Sitting) -> str:
    """Give the attunement of a sitting in a few words; none before it was given."""
    said = sitting.attunement
    if said is None or not said.verdict:
        return ""
    return f"{_('go')} ({', '.join(map(str, said.adjustments))})" if said.adjust else str(said.get_verdict_display())


def topics_of(cards: Cards) -> Rows:
    """Give the topics of a guide, each with its questions, as rows of parts that are drawn once."""
    return Rows("interviews/_topic.html", [
        {"aside": card.aside, "own_topic": card.id, "own_title": card.title,
         "own_questions": Rows("interviews/_question.html", [
             {"question": one, "language": cards.language} for one in card.questions])}
        for card in cards.themes
    ])  # fmt: skip
