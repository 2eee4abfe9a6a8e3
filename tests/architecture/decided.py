"""What a verb decides by: under a lock counts what stands now, not what was known when the request came."""

import ast
from collections.abc import Iterable, Mapping

SHOWN = {"consent.queries.in_force", "consent.queries.in_force_of"}
"""Acts after the instant of the request are not in them (design.md: only for showing)."""
LOCKS = {"lock", "require", "require_use", "hold_standings"}
"""Whoever names one of these from `consent.services` decides under her lock, in whatever module."""


def imported(tree: ast.AST) -> dict[str, str]:
    """Give what each name of a module stands for, with the whole path: {"in_force": "consent.queries.in_force"}."""
    return {
        each.asname or each.name: f"{node.module}.{each.name}"
        for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
        for each in node.names
    }  # fmt: skip


def asked(tree: ast.AST, names: Mapping[str, str]) -> set[str]:
    """Give what a piece of code names of other modules: by an imported name, or as `queries.name`."""
    found = {names[node.id] for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in names}
    return found | {
        f"{names[node.value.id]}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names
    }


def shows(sources: Mapping[str, str]) -> set[str]:
    """Give `SHOWN`, and each function of the rooms' queries that decides by one of them; `sources` by module."""
    found, before = set(SHOWN), -1
    while len(found) > before:
        before = len(found)
        for module, tree in ((each, ast.parse(source)) for each, source in sources.items() if ".queries" in each):
            package, names = module[: module.index(".queries")] + ".queries", imported(tree)
            functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
            own = {each.name: f"{package}.{each.name}" for each in functions}
            found |= {own[each.name] for each in functions if asked(each, names | own) & found}
    return found


def decides(module: str, names: Mapping[str, str]) -> bool:
    """Say whether a module decides under her lock: one of the services, or one that takes the lock."""
    took = {path.removeprefix("consent.services.") for path in names.values()}
    return ".services" in module or bool(took & LOCKS)


def breaches(module: str, source: str, shown: Iterable[str]) -> set[str]:
    """Give what a module that decides under her lock asks though it is only for showing."""
    if not any(path.rpartition(".")[2] in source for path in shown):
        return set()  # most files: they need not be read any closer
    names = imported(tree := ast.parse(source))
    return asked(tree, names) & set(shown) if decides(module, names) else set()
