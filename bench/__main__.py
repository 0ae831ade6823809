"""Measure what is promised, and print it: deliberation, eligibility, loading of the law, documents, the site.

Times are those of one core, the best of several runs, because a shared machine only ever adds to them; ``--quick``
measures less, to see that everything still runs.
"""

from __future__ import annotations

import gc
import platform
import random
import shutil
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

from bench.site import SECONDS, bench_site
from sceau.core.admission import CandidateFacts, Degree, Experience
from sceau.core.fees import Amount, SettlementFacts
from sceau.core.final_work import ComponentFacts, MissionFacts, ThesisFacts
from sceau.core.jury import StudentFacts
from sceau.core.marking import scale_of
from sceau.core.marks import Mark, ModuleFacts
from sceau.core.question import ask
from sceau.core.rulebook import Rulebook
from sceau.core.units import UnitFacts
from sceau.jury.deliberation import deliberate
from sceau.jury.dossier import write_dossier
from sceau.jury.papers import Papers
from sceau.regulation import load, shipped_law
from sceau.studies.workbook import read_promotion
from sceau.wording import language

UNITS, MODULES = 8, 3
DECISIONS = 1_000
SIZES = (100, 1_000, 10_000, 100_000)
PROMISES = {
    "students": "≥ 10,000 students a second a core, cost linear",
    "eligibility": "≤ 200 µs",
    "law": "≤ 300 ms, one school beside it too; 300 schools ≤ 3 s",
    "papers": "≥ 50 transcripts a second",
}
EXAMPLES = Path(__file__).parents[1] / "examples"
EXAMPLE = EXAMPLES / "promotion.xlsx"
SCHOOLS = 300


def best(run: Callable[[], object], times: int) -> float:
    """Return the shortest of several runs, in seconds."""
    spent = []
    for _ in range(times):
        gc.collect()
        start = time.perf_counter()
        run()
        spent.append(time.perf_counter() - start)
    return min(spent)


def students(count: int) -> list[StudentFacts]:
    """Return students with 24 marks in 8 units, drawn from a seed: around 13/20, as in a promotion, some below 5."""
    draw = random.Random(2025)
    thesis = ThesisFacts(
        tuple(ComponentFacts(code, Decimal(10), validated=True) for code in ("mission", "thesis", "defence"))
    )
    paid = SettlementFacts((Amount("tuition", Decimal(9000)),), (Amount("tuition", Decimal(9000)),))
    mission = MissionFacts(date(2026, 3, 1), date(2026, 8, 31), "company")

    def mark() -> Decimal:
        return Decimal(min(2000, max(0, round(draw.gauss(1300, 300))))) / 100

    def unit(place: int) -> UnitFacts:
        modules = tuple(ModuleFacts(f"U{place}M{n}", (Mark(f"U{place}M{n}E", mark()),)) for n in range(MODULES))
        return UnitFacts(f"U{place}", Decimal("5.625"), modules, Decimal(6))

    return [
        StudentFacts(tuple(unit(n) for n in range(UNITS)), date(2026, 10, 5), mission, thesis, paid, date(2026, 10, 31))
        for _ in range(count)
    ]


def bare_means(facts: list[StudentFacts]) -> list[Decimal]:
    """Return the same means by a bare loop over decimals, without a rule, a threshold or a reason: the yardstick."""
    means = []
    for student in facts:
        total = Decimal(0)
        for unit in student.units:
            marks = weights = Decimal(0)
            for module in unit.modules:
                marks += (module.marks[0].mark or Decimal(0)) * module.coefficient
                weights += module.coefficient
            total += marks / weights
        means.append(total / len(student.units))
    return means


def bench_deliberation(rules: Rulebook, sizes: tuple[int, ...]) -> None:
    """Print students a second, memory and the ratio to the bare loop, at each size."""
    print(f"Pure deliberation, {UNITS * MODULES} marks in {UNITS} units, all reasons ({PROMISES['students']})")
    print(f"  {'students':>9} {'a second':>10} {'µs each':>8} {'bare loop µs':>13} {'ratio':>6} {'KiB each':>9}")
    for size in sizes:
        facts = students(size)
        times = 7 if size <= 1_000 else 3
        each = best(partial(judge_all, facts, rules), times) / size * 1e6
        bare = best(partial(bare_means, facts), times) / size * 1e6
        memory = memory_of(facts[:1_000], rules)
        print(f"  {size:>9,} {1e6 / each:>10,.0f} {each:>8.1f} {bare:>13.1f} {each / bare:>6.1f} {memory:>9.1f}")


def judge_all(facts: list[StudentFacts], rules: Rulebook) -> None:
    """Judge everyone; each decision is let go once made, as when it is written to a file or to rows."""
    for one in facts:
        ask(question="jury.proposal", facts=one, rules=rules)


