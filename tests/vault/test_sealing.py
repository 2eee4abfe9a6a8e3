"""What is sealed opens in its place only, and never again once its key is destroyed."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import rules, services

PLACE = {"table": "a", "column": "b"}


@given(st.text())
def test_what_was_sealed_opens_again(text: str) -> None:
    subject, row = uuid.uuid4(), uuid.uuid4()
    services.make_key(subject)
    sealed = services.seal(text, subject=subject, row=row, **PLACE)
    assert services.open_sealed(sealed, subject=subject, row=row, **PLACE) == text


@given(st.binary(max_size=5000))
def test_padding_gives_back_what_it_got_and_hides_the_length(plain: bytes) -> None:
    body = rules.padded(plain)
    assert rules.unpadded(body) == plain
    assert len(body) in rules.BUCKETS or len(body) % rules.BUCKETS[-1] == 0


@pytest.mark.parametrize("moved", ["table", "column", "row", "subject"])
def test_a_value_moved_elsewhere_does_not_open(moved: str) -> None:
    place = {"subject": uuid.uuid4(), "row": uuid.uuid4(), "table": "a", "column": "b"}
    elsewhere = place | {moved: uuid.uuid4() if moved in {"row", "subject"} else "c"}
    services.make_key(place["subject"])
    services.make_key(elsewhere["subject"])
    sealed = services.seal("words", **place)
    with pytest.raises(services.Tampered):
        services.open_sealed(sealed, **elsewhere)


@pytest.mark.parametrize("position", [0, 1, 20, -1])
def test_a_changed_byte_does_not_open(position: int) -> None:
    place = {"subject": uuid.uuid4(), "row": uuid.uuid4(), **PLACE}
    services.make_key(place["subject"])
    sealed = bytearray(services.seal("words", **place))
    sealed[position] ^= 1
    with pytest.raises(services.Tampered):
        services.open_sealed(bytes(sealed), **place)


def test_a_value_sealed_before_a_change_of_the_form_still_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes were written by the program of 2026; they are never to be written anew."""
    known = bytes.fromhex(
        "01000102030405060708090a0b"
        "4702d613a4c5b16ee02cf2f9b1e9786d83d68734f07b5f7c"
        "3867e5851d6900b20ee676f24728a4634a0d50024d28f84b"
    )  # fmt: skip
    monkeypatch.setattr(services.keyring(), "key", lambda name: bytes(range(32)))
    subject = row = uuid.UUID(int=7)
    assert services.open_sealed(known, subject=subject, row=row, **PLACE) == "a summer"


def test_a_value_of_an_unknown_form_is_not_guessed_at() -> None:
    subject, row = uuid.uuid4(), uuid.uuid4()
    services.make_key(subject)
    sealed = services.seal("words", subject=subject, row=row, **PLACE)
    with pytest.raises(services.Tampered):
        services.open_sealed(b"\x02" + sealed[1:], subject=subject, row=row, **PLACE)


def test_a_wrapped_secret_opens_for_its_subject_and_purpose_only() -> None:
    subject, other = uuid.uuid4(), uuid.uuid4()
    for each in (subject, other):
        services.make_key(each)
    wrapped = services.wrap(b"a seed", subject=subject, purpose="test.seed")
    assert services.unwrap(wrapped, subject=subject, purpose="test.seed") == b"a seed"
    for place in ({"subject": other, "purpose": "test.seed"}, {"subject": subject, "purpose": "test.other"}):
        with pytest.raises(services.Tampered):
            services.unwrap(wrapped, **place)
    with pytest.raises(services.Tampered):
        services.unwrap(b"\x02" + wrapped[1:], subject=subject, purpose="test.seed")


def test_a_signature_holds_for_its_message_and_key_only() -> None:
    signature = services.sign(b"message")
    assert services.verify(b"message", signature, services.public_key())
    assert not services.verify(b"another", signature, services.public_key())


def test_a_fingerprint_is_the_same_each_time_and_differs_for_another_secret() -> None:
    assert services.fingerprint("one") == services.fingerprint("one")
    assert services.fingerprint("one") != services.fingerprint("two")
