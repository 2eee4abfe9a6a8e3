"""What is wrong with the table of the access policy: asked before the program starts."""

from collections.abc import Iterable

from accounts.access import DEVICES, Relation, Role, _wiring

_STAFF = set(Relation) - {Relation.OWN_LINK, Relation.OWN_CODE}
_RELATED = dict.fromkeys(Role, _STAFF) | dict.fromkeys((Role.ANONYMOUS, Role.PLATFORM), {Relation.ANY}) | DEVICES
"""The ways in which somebody in each part can be related to anything; a participant's device in one."""


def faults(stated: Iterable[tuple[str, str]]) -> list[str]:
    """Give what is wrong with the table, seen against the (resource, action) pairs that the program states.

    A pair without a row, a row that nothing states, a resource whose relations no room has told, a role that can't be
    related so, a row for some where everybody has one, and one for the staff where a participant's device has one.
    """
    pairs = set(stated)
    rows = {(resource, action) for _, resource, action in _wiring.policy}
    told = {res for (_, res, _), relation in _wiring.policy.items() if relation is not Relation.ANY}
    open_to_all = {row[1:] for row in _wiring.policy if row[0] is Role.ANONYMOUS}
    hers = {row[1:] for row in _wiring.policy if row[0] in DEVICES}
    return (
        [f"no policy row for {pair}" for pair in sorted(pairs - rows)]
        + [f"nothing states the policy row {pair}" for pair in sorted(rows - pairs)]
        + [f"no room says how {resource} is related to people" for resource in sorted(told - set(_wiring.relations))]
        + [f"{row} is not related by {by}" for row, by in _wiring.policy.items() if by not in _RELATED[row[0]]]
        + [f"everybody has {row} already" for row in _wiring.policy if row[1:] in open_to_all and row[0] != "anonymous"]
        + [f"{row} is hers" for row in _wiring.policy if row[1:] in hers and row[0] not in DEVICES]
    )
