"""A mean gets the word of the table that its office uses, and the table is printed."""

from decimal import Decimal

import pytest

from checklist_app.surveys.counting.bands import BAND_SETS, band_of
from checklist_app.surveys.counting.statistics import measure

WORDS = ["มากที่สุด", "มาก", "ปานกลาง", "น้อย", "น้อยที่สุด"]
EDGES = {
    "a": ["5.00 4.51", "4.50 3.51", "3.50 2.51", "2.50 1.51", "1.50 1.00"],
    "b": ["5.00 4.50", "4.49 3.50", "3.49 2.50", "2.49 1.50", "1.49 1.00"],
    "c": ["5.00 4.21", "4.20 3.41", "3.40 2.61", "2.60 1.81", "1.80 1.00"],
}


@pytest.mark.parametrize("bands", EDGES)
def test_both_edges_of_every_band_have_its_word(bands: str) -> None:
    found = [[band_of(Decimal(edge), bands).word for edge in edges.split()] for edges in EDGES[bands]]
    assert found == [[word, word] for word in WORDS]


@pytest.mark.parametrize("bands", EDGES)
def test_no_mean_falls_between_two_bands(bands: str) -> None:
    means = [Decimal(hundredths) / 100 for hundredths in range(100, 501)]
    ranks = [WORDS.index(band_of(mean, bands).word) for mean in means]
    assert ranks == sorted(ranks, reverse=True)


def test_the_same_mean_differs_between_tables() -> None:
    assert [band_of(Decimal("4.50"), bands).word for bands in "abc"] == ["มาก", "มากที่สุด", "มากที่สุด"]
    assert [band_of(Decimal("4.20"), bands).word for bands in "abc"] == ["มาก", "มาก", "มาก"]
    assert [band_of(Decimal("4.25"), bands).word for bands in "ac"] == ["มาก", "มากที่สุด"]


def test_a_mean_is_rounded_before_it_gets_its_word() -> None:
    between = measure((0, 0, 0, 0, 99, 101))  # 4.505, for which the printed table has no row
    assert between.mean == Decimal("4.51")
    assert band_of(between.mean, "a").word == "มากที่สุด"


def test_a_table_is_printed_whole_in_one_line() -> None:
    assert BAND_SETS["a"].table_text == (
        "4.51–5.00 มากที่สุด, 3.51–4.50 มาก, 2.51–3.50 ปานกลาง, 1.51–2.50 น้อย, 1.00–1.50 น้อยที่สุด"
    )


def test_the_third_table_keeps_its_own_words_too() -> None:
    assert [band.other for band in BAND_SETS["c"].bands] == ["ดีมาก", "ดี", "พอใช้", "แย่", "ควรปรับปรุง"]
