"""The sizes in docs/scale.md are what its costs and its assumptions come to."""

from benchmarks.scale import plan
from benchmarks.scale.plan import Cost, Place

TEXT = plan.PAGE.read_text("utf-8")
COSTS = plan.costs_in(TEXT)
REGION, COUNTRY, TEN_TIMES = plan.PLACES[1:]


def test_the_tables_of_the_page_are_those_of_the_command() -> None:
    """`python -m benchmarks.scale plan` prints them anew after the costs were measured anew."""
    for table in plan.tables(COSTS).split("\n\n"):
        assert table in TEXT, f"docs/scale.md does not have\n{table}"


def test_the_page_has_the_cost_of_each_thing_that_is_counted() -> None:
    assert {*COSTS} == {plan.ANSWER, plan.VISIT, plan.PHOTO, plan.REPORT}


def test_the_page_tells_each_assumption_with_its_figure() -> None:
    assumed = TEXT.split("## What is assumed", 1)[1].split("\n## ", 1)[0]
    told = (
        f"{plan.ANSWERS_OF_THE_COUNTRY:,} answers",
        f"{plan.AGENCIES_OF_THE_COUNTRY:,} agencies",
        f"{plan.PHOTOS_OF_A_VISIT} photos",
        f"{plan.REPORTS_OF_A_VISIT} reports",
        f"{plan.KB_OF_A_PHOTO} kB",
        f"{plan.KB_OF_A_PAPER / 1000:.0f} MB",
        f"1/{plan.BUSIEST_HOUR} of the year",
        f"{plan.READING} times",
        f"{plan.FILLED:.0%}",
        f"{plan.PROCESSES_OF_A_MACHINE} processes",
        f"{plan.THREADS} connections",
        f"{plan.FURTHER_CONNECTIONS} for",
        f"{plan.DUMPS} dumps",
    )
    assert [figure for figure in told if figure not in assumed] == []


def test_ten_times_the_country_keeps_ten_times_as_much() -> None:
    assert plan.files_of(TEN_TIMES) == 10 * plan.files_of(COUNTRY)
    ten, one = (plan.year_of(place, COSTS) for place in (TEN_TIMES, COUNTRY))
    assert round(ten.stored / one.stored, 6) == round(ten.app / one.app, 6) == 10


def test_a_year_is_the_sum_of_what_is_done_in_it() -> None:
    hamlet = Place("hamlet", plan.AGENCIES_OF_THE_COUNTRY // 1_000, 1)
    costs = {plan.ANSWER: Cost(1, 0, 0, 0), plan.VISIT: Cost(0, 2, 0, 0), plan.PHOTO: Cost(0, 0, 3, 0)}
    year = plan.year_of(hamlet, {**costs, plan.REPORT: Cost(0, 0, 0, 4)})
    assert year == Cost(app=1_253, database=2 * 8, stored=3 * 8 * 20, logged=4 * 8 * 3)


def test_without_one_machine_the_others_carry_the_busiest_hour() -> None:
    for factor in (1, 10, 100):
        costs = {what: cost.times(factor) for what, cost in COSTS.items()}
        for place in (REGION, COUNTRY, TEN_TIMES):
            setup = plan.setup_of(place, costs)
            left = setup.processes * (setup.machines - 1) / setup.machines
            assert plan.busy(plan.year_of(place, costs).app) <= left * plan.FILLED
            assert setup.processes / setup.machines >= 2
