"""Command line: rows of JSON in, suggestions out."""

import argparse
import json
import sys
from typing import BinaryIO, TextIO

from deid.engine import suggest


def answer(line: bytes) -> dict[str, object]:
    """Give the answer to one row; an error names the fault and never the text."""
    row_id = None
    try:
        row = json.loads(line.decode("utf-8"))
        row_id = row.get("id")
        if not isinstance(row["text"], str):
            return {"id": row_id, "error": "text must be a string"}
        known = row.get("known") or []
        spans = suggest(row["text"], row["lang"], known=known)
    except (json.JSONDecodeError, UnicodeDecodeError):
        return {"id": None, "error": "not a line of JSON"}
    except Exception as fault:  # the text may stand in the message, so only the kind is told
        return {"id": row_id, "error": f"row cannot be read ({type(fault).__name__})"}
    return {"id": row_id, "spans": [[span.start, span.end, span.label, span.level] for span in spans]}


def run(source: BinaryIO, target: TextIO) -> int:
    """Answer every row in order; give 1 when a row could not be read, else 0."""
    status = 0
    for line in source:
        if not line.strip():
            continue
        row = answer(line)
        status = 1 if "error" in row else status
        target.write(json.dumps(row) + "\n")
        target.flush()
    return status


def main() -> int:
    """Read the options and run."""
    parser = argparse.ArgumentParser(prog="python -m deid", description="Suggest what identifies a person.")
    parser.add_argument("--jsonl", action="store_true", required=True, help="rows of JSON on standard input")
    parser.parse_args()
    return run(sys.stdin.buffer, sys.stdout)


if __name__ == "__main__":
    sys.exit(main())
