"""In a session stand ids, instants and constants; anything else is not saved."""

from typing import Any

import pytest

from config.celery import NotAnId
from config.sessions import NotAllowed, SessionStore
from consent.tasks import carry_out_effects

ID = "1b671a64-40d5-491e-99b0-da01ff1f3341"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("draft", ID), ("link", "her own words"), ("link", ID.upper()), ("code", 7), ("code_until", "her own words"),
        ("_auth_user_id", "her own words"), ("_auth_user_backend", "her own words"), ("_auth_user_hash", "a" * 63),
        ("_messages", '[["__json_message", 0, 25, "' + "her own words " * 20 + '"]]'), ("_messages", '{"a": 1}'),
    ],
)  # fmt: skip
def test_what_is_not_on_the_list_is_not_saved_and_not_quoted(db: None, name: str, value: Any) -> None:
    store = SessionStore()
    store[name] = value
    with pytest.raises(NotAllowed) as refused:
        store.save()
    assert (str(value) in str(refused.value), name in str(refused.value)) == (False, False)


def test_what_is_on_the_list_comes_back(db: None) -> None:
    store = SessionStore()
    store.update({"link": ID, "code_until": 12.5, "_messages": '[["__json_message", 0, 25, "Kept."]]'})
    store.save()
    assert SessionStore(store.session_key).load() == dict(store.items())


@pytest.mark.parametrize("words", ["her own words", ID.upper(), ["a"], {"a": "b"}, 1.5, b"x"])
def test_a_task_is_not_sent_with_anything_but_ids_and_numbers(words: Any) -> None:
    task = carry_out_effects
    for given in ({"args": [words]}, {"kwargs": {"participant": words}}):
        with pytest.raises(NotAnId) as refused:
            task.apply_async(**given)
        assert str(refused.value) == ""