def memory_of(facts: list[StudentFacts], rules: Rulebook) -> float:
    """Return the memory that a decision keeps with all its reasons, in KiB; measured on a thousand at the most."""
    tracemalloc.start()
    kept = [ask(question="jury.proposal", facts=one, rules=rules) for one in facts]
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size / len(kept) / 1024


def bench_eligibility(rules: Rulebook, times: int) -> None:
    """Print the microseconds of a decision for a candidate eligible at once and for one whom no route admits."""
    print(f"Eligibility, reasons included ({PROMISES['eligibility']})")
    engineer = CandidateFacts((Degree("engineer", 5, grade_of_master=True, evaluated_by="cti"),))
    nobody = CandidateFacts((Degree("bachelor", 3),), (Experience(12),))
    for name, facts in (("eligible by the first route", engineer), ("no route, all set out", nobody)):
        spent = best(partial(judge_often, facts, rules), times) / DECISIONS
        print(f"  {name:<32} {spent * 1e6:>8.1f} µs")


def judge_often(facts: CandidateFacts, rules: Rulebook) -> None:
    """Judge the same candidate many times."""
    for _ in range(DECISIONS):
        ask(question="admission.eligibility", facts=facts, rules=rules)


def bench_law(times: int, schools: int) -> None:
    """Print the milliseconds that loading and checking the shipped law takes."""
    print(f"The law, loaded and checked ({PROMISES['law']})")
    print(f"  {'shipped regulations':<32} {best(load, times) * 1e3:>8.1f} ms")
    for folder in sorted((EXAMPLES / "schools").glob("*/regulations")):
        spent = best(partial(load, shipped_law(), folder), times)
        print(f"  {'with ' + folder.parent.name:<32} {spent * 1e3:>8.1f} ms")
    with tempfile.TemporaryDirectory() as place:
        country_of(schools, Path(place))
        size = sum(path.stat().st_size for path in Path(place).rglob("*.toml")) / 1e6
        spent = best(partial(load, shipped_law(), Path(place)), 1 if times == 1 else 3)
        print(f"  {f'with {schools} schools, {size:.1f} MB':<32} {spent * 1e3:>8.1f} ms")


def country_of(count: int, place: Path) -> None:
    """Write the law of many schools: the shipped one and the invented ones in turn, each under a name of its own."""
    schools = [*(shipped_law() / "schools").iterdir(), *(EXAMPLES / "schools").glob("*/regulations/schools/*")]
    kinds = sorted(folder for folder in schools if folder.is_dir())
    for number in range(count):
        kind = kinds[number % len(kinds)]
        shutil.copytree(kind, place / "schools" / f"{kind.name}-{number}")


def bench_papers(times: int) -> None:
    """Print documents a second, from the example promotion: minutes, transcripts, spreadsheet, decisions."""
    print(f"Documents of the example promotion ({PROMISES['papers']})")
    law = load()
    marked_out_of = scale_of(law.rulebook(on=date(2025, 9, 1), school="imt-nord-europe", programme="CSE"))
    spent = best(partial(read_promotion, EXAMPLE, scale=marked_out_of), times)
    print(f"  {'workbook read and checked':<32} {spent * 1e3:>8.1f} ms")
    promotion = read_promotion(EXAMPLE, scale=marked_out_of)
    rules = law.rulebook(on=promotion.intake_starts_on, school="imt-nord-europe", programme=promotion.programme)
    spent = best(lambda: deliberate(promotion=promotion, rules=rules), times)
    print(f"  {'30 students deliberated':<32} {spent * 1e3:>8.1f} ms")
    one = deliberate(promotion=promotion, rules=rules)
    with tempfile.TemporaryDirectory() as folder:
        for copies in (1,) if times == 1 else (1, 10):
            many = replace(one, students=one.students * copies)
            papers = Papers(many, law, language("fr"), date(2026, 10, 5))
            spent = best(partial(write_dossier, papers=papers, out=Path(folder) / "out"), times)
            count = len(many.students)
            name = f"whole dossier of {count} written"
            print(f"  {name:<32} {spent * 1e3:>8.1f} ms   {(count + 1) / spent:,.0f} PDFs a second")


def interpreter() -> str:
    """Return which Python measures: one that a system ships may be a tenth faster than one built plainly."""
    return f"Python {platform.python_version()}, {platform.python_compiler()}"


def main() -> None:
    """Run every bench."""
    quick = "--quick" in sys.argv[1:]
    print(interpreter())
    rules = load().rulebook(on=date(2025, 9, 1), school="imt-nord-europe", programme="CSE")
    bench_deliberation(rules, SIZES[:1] if quick else SIZES)
    bench_eligibility(rules, 1 if quick else 7)
    bench_law(1 if quick else 7, 10 if quick else SCHOOLS)
    bench_papers(1 if quick else 3)
    bench_site(1 if quick else SECONDS)


if __name__ == "__main__":
    main()
