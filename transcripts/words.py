"""The words that may stand in brackets, offered in the transcript's own language; any other word can be typed."""

WORDS: dict[str, dict[str, list[str]]] = {
    "en": {
        "PER": ["person", "daughter", "son", "child", "mother", "father", "partner", "ex-partner", "sister", "brother",
                "friend", "therapist", "interviewer", "participant"],
        "LOC": ["place", "town", "city", "village", "country", "foreign city", "street"],
        "ORG": ["organisation", "school", "centre", "hospital", "workplace", "shop"],
        "DATE": ["date", "day", "month", "year"],
        "AGE": ["age"],
        "PHONE": ["phone number"],
        "EMAIL": ["e-mail address"],
        "ADDRESS": ["address"],
        "ID": ["number"],
        "OTHER": ["detail", "job", "sport", "illness", "event"],
    },
    "nl": {
        "PER": ["persoon", "dochter", "zoon", "kind", "moeder", "vader", "partner", "ex-partner", "zus", "broer",
                "vriendin", "therapeut", "interviewer", "deelneemster"],
        "LOC": ["plaats", "stad", "gemeente", "dorp", "land", "stad in het buitenland", "straat"],
        "ORG": ["organisatie", "school", "centrum", "ziekenhuis", "werkplek", "winkel"],
        "DATE": ["datum", "dag", "maand", "jaar"],
        "AGE": ["leeftijd"],
        "PHONE": ["telefoonnummer"],
        "EMAIL": ["e-mailadres"],
        "ADDRESS": ["adres"],
        "ID": ["nummer"],
        "OTHER": ["detail", "beroep", "sport", "ziekte", "gebeurtenis"],
    },
    "fr": {
        "PER": ["personne", "fille", "fils", "enfant", "mère", "père", "partenaire", "ex-partenaire", "sœur", "frère",
                "amie", "thérapeute", "intervieweuse", "participante"],
        "LOC": ["lieu", "ville", "commune", "village", "pays", "ville à l'étranger", "rue"],
        "ORG": ["organisation", "école", "centre", "hôpital", "lieu de travail", "magasin"],
        "DATE": ["date", "jour", "mois", "année"],
        "AGE": ["âge"],
        "PHONE": ["numéro de téléphone"],
        "EMAIL": ["adresse e-mail"],
        "ADDRESS": ["adresse"],
        "ID": ["numéro"],
        "OTHER": ["détail", "métier", "sport", "maladie", "événement"],
    },
}  # fmt: skip
"""By language and label; the first word of a label is the one that is proposed."""

KINDS: dict[str, tuple[str, str]] = {
    "PER": ("person", "P"), "LOC": ("place", "L"), "ORG": ("organisation", "O"), "DATE": ("time", "T"),
    "AGE": ("time", "T"), "PHONE": ("contact", "C"), "EMAIL": ("contact", "C"), "ADDRESS": ("contact", "C"),
    "ID": ("contact", "C"), "OTHER": ("other", "X"),
}  # fmt: skip
"""How a label looks on the page: the kind of its underlay, and the letter beside it."""
