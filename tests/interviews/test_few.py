"""What is shown of few: no number under five, and none that the rest of the whole would say."""

from hypothesis import given
from hypothesis import strategies as st

from interviews.few import between_quarters, is_due, shown
from studies.queries import FEWEST

COUNTS = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 12), min_size=1)


def test_numbers_under_five_are_not_shown_nor_one_that_would_say_them() -> None:
    assert shown({"a": 20, "b": 3, "c": 7, "d": 0}) == {"a": 20, "b": None, "c": None, "d": 0}
    assert shown({"a": 20, "b": 4, "c": 7, "d": 1}) == {"a": 20, "b": None, "c": 7, "d": None}
    assert shown({"a": 6, "b": 5, "c": 0}) == {"a": 6, "b": 5, "c": 0}


@given(COUNTS)
def test_what_is_hidden_is_together_never_under_five_while_something_is_shown(counts: dict[str, int]) -> None:
    seen = shown(counts)
    hidden = [counts[name] for name, number in seen.items() if number is None]
    kept = [number for number in seen.values() if number is not None]
    assert all(number is None or number == counts[name] for name, number in seen.items())
    assert all(number == 0 or number >= FEWEST for number in kept)
    assert not hidden or not any(kept) or sum(hidden) >= FEWEST


def test_lengths_are_measured_in_steps_of_five_and_the_whole_study_at_its_end() -> None:
    def looks(planned: int | None, most: int) -> list[int]:
        seen = [0]
        for count in range(1, most + 1):
            if is_due(count, seen[-1], planned):
                seen.append(count)
        return seen[1:]

    assert looks(None, 12) == [5, 10]
    assert looks(23, 30) == [5, 10, 15, 23, 28]
    assert looks(6, 12) == [6, 11]


def test_the_shortest_and_the_longest_are_told_by_the_quarters_of_an_hour_around_them() -> None:
    told = [between_quarters(60 * shortest, 60 * longest) for shortest, longest in ((59, 184), (45, 60), (14, 16))]
    assert [(shortest // 60, longest // 60) for shortest, longest in told] == [(45, 195), (45, 60), (0, 30)]
