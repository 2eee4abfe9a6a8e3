"""Ordinary words of a language and how often they are used, out of installed packages; no network."""

from deid.words import fold

VERY_FREQUENT, FREQUENT, ALL = 3_000, 10_000, 1_000_000
ENDINGS = {
    "nl": tuple(
        "ing ingen heid heden iteit iteiten isch ische lijk lijke baar bare isme atie aties eren eerd eerde loos loze"
        " zaam achtig achtige logie matig matige tica schap".split()
    ),
    "fr": tuple("ment ments tion tions ique iques isme iste istes iser isation ite ites able ables ible ibles".split()),
    "en": tuple("ness tion tions ly able ible ism isms ist ists less ful".split()),
}


def ranked(lang: str, listed: frozenset[str], chosen: frozenset[str]) -> dict[str, int]:
    """Give the rank of every ordinary word, 0 for the most frequent.

    The order is that of wordfreq, which knows no capitals. A word is ordinary when simplemma writes it without a
    capital; also when it is frequent, or ends like a word, and simplemma does not write it with a capital. Names that
    are `listed` must be very frequent for that; `chosen` names are never ordinary.
    """
    import wordfreq

    plain, ranks = _dictionary(lang), dict[str, int]()
    for token in wordfreq.top_n_list(lang, ALL):
        key = fold(token)
        if key in ranks or key in chosen or not key.isalpha():
            continue
        if token in plain or (token.title() not in plain and _usual(key, len(ranks), lang, key in listed)):
            ranks[key] = len(ranks)
    return ranks


def _usual(key: str, rank: int, lang: str, name: bool) -> bool:
    """Say whether a word that the dictionary lacks is ordinary all the same."""
    return rank < VERY_FREQUENT or (not name and (rank < FREQUENT or key.endswith(ENDINGS[lang])))


def _dictionary(lang: str) -> frozenset[str]:
    """Give every form and base of a word that simplemma knows, as written."""
    from simplemma.strategies import DefaultDictionaryFactory

    entries = DefaultDictionaryFactory(cache_max_size=1).get_dictionary(lang)
    return frozenset(entries).union(entries.values())
