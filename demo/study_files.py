"""The invented study as it is written down in `demo/study/`."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent / "study"


@cache
def read(name: str) -> dict[str, Any]:
    """Give the content of `demo/study/<name>.yaml`; nobody may change what it gives."""
    content: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return content
