"""Small locks of our own, to plant faults in."""

from pathlib import Path

RUN = """alpha==1.0 ; sys_platform == 'win32' \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
    # via -r run.in
beta==2.1 \\
    --hash=sha256:{c}
    # via
    #   -c test.txt
    #   alpha
""".format(a="a" * 64, b="b" * 64, c="c" * 64)
TEST = RUN + "gamma==3.0 \\\n    --hash=sha256:{}\n    # via -r test.in\n".format("d" * 64)
UV = "uv==0.13.9 \\\n    --hash=sha256:{}\n    # via -r uv.in\n".format("e" * 64)


def locked(folder: Path, **changed: str) -> Path:
    """Lay three locks and the licences of their packages into a folder, some of them with another text."""
    licences = "# by hand\nalpha: MIT\nbeta: BSD-3-Clause\ngamma: MIT\nuv: MIT OR Apache-2.0\n"
    texts = {"run": RUN, "test": TEST, "uv": UV, "licences": licences} | changed
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder
