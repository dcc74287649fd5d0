"""From counts to figures: added up, divided once, shrunk where small; and what holds for every indicator."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from governance.access import rls
from governance.access.models import Division
from indices.indicators import indicator, indicators
from indices.observing import Unit, figures_of, observe, pooled, units
from indices.schemes import DIMENSIONS, KINDS, PHASE_FULL, PHASE_TWO
from tests.factories.access import DivisionFactory
from tests.factories.indices import NOW, OCTOBER, case
from tests.factories.year import a_year_in
from tests.indices.counting import WINDOW, figure


def at_committee(place, *pairs):
    """Figures of ZZ-B2 where the committees north1, north2 and south1 have these two numbers."""
    within = units(place.district.code, WINDOW)
    counted = {
        code: (Decimal(a), Decimal(b))
        for code, (a, b) in zip((place.north1.code, place.north2.code, place.south1.code), pairs, strict=False)
    }
    return {one.division: one for one in figures_of(indicator("ZZ-B2"), pooled(counted, within), within)}


def test_more_than_thirty_rows_stand_for_themselves(place):
    found = at_committee(place, (31, 31), (0, 31))[place.north1.code]
    assert (found.value, found.shrunk, found.status) == (100.0, False, "ok")


def test_up_to_thirty_rows_lean_on_the_street(place):
    found = at_committee(place, (30, 30), (0, 30))[place.north1.code]
    assert (found.value, found.shrunk) == (round(100 * (30 + 10 * 0.5) / 40, 10), True)


def test_below_the_minimum_the_figure_is_insufficient_and_keeps_its_counts(place):
    found = at_committee(place, (9, 9))[place.north1.code]
    assert (found.numerator, found.denominator, found.value, found.status) == (9, 9, None, "insufficient")


def test_without_rows_the_figure_is_not_applicable_and_not_zero(place):
    found = at_committee(place, (5, 40))[place.south1.code]
    assert (found.denominator, found.value, found.status) == (0, None, "not_applicable")


def test_streets_and_districts_divide_sums_and_never_average_ratios(place):
    found = at_committee(place, (40, 40), (0, 160), (100, 100))
    assert found[place.north.code].value == 20.0
    assert found[place.district.code].value == round(100 * 140 / 300, 10)


def test_rows_of_the_street_itself_are_in_the_street_and_in_no_committee(place):
    case(place.north, "2026-10-05 09:00")
    case(place.north1, "2026-10-05 09:00")
    assert figure("GZ-B5", place, place.north)[1] == 2
    assert figure("GZ-B5", place, place.district)[1] == 2
    assert figure("GZ-B5", place, place.north1)[1] == 1


def test_the_next_district_is_not_counted(place):
    other = DivisionFactory(code="310112000000", level="district", parent=place.city)
    street = DivisionFactory(code="310112001000", level="subdistrict", parent=other)
    committee = DivisionFactory(code="310112001001", level="committee", parent=street)
    case(committee, "2026-10-05 09:00")
    assert figure("GZ-B5", place, place.district)[1] == 0


def test_units_are_those_that_stood_on_the_last_day(place):
    Division.objects.filter(pk=place.north2.pk).update(valid_until=date(2026, 10, 31))
    DivisionFactory(code="310110009003", level="committee", parent=place.north, valid_from=date(2026, 11, 1))
    assert place.north2.code not in {unit.code for unit in units(place.district.code, WINDOW)}
    before = OCTOBER.shifted(-1).window(NOW)
    assert place.north2.code in {unit.code for unit in units(place.district.code, before)}
    assert Unit(place.north1.code, "committee").street == place.north.code


def test_the_queries_are_one_an_indicator_however_many_divisions_there_are(place, django_assert_num_queries):
    a_year_in(place)
    asked = indicators()
    for number in range(40):
        DivisionFactory(code=f"310110018{number + 100:03d}", level="committee", parent=place.south)
    with rls.system(), django_assert_num_queries(len(asked) + 1):
        found = observe(asked, place.district.code, WINDOW)
    assert len(found) == len(asked) * (1 + 2 + 3 + 40)


def test_every_indicator_of_the_sample_schemes_is_here_with_a_card():
    assert {one.code for one in indicators()} == set(PHASE_FULL)
    assert (len(PHASE_TWO), len(PHASE_FULL)) == (25, 43)
    assert all(text for one in indicators() for text in vars(one.card).values())
    assert {(one.code[:2], one.code[3]) for one in indicators()} == {
        (dimension, kind) for dimension in DIMENSIONS for kind in KINDS
    }
    assert all(one.kind == {"B": "基础性", "G": "引导性"}[one.code[3]] for one in indicators())


def test_goalposts_and_windows_are_those_of_the_design(place):
    """A few by hand: the method's own examples, and one that is better when low."""
    for code, value, score in (("ZZ-B6", 49.91, 46.02), ("ZZ-B7", 46.5, 69.32), ("DZ-B4", 7.2, 71.11)):
        low, high, _ = PHASE_TWO[code]
        place_between = (value - low) / (high - low)
        assert round(100 * (place_between if indicator(code).direction > 0 else 1 - place_between), 2) == score
