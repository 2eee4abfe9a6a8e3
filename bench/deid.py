"""Measure the de-identification engine on annotated text that stays outside the project.

    ATTUNE_EVAL_DEID=/path/to/folder python bench/deid.py [corpus ...]

The folder holds *.jsonl corpora and score.py. Each corpus runs as it is and in lower case.
Then a text of 100,000 hostile characters shows that time grows in line with length.
"""

import importlib.util
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
sys.path = [str(ROOT)] + [entry for entry in sys.path if Path(entry or ".").resolve() != ROOT / "bench"]

from deid.engine import suggest  # noqa: E402 - the folder of this file hides the package until the line above

HOSTILE = (
    *(
        "1",
        "1 ",
        "a",
        "abcde",
        "A ",
        "Van de ",
        "rue de la ",
        "nul ",
        "-",
        "a.",
        "@",
        "a@",
        "[",
        "0/",
        "Aa-",
        "é\u0301",
    ),
    *("x punt ", "A1", "[a] Jan ", "I: Jan\n", "Jan van ", "12 ", "www.a", "mijn zus Jan, ", "(", "'", "  ", "\n"),
)
LENGTHS = (25_000, 100_000)


def scorer(folder: Path) -> ModuleType:
    """Load the scorer that lies beside the corpora."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"There is no score.py in {folder}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def lower(text: str) -> str:
    """Lower every letter whose length stays the same."""
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)


def predict(rows: list[dict], variant: str) -> tuple[list[dict], float]:
    """Give predictions and CPU seconds."""
    began, answers = time.process_time(), []
    for row in rows:
        text = lower(row["text"]) if variant == "lower" else row["text"]
        spans = suggest(text, row["lang"])
        answers.append({"id": row["id"], "spans": [[s.start, s.end, s.label, s.level] for s in spans]})
    return answers, time.process_time() - began


def compared(score: Callable[..., dict], rows: list[dict], answers: list[dict]) -> dict:
    """Give precision with both levels counted, and recall of `mask` alone, so that like stands beside like."""
    as_mask = [{"id": row["id"], "spans": [[*span[:3], "mask"] for span in row["spans"]]} for row in answers]
    sure = [{"id": row["id"], "spans": [span for span in row["spans"] if span[3] == "mask"]} for row in answers]
    return {"precision_any": score(rows, as_mask)["precision"], "recall_mask": score(rows, sure)["recall"]}


def measure(folder: Path, wanted: list[str]) -> None:
    """Print one line for each corpus and variant."""
    score = scorer(folder).score
    for path in sorted(folder.glob("*.jsonl")):
        if wanted and not any(name in path.name for name in wanted):
            continue
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        for variant in ("cased", "lower"):
            answers, seconds = predict(rows, variant)
            figures = score(rows, answers) | compared(score, rows, answers)
            speed = round(sum(len(row["text"]) for row in rows) / seconds)
            print(f"{path.stem:24} {variant:6} {speed:8} characters a CPU second  {json.dumps(figures)}", flush=True)


def growth() -> None:
    """Print how much longer four times the text takes; 4 is linear."""
    for piece in HOSTILE:
        for lang in ("nl", "fr", "en"):
            taken = []
            for length in LENGTHS:
                text = (piece * (length // len(piece) + 1))[:length]
                began = time.process_time()
                suggest(text, lang)
                taken.append(time.process_time() - began)
            print(f"growth {piece!r:12} {lang} x{taken[1] / max(taken[0], 0.001):5.1f} ({taken[1]:.2f} s)", flush=True)


def main() -> int:
    """Measure when the folder is there; say so when it is not."""
    for lang in ("nl", "fr", "en"):
        suggest("Ana woont in Gent, 02 555 12 12. met xantippe mars", lang)
    folder = Path(os.environ.get("ATTUNE_EVAL_DEID", ""))
    if not os.environ.get("ATTUNE_EVAL_DEID") or not (folder / "score.py").is_file():
        print("Skipped: set ATTUNE_EVAL_DEID to a folder with *.jsonl corpora and score.py.")
    else:
        measure(folder, sys.argv[1:])
    if len(sys.argv) < 2:
        growth()
    return 0


if __name__ == "__main__":
    sys.exit(main())
