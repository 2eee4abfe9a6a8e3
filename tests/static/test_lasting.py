"""A pause that arrives late, as the room's page hears it: said once more where it still lasts, and only there."""

from pathlib import Path
from typing import Any

from tests.services.browser import chromium

SAID = """(heard) => {
  let again = 0;
  const lasting = new Lasting(() => (again += 1), { now: Date.now() });
  for (const [kind, ago, paused, all] of heard) {
    const message = kind === "letter" ? { sealed: {} } : { kind, made: Date.now() - ago };
    lasting.heard(message, { paused }, all);
  }
  return again;
}"""
CASES: list[tuple[list[Any], int]] = [
    ([("pause", 75_000, True, True)], 1),
    ([("pause", 75_000, True, False), ("note", 100, True, True)], 1),
    ([("letter", 0, True, True)], 1),
    ([("pause", 75_000, True, False), ("go on", 100, False, True)], 0),  # they have gone on
    ([("pause", 100, True, True)], 0),  # it has closed her screen
    ([("pause", 75_000, True, True), ("note", 100, True, True)], 1),
]


def test_a_late_pause_is_said_once_more_where_it_still_lasts(root: Path) -> None:
    script = (root / "static/js/room/lasting.js").read_text().replace("export class Lasting", "window.Lasting = class")
    with chromium() as browser:
        page = browser.new_page()
        page.set_content(f"<script>{script}</script>")
        assert [page.evaluate(SAID, heard) for heard, _times in CASES] == [times for _heard, times in CASES]
