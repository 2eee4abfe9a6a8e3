"""docs/install.md as something that can be typed: its blocks, in their order."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/install.md"
KINDS = {"laptop": {"", "machine", "start", "doctor"}, "server": {"", "machine", "root", "doctor"}}
"""What a block of each installation may be. `machine`: it asks for packages, or for a machine of its own."""


@dataclass(frozen=True)
class Block:
    """Lines to type, and the installation and kind that stand behind their fence."""

    installation: str
    kind: str
    lines: tuple[str, ...]


def blocks(page: str | None = None) -> list[Block]:
    """Give every block of the page. Raises ValueError when one says of itself what no block may be."""
    found = re.findall(r"^```(.*)\n((?:.*\n)*?)```$", PAGE.read_text() if page is None else page, re.M)
    return [_block(*each) for each in found]


def _block(says: str, text: str) -> Block:
    shell, installation, kind = (*says.split(), "", "", "")[:3]
    if shell != "sh" or kind not in KINDS.get(installation, set()):
        raise ValueError(says)
    return Block(installation, kind, tuple(text.splitlines()))


def of(installation: str, *kinds: str) -> list[Block]:
    """Give the blocks of one installation that are of these kinds."""
    return [each for each in blocks() if each.installation == installation and each.kind in kinds]
