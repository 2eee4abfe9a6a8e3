"""Reading the lists ahead of the first text."""

import subprocess
import sys
from pathlib import Path

TIMES = """
import time
from deid.engine import suggest, warm
began = time.perf_counter(); warm(); warmed = time.perf_counter()
for lang in ("nl", "fr", "en"):
    suggest("In Gent woont Nora Peeters, 12 mei 2001, tel 0475 12 34 56, in the school, à Lyon.", lang)
print((time.perf_counter() - warmed) / (warmed - began))
"""


def test_after_the_lists_are_read_a_text_takes_a_small_part_of_that_time(root: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", TIMES], cwd=root, capture_output=True, text=True, check=True)
    assert float(ran.stdout) < 0.2
