"""A guide as a YAML text: read as words alone, or refused with the line and what is wrong there.

Nothing is constructed from the file but strings: no tag, no anchor, no second document (YAML 1.1 as PyYAML reads it).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from django.utils.translation import gettext as _

from studies.models import LANGUAGES

LARGEST = 100_000
"""Characters of a file; the guide of the demonstration has 17,000."""
LONGEST = 500
"""Characters of one sentence."""
DEEPEST = 12
"""How far rows may stand inside each other; a guide needs nine."""
MOST = {"opening": 20, "reminders": 20, "closing": 20, "themes": 12, "questions": 20, "probes": 10}
"""How many rows each list may have."""
FAULTS_SHOWN = 12

_CODES = [code for code, _name in LANGUAGES]
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufffe\uffff\ud800-\udfff]"
)
_ABOUT_THE_FILE = {"version", "change", "approved_on", "published_on", "languages"}
"""Said for who reads the file; a version gets its number and its day when it is published."""
_GUIDE = {"opening", "reminders", "themes", "closing"}


@dataclass(frozen=True)
class Fault:
    """What is wrong, in words for who brings the file; `line` counts from 1, 0 is the whole file."""

    line: int
    words: str


class Unreadable(Exception):
    """A text that is no guide; it says nothing of what stood in it but `faults`."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(type(self).__name__)
        self.faults = faults


def read(text: str) -> dict[str, Any]:
    """Give the guide that `text` holds, as `services.draft_guide` takes it; a language may still be missing.

    Raises Unreadable with up to a dozen faults.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if not text.strip():
        raise Unreadable([Fault(0, _("There are no words in it yet."))])
    if len(text) > LARGEST:
        raise Unreadable([Fault(0, _("This is longer than a guide can be: the limit is 100,000 characters."))])
    if unseen := UNSEEN.search(text):
        words = _("A sign that cannot be seen stands in this line.")
        raise Unreadable([Fault(text.count("\n", 0, unseen.start()) + 1, words)])
    reader = _Reader()
    content = reader.guide(_node(text))
    if reader.faults:
        raise Unreadable(reader.faults[:FAULTS_SHOWN])
    return content


def _node(text: str) -> yaml.Node:
    """Give the tree of a text whose events have shown that it is small and plain."""
    try:
        _look_through(text)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as fault:
        words = _("This could not be read as YAML. Look at the blanks before it, at colons and at quotes.")
        line = min(_line(fault.problem_mark or fault.context_mark), text.count("\n") + 1)  # not behind the end
        raise Unreadable([Fault(line, words)]) from None
    except yaml.YAMLError:
        raise Unreadable([Fault(0, _("This could not be read as YAML."))]) from None
    if node is None:
        raise Unreadable([Fault(0, _("There are no words in it yet."))])
    return node


def _look_through(text: str) -> None:
    """Raise Unreadable for what could make more of a file than stands in it, before anything is made of it."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        plain = isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None)
        if plain or depth > DEEPEST or documents > 1:
            words = _("A guide has no anchors (&, *), no tags (!), no second document, and is not nested so deeply.")
            raise Unreadable([Fault(_line(event.start_mark), words)])


def _line(mark: Any) -> int:
    return mark.line + 1 if mark else 0


