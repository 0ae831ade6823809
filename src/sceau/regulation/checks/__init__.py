"""Does the law hold together? One function per check; each returns the faults it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sceau.regulation.checks import bounds, citations, names, tables
from sceau.regulation.fault import Fault
from sceau.regulation.law import Regulation

CHECKS: tuple[Callable[[Regulation], Iterator[Fault]], ...] = (
    citations.citations_name_a_text_and_a_place,
    citations.rules_begin_in_times_that_a_school_knows,
    citations.dates_differ_within_a_ladder,
    tables.rows_can_be_reached,
    tables.words_of_rows_are_known,
    tables.numbers_of_rows_make_sense,
    tables.lines_say_one_amount,
    tables.parts_of_the_end_are_weighed,
    tables.honours_fall_from_line_to_line,
    tables.quotas_set_one_limit,
    tables.languages_can_be_proved,
    tables.routes_without_a_degree_ask_nothing_of_one,
    tables.lines_name_lines_that_exist,
    names.programmes_are_whole,
    names.labels_are_known,
    names.schools_say_under_which_label_they_stand,
    names.wordings_name_what_is_known,
    bounds.bounds_fit_what_they_bind,
    names.moments_name_one_day,
    bounds.bounds_hold_when_a_rule_is_adopted,
    bounds.contradictions_name_a_layer_that_speaks,
    bounds.choices_are_between_readings_above,
    names.marks_are_on_one_scale,
)


def faults_found(regulation: Regulation) -> Iterator[Fault]:
    """Yield every fault of a regulation that was read, check after check."""
    for one in CHECKS:
        yield from one(regulation)
