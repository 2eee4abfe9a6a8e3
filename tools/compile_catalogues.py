"""Compile the translations: every locale/*/LC_MESSAGES/*.po whose .mo is missing or older."""

import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]


def stale(source: Path) -> bool:
    """Whether the compiled catalogue beside this one is missing or older."""
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns


def compile_catalogues(root: Path) -> list[Path]:
    """The catalogues that had to be compiled under `root`/locale, in order of their names."""
    sources = [path for path in sorted(root.glob("locale/*/LC_MESSAGES/*.po")) if stale(path)]
    for source in sources:
        fresh = source.with_suffix(".mo.new")
        polib.pofile(str(source)).save_as_mofile(str(fresh))
        fresh.replace(source.with_suffix(".mo"))
    return sources


def main() -> int:
    for source in compile_catalogues(ROOT):
        sys.stdout.write(f"Compiled {source.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
