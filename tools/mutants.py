"""Change modules of core line by line, in a copy, and say which changes no test sees: ``calendar tables/fees``, or all.

mutmut passes over functions that are decorated, and every question of core is. So the copy says ``f = question(…)(f)``
under each, which is the same, and remembers no result: what was computed before a change would hide it.
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPY = ROOT / "mutants"
CORE = Path("src", "sceau", "core")
COPIED = ("src", "tests", "regulations", "cases", "examples", "pyproject.toml")
EVERY_MODULE = f'["{CORE.as_posix()}/*"]'
REMEMBERS = "lru_cache"


def main(names: list[str]) -> int:
    """Copy the project, run mutmut on the modules named, print the changes that no test saw."""
    modules = [CORE / f"{name.replace('.', '/')}.py" for name in names]
    if missing := [path.as_posix() for path in modules if not (ROOT / path).is_file()]:
        sys.stderr.write(f"No such module of core, name it as calendar or tables/fees: {', '.join(missing)}\n")
        return 1
    copy(modules)
    mutmut = Path(sys.executable).parent / "mutmut"
    code = subprocess.run([mutmut, "run"], cwd=COPY, check=False).returncode
    if code:
        return code
    unseen = subprocess.run([mutmut, "results"], cwd=COPY, capture_output=True, text=True, check=True).stdout
    print(unseen or "Every change was seen.")
    print(f"To see one of them: cd {COPY.name} && ../{mutmut.relative_to(ROOT)} show NAME")
    return 0


def copy(modules: list[Path]) -> None:
    """Copy what the tests need, with the functions of core as mutmut can change them."""
    shutil.rmtree(COPY, ignore_errors=True)
    COPY.mkdir()
    for name in COPIED:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, COPY / name)
    for path in (COPY / CORE).rglob("*.py"):
        path.write_text(undecorated(path.read_text(encoding="utf-8")), encoding="utf-8")
    if modules:
        named = ", ".join(f'"{path.as_posix()}"' for path in modules)
        settings = COPY / "pyproject.toml"
        whole = settings.read_text(encoding="utf-8")
        settings.write_text(whole.replace(EVERY_MODULE, f"[{named}]"), encoding="utf-8")


def undecorated(source: str) -> str:
    """Return a module whose functions are decorated by an assignment beneath them, and remember nothing."""
    lines = source.splitlines()
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    decorated = [function for function in functions if function.decorator_list]
    for function in sorted(decorated, key=lambda function: -function.lineno):
        indent = " " * function.col_offset
        beneath = [
            f"{indent}{function.name} = {ast.unparse(decorator)}({function.name})"
            for decorator in reversed(function.decorator_list)
            if not ast.unparse(decorator).startswith(REMEMBERS)
        ]
        first = function.decorator_list[0].lineno
        end = function.end_lineno or function.lineno
        lines[first - 1 : end] = [*lines[function.lineno - 1 : end], *beneath]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
