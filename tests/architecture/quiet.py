"""What a file of the program says, keeps or sends that could quote somebody. Shared with the planted breaches."""

import ast
from collections.abc import Iterator

Breach = tuple[int, str]
"""Line, and what is wrong with it."""

LEVELS = {"debug", "info", "success", "warning", "error", "critical", "exception", "log"}
CONSTANT_CALLS = {"_", "gettext", "gettext_lazy", "ngettext"}
ANNOUNCED = {"type", "pk", "sequence", "process", "lost", "target", "hers"}
"""What may stand in a message between sockets."""
NEVER_IMPORTED = {"tempfile", "pdb", "cgitb", "shelve", "pickle", "sentry_sdk", "pprint"}
NEVER_CALLED = {"print", "breakpoint", "print_exc", "print_exception", "format_exc", "print_stack", "send_task"}


def breaches(source: str, session_names: set[str]) -> list[Breach]:
    """Give every breach in a file, by line. `session_names` may be written into a session."""
    found: list[Breach] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            found += _imports(node)
        elif isinstance(node, ast.Call):
            found += _calls(node)
        elif isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            found += _session(node, session_names)
    return sorted(found)


def _imports(node: ast.Import | ast.ImportFrom) -> Iterator[Breach]:
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    for name in names:
        if name.split(".")[0] in NEVER_IMPORTED:
            yield node.lineno, f"imports {name}"


def _calls(node: ast.Call) -> Iterator[Breach]:
    owner, name = _named(node.func)
    if name in NEVER_CALLED:
        yield node.lineno, f"calls {name}"
    if owner == "messages" and name in LEVELS | {"add_message"} and not _constant(node.args[-1]):
        yield node.lineno, "shows a message that is no constant"
    if owner in {"_log", "log", "logger", "logging"} and name in LEVELS:
        yield from ((node.lineno, why) for why in _logged(node))
    if name in {"group_send", "send"} and owner in {"layer", "channel_layer", ""} and len(node.args) == 2:
        yield from _announced(node)
    if owner in {"cache", "caches"} and name in {"set", "set_many", "get_or_set"}:
        yield node.lineno, "keeps something in the cache"


def _named(function: ast.expr) -> tuple[str, str]:
    """Give the last name of who is called, and the name that is called."""
    if isinstance(function, ast.Name):
        return "", function.id
    if isinstance(function, ast.Attribute):
        owner = function.value
        return (owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")), function.attr
    return "", ""


def _constant(node: ast.expr) -> bool:
    """Say whether this is a text that stands in the source, also translated."""
    if isinstance(node, ast.Call):
        return _named(node.func)[1] in CONSTANT_CALLS and all(isinstance(arg, ast.Constant) for arg in node.args[:1])
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _logged(node: ast.Call) -> Iterator[str]:
    template, *values = node.args
    if not (isinstance(template, ast.Constant) and isinstance(template.value, str)):
        yield "logs a line that is no constant"
    for value in values:
        if not _quiet(value):
            yield f"logs {ast.unparse(value)}"


def _quiet(value: ast.expr) -> bool:
    """Say whether a value that is logged is a class name, an id, a number, or a constant handed on."""
    if isinstance(value, ast.Constant):
        return True
    text = ast.unparse(value)
    ours = {"what", "message.msg", "kind.__name__ if kind else 'something else'"}  # told by our own checks and hooks
    return text.endswith((".pk", ".id")) or text in ours or (text.startswith("type(") and text.endswith(").__name__"))


def _announced(node: ast.Call) -> Iterator[Breach]:
    sent = node.args[1]
    names = {key.value for key in sent.keys if isinstance(key, ast.Constant)} if isinstance(sent, ast.Dict) else None
    if names is None or not names <= ANNOUNCED:
        yield node.lineno, "sends sockets more than a type, ids and numbers"


def _session(node: ast.Assign | ast.AugAssign | ast.AnnAssign, allowed: set[str]) -> Iterator[Breach]:
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        if isinstance(target, ast.Subscript) and _named(target.value)[1] in {"session"} | (
            {target.value.id} if isinstance(target.value, ast.Name) and target.value.id == "session" else set()
        ):
            key = target.slice
            if not (isinstance(key, ast.Constant) and key.value in allowed):
                yield node.lineno, f"writes {ast.unparse(key)} into the session"