class _Reader:
    """Walks the tree and collects what is wrong, so that one look at the file mends it all."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._codes: set[str] = set()

    def guide(self, node: yaml.Node) -> dict[str, Any]:
        parts = self._parts(node, _GUIDE | _ABOUT_THE_FILE, needed=["opening", "themes", "closing"])
        content: dict[str, Any] = {
            name: [{"text": self._sentence(each)} for each in self._rows(parts.get(name), name)]
            for name in ("opening", "reminders", "closing")
        }
        return content | {"themes": [self._theme(each) for each in self._rows(parts.get("themes"), "themes")]}

    def _theme(self, node: yaml.Node) -> dict[str, Any]:
        parts = self._parts(node, {"code", "name", "title", "line", "questions"}, needed=["title", "questions"])
        theme: dict[str, Any] = {"title": self._words(parts.get("title"))}
        if "line" in parts:
            theme["line"] = self._words(parts["line"])
        return theme | {"questions": [self._question(each) for each in self._rows(parts.get("questions"), "questions")]}

    def _question(self, node: yaml.Node) -> dict[str, Any]:
        parts = self._parts(node, {"code", "text", "probes"}, needed=["text"])
        probes = [{"text": self._sentence(each)} for each in self._rows(parts.get("probes"), "probes")]
        return {"code": self._code(parts.get("code")), "text": self._words(parts.get("text")), "probes": probes}

    def _code(self, node: yaml.Node | None) -> str:
        """Give the code of a question, "" for one that gets its code when it is kept."""
        code = _scalar(node)
        if code and not re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,5}", code, re.ASCII):
            self._wrong(node, _("A code is a letter and up to five letters or digits, such as K01."))
        elif code and code in self._codes:
            self._wrong(node, _("Another question has this code already."))
        self._codes.add(code)
        return code

    def _sentence(self, node: yaml.Node) -> dict[str, str]:
        return self._words(self._parts(node, {"code", "text"}, needed=["text"]).get("text"))

    def _words(self, node: yaml.Node | None) -> dict[str, str]:
        if node is None:
            return {}
        words = {code: _scalar(each) for code, each in self._parts(node, set(_CODES), needed=[], words=True).items()}
        if not any(words.values()):
            self._wrong(node, _("There are no words here: en, nl or fr is needed, and all three to publish."))
        elif any(UNSEEN.search(said) for said in words.values()):  # an escape in quotes makes one out of what is seen
            self._wrong(node, _("A sign that cannot be seen stands in this line."))
        elif any(len(said) > LONGEST for said in words.values()):
            self._wrong(node, _("This sentence is longer than 500 characters."))
        return {code: words.get(code, "") for code in _CODES}

    def _parts(
        self, node: yaml.Node, known: set[str], *, needed: list[str], words: bool = False
    ) -> dict[str, yaml.Node]:
        """Give the named parts of a row, each once."""
        if not isinstance(node, yaml.MappingNode):
            names = ", ".join(sorted(known - _ABOUT_THE_FILE))
            self._wrong(node, _("Names with a colon are needed here: %(names)s.") % {"names": names})
            return {}
        parts: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if fault := _fault_of(key, value, known, parts, words):
                self._wrong(value if words and _scalar(key) in known - parts.keys() else key, fault)
            else:
                parts[_scalar(key)] = value
        for name in needed:
            if name not in parts:
                self._wrong(node, _("“%(name)s” is missing here.") % {"name": name})
        return parts

    def _rows(self, node: yaml.Node | None, name: str) -> list[yaml.Node]:
        if node is None or (isinstance(node, yaml.ScalarNode) and not _scalar(node)):
            return []
        if not isinstance(node, yaml.SequenceNode):
            self._wrong(node, _("A list is needed here: rows that begin with a dash."))
            return []
        if len(node.value) > MOST[name]:
            self._wrong(node, _("These are more than %(most)s rows.") % {"most": MOST[name]})
            return []
        return list(node.value)

    def _wrong(self, node: yaml.Node | None, words: str) -> None:
        self.faults.append(Fault(_line(node.start_mark if node else None), words))


def _fault_of(key: yaml.Node, value: yaml.Node, known: set[str], parts: Mapping[str, Any], words: bool) -> str:
    """Give what is wrong with one name of a row, "" when nothing is."""
    name = _scalar(key)
    if name not in known:
        return _("A guide knows no “%(name)s” in this place.") % {"name": name[:40]}
    if name in parts:
        return _("“%(name)s” stands here twice.") % {"name": name}
    if words and not isinstance(value, yaml.ScalarNode):
        return _("Words are needed here, no list and no names.")
    return ""


def _scalar(node: yaml.Node | None) -> str:
    """Give the words of a node on one line, whatever YAML would make of them; "" for nothing and for null."""
    if not isinstance(node, yaml.ScalarNode):
        return ""
    said = " ".join(str(node.value).split())
    return "" if not node.style and said.lower() in {"", "~", "null"} else said


def write(content: Mapping[str, Any], *, number: int) -> str:
    """Give a guide as the YAML text that `read` takes, nothing lost."""
    shown: dict[str, Any] = {"version": number, "languages": _CODES, **content}
    head = (
        "# Interview guide. Bring it in again under “Guide”: it becomes a draft, and nothing is published by itself.\n"
    )
    return head + yaml.safe_dump(shown, allow_unicode=True, sort_keys=False, width=10**6)
