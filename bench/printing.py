"""What it costs to print in a process of its own: her copy by the press, against the same within the process.

    .venv/bin/python bench/printing.py

Says the median of each, their ratio in one run, and what the first sheet of a process takes, with the start of the
press. Nothing of it is a test: a busy machine is no fault of a rule.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SHEETS = 15
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Print in turn, so that what slows the machine slows both."""
    from django.template.loader import render_to_string

    from printing import press, services
    from printing.pressing import Limits, Pressing

    words = "<p>Some words of a text that is as long as the one she agrees to.</p>" * 150
    page = render_to_string("print.html").replace("</body>", f"{words}</body>")
    sheet, pressing = (page, services._style(), b"0" * 16), Pressing()
    first = seconds(lambda: pressing.pdf(*sheet, Limits()))
    press.printed(*sheet)
    apart, within = [], []
    for _ in range(SHEETS):
        apart.append(seconds(lambda: pressing.pdf(*sheet, Limits())))
        within.append(seconds(lambda: press.printed(*sheet)))
    one, other = (statistics.median(times) for times in (apart, within))
    pressing.end()
    print(f"apart {1000 * one:.0f} ms, within {1000 * other:.0f} ms, ratio {one / other:.2f}, the first {first:.1f} s")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as var:
        os.environ.update(DJANGO_SETTINGS_MODULE="config.settings", ATTUNE_MODE="real", ATTUNE_VAR=var)
        import django

        django.setup()
        main()
