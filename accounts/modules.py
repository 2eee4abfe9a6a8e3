"""What the scripts of a page import, so that it asks for all of it at once and not for one behind the other."""

import posixpath
import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

_IMPORT = re.compile(r'^import (?:\{[^}]+\} from )?"(\.[^"]+)";', re.M)


@cache  # read once in a process: a script that changes is read anew after a start
def reached(*scripts: str) -> tuple[str, ...]:
    """Give `scripts` and all that they import, near ones first, each once, as paths below the static files."""
    found, wanted = dict.fromkeys(scripts), list(scripts)
    for script in wanted:  # it grows meanwhile
        new = [one for one in _imports(script) if one not in found]
        found |= dict.fromkeys(new)
        wanted += [*dict.fromkeys(new)]
    return tuple(found)


def _imports(script: str) -> list[str]:
    file = finders.find(script)
    if not file:
        raise FileNotFoundError(script)
    words = Path(file).read_text(encoding="utf-8")
    return [posixpath.normpath(posixpath.join(posixpath.dirname(script), one)) for one in _IMPORT.findall(words)]
