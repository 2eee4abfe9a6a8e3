"""Run as a program beside a running Attune: one interviewer of the stories has many sittings on one day.

What holds back planning has tests of its own; the stories share the people of one demonstration.
"""

import django


def main() -> None:
    """Take the limits of every study away."""
    django.setup()
    from interviews.models import Pace

    Pace.objects.update(sittings_a_day=None, sittings_a_week=None, hours_after_heavy=None)


if __name__ == "__main__":
    main()
