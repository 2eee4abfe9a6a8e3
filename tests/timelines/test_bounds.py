"""What one actor may ask of the sockets of a process."""

from timelines.bounds import AT_ONCE, MOST_SOCKETS, Bounds


class Socket:
    def __init__(self) -> None:
        self.gone = False

    def make_room(self) -> None:
        self.gone = True


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_sixty_messages_at_once_and_twenty_a_second_from_then_on() -> None:
    clock = Clock()
    bounds = Bounds(clock)
    assert [bounds.may_say("a") for _ in range(AT_ONCE + 1)] == [True] * 60 + [False]
    clock.now = 1
    assert [bounds.may_say("a") for _ in range(21)] == [True] * 20 + [False]
    assert bounds.may_say("b") is True


def test_a_long_silence_saves_no_more_than_one_burst() -> None:
    clock = Clock()
    bounds = Bounds(clock)
    bounds.may_say("a")
    clock.now = 3600
    assert sum(bounds.may_say("a") for _ in range(1000)) == 60


def test_the_oldest_socket_makes_room_and_going_gives_the_place_back() -> None:
    bounds, sockets = Bounds(Clock()), [Socket() for _ in range(MOST_SOCKETS + 2)]
    for socket in sockets[:5]:
        bounds.enter("a", socket)
    assert [socket.gone for socket in sockets] == [True, False, False, False, False, False]
    bounds.go("a", sockets[1])
    bounds.enter("a", sockets[5])
    assert [socket.gone for socket in sockets] == [True, False, False, False, False, False]


def test_who_went_long_ago_is_forgotten_and_who_speaks_fast_is_not_by_coming_back() -> None:
    clock = Clock()
    bounds, socket = Bounds(clock), Socket()
    bounds.enter("a", socket)
    while bounds.may_say("a"):
        pass
    bounds.go("a", socket)
    assert bounds.may_say("a") is False
    clock.now = 60
    bounds.go("b", socket)
    assert bounds.held == {}
