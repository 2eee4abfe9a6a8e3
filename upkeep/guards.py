"""What the database itself refuses: the triggers that the steps put there, and which of them are not as they were put.

They hold the register, what she agreed to, what a feedback said, and a published guide. `EXPECTED` is written by hand,
for each database; a test holds it against one that went through all steps. A digest stands for what a trigger does.
"""

import hashlib
import re

from django.db import connection

EXPECTED: dict[str, dict[str, str]] = {
    "sqlite": {
        "checkins_feedback_no_chain": "c91420388a3b",
        "checkins_feedback_no_replace": "3615362fe17e",
        "checkins_feedback_no_update": "18981e453d05",
        "consent_act_once_delete": "14fda4285f87",
        "consent_act_once_insert": "e785eedec550",
        "consent_act_once_update": "2b57175bf105",
        "consent_answer_once_delete": "5562247fd39e",
        "consent_answer_once_insert": "8deee8242cf1",
        "consent_answer_once_update": "c45b933b4364",
        "consent_consentcopy_once_delete": "b368be77aba0",
        "consent_consentcopy_once_insert": "bf5549998f3c",
        "consent_consentcopy_once_update": "1db223f8ad15",
        "consent_teachback_once_delete": "58ff36738604",
        "consent_teachback_once_insert": "136b0cf6df1d",
        "consent_teachback_once_update": "f98b5d4b5b35",
        "consent_text_once_delete": "2adfb6966f47",
        "consent_text_once_insert": "cf0428507f1f",
        "consent_text_once_update": "29e24fb61e54",
        "consent_textversion_once_delete": "28b770f46d0f",
        "consent_textversion_once_insert": "1bd151422605",
        "consent_textversion_once_update": "71889d0ec4b7",
        "interviews_guideversion_stays_delete": "39836d13be6e",
        "interviews_guideversion_stays_pushed_out": "c82e58c66cbf",
        "interviews_guideversion_stays_replaced": "8920ec4c9012",
        "interviews_guideversion_stays_update": "aac4832947cf",
        "interviews_keyquestion_stays_delete": "b33626de15ff",
        "interviews_keyquestion_stays_insert": "cbadb6db9153",
        "interviews_keyquestion_stays_pushed_out": "80286fff6652",
        "interviews_keyquestion_stays_replaced": "d7b8de5d253f",
        "interviews_keyquestion_stays_update": "0ebe15fb1a18",
        "interviews_theme_stays_delete": "b26ddd8ca774",
        "interviews_theme_stays_insert": "010a2d64c4c6",
        "interviews_theme_stays_pushed_out": "4037379a2050",
        "interviews_theme_stays_replaced": "ec52bfd680ba",
        "interviews_theme_stays_update": "a40217c1c5d3",
        "ledger_checkpoint_guards_delete": "f5455aeaba4e",
        "ledger_checkpoint_guards_insert": "d606278c0d69",
        "ledger_checkpoint_guards_update": "b8374fb54fc7",
        "ledger_entry_guards_delete": "e0a2ee69213d",
        "ledger_entry_guards_insert": "232fc5a6554b",
        "ledger_entry_guards_update": "eb59ea2950f2",
        "ledger_head_guards_delete": "16a3a271d42f",
        "ledger_head_guards_insert": "4c0ca72df49c",
        "ledger_head_guards_update": "083ebeb33413",
        "ledger_payload_guards_delete": "2f859a12eb42",
        "ledger_payload_guards_insert": "5b9344ea4849",
        "ledger_payload_guards_update": "0600402d0daf",
    },
    "postgresql": {
        "checkins_feedback_once": "487a69d237c7",
        "consent_act_once": "af2835e6f8e5",
        "consent_answer_once": "6e9fd484196c",
        "consent_consentcopy_once": "a482f9354e69",
        "consent_teachback_once": "08ab3a380be6",
        "consent_text_once": "9edbabc20e18",
        "consent_textversion_ends_once": "2303d060e649",
        "consent_textversion_once": "1c30a5f9944f",
        "interviews_guideversion_stays_delete": "d89b0c38ceb4",
        "interviews_guideversion_stays_update": "c5f42cd0a41f",
        "interviews_keyquestion_stays_delete": "f91df4ba4b84",
        "interviews_keyquestion_stays_insert": "002857add0dd",
        "interviews_keyquestion_stays_update": "ade081f3a24b",
        "interviews_theme_stays_delete": "c891929328fc",
        "interviews_theme_stays_insert": "1d4a1b76422c",
        "interviews_theme_stays_update": "e23e4ac293de",
        "ledger_checkpoint_guards_delete": "9c705b9e5c27",
        "ledger_checkpoint_guards_insert": "d9d38cf9dc88",
        "ledger_checkpoint_guards_truncate": "879cd3a5c33c",
        "ledger_checkpoint_guards_update": "b705bd8b2a94",
        "ledger_entry_guards_delete": "4ec26e3b1423",
        "ledger_entry_guards_insert": "4bf85c2ffad0",
        "ledger_entry_guards_truncate": "8d8cae990f8c",
        "ledger_entry_guards_update": "357ae5319e01",
        "ledger_head_guards_delete": "026d40f1c7d6",
        "ledger_head_guards_insert": "a778467f994b",
        "ledger_head_guards_truncate": "2478eaef93e0",
        "ledger_head_guards_update": "34de514b793a",
        "ledger_payload_guards_delete": "4585fe6e1a2a",
        "ledger_payload_guards_insert": "7d6a00e46f88",
        "ledger_payload_guards_truncate": "554982eeb43e",
        "ledger_payload_guards_update": "287b1431b3b6",
    },
}

_SQLITE = "SELECT name, tbl_name, sql, '' FROM sqlite_master WHERE type = 'trigger'"
_POSTGRESQL = """
    SELECT t.tgname, c.relname, p.prosrc, concat_ws(' ', t.tgtype, t.tgattr::text, (t.tgqual IS NULL)::text)
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND pg_table_is_visible(c.oid)
"""


def there() -> dict[str, str]:
    """Give every trigger that is turned on, by name, with the digest of its table, of what it does and of when."""
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE if connection.vendor == "sqlite" else _POSTGRESQL)
        return {name: _digest(*said) for name, *said in cursor.fetchall()}


def _digest(*said: str) -> str:
    """Give 12 hexadecimal digits; SQLite quotes names anew when a table is remade, so quotes and spaces don't count."""
    return hashlib.sha256(re.sub(r'["\s]', "", "\x1f".join(said).lower()).encode()).hexdigest()[:12]


def broken() -> list[str]:
    """Give the names of the triggers that are gone, turned off or changed, and of those that nobody expects here."""
    expected, found = EXPECTED[connection.vendor], there()
    return sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
