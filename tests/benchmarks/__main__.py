"""Run every benchmark: a table on the screen and build/benchmarks.json. Exit status 1 when a goal is missed.

A benchmark is a module ``bench_*.py`` with ``run() -> list[Result]``; name some on the command line to run only those.
"""

import importlib
import json
import os
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
REPORT = FOLDER.parent.parent / "build" / "benchmarks.json"


def main(names: list[str]) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    modules = [f"bench_{name}" for name in names] or sorted(path.stem for path in FOLDER.glob("bench_*.py"))
    results: list[dict[str, object]] = []
    print(f"{'what':68} {'value':>12} {'goal':>12}")
    for module in modules:
        for result in importlib.import_module(f"tests.benchmarks.{module}").run():
            results.append({"benchmark": module.removeprefix("bench_"), **result})
            print(_line(result), flush=True)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    missed = [result for result in results if not result["ok"]]
    print(f"{len(results) - len(missed)} of {len(results)} goals met; written to {REPORT}")
    return 1 if missed else 0


def _line(result: dict[str, object]) -> str:
    value, goal = result["value"], result.get("goal")
    shown = f"{value:.3g}" if isinstance(value, float) else str(value)
    limit = "" if goal is None else f"{goal:.3g}" if isinstance(goal, float) else str(goal)
    mark = "" if result["ok"] else "  MISSED"
    return f"{result['name']!s:68} {shown:>8} {result.get('unit', '')!s:<4} {limit:>10}{mark}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
