"""What a page of a review shows: its marks, and the fields that a browser without a script sends back."""

import html
import re
from typing import Any


def marked(page: Any) -> list[tuple[str, str, str]]:
    """Give the marks of a page: words, state, word in brackets."""
    found = re.findall(r"<mark ([^>]*)>([^<]*)</mark>", page.content.decode())
    state = [(words, dict(re.findall(r'data-([a-z]+)="([^"]*)"', attributes))) for attributes, words in found]
    return [(html.unescape(words), each.get("state", ""), each["word"]) for words, each in state]


def fields(page: Any) -> dict[str, str]:
    """Give the fields of a page as a browser without a script would send them back."""
    source = page.content.decode()
    radios = re.findall(r'<input type="radio" name="(choice[^"]*)" value="([^"]*)" autocomplete="off" checked>', source)
    return dict(radios) | dict(re.findall(r'<input name="(word[^"]*)" value="([^"]*)"', source))
