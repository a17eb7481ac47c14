"""What is read in the file of the official form is the official wording, to the last string."""

from functools import cache

import pytest

from tests.documents.pdf_reading import READERS, close
from tests.reports import golden
from tests.reports.test_supervision import FACES, OFFICIAL

ROUND = "รอบ ..... เดือน"


@cache
def contents() -> dict[str, bytes]:
    return {"blank": golden.content(golden.blank()), "filled": golden.content(golden.filled())}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ["blank", "filled"])
def test_every_official_string_comes_back(name: str, reader: str) -> None:
    read = close(READERS[reader](contents()[name]))
    printed = [text for text in OFFICIAL if text not in FACES.values()]  # which are drawn
    wanted = [text.replace(ROUND, "รอบ 6 เดือน") if name == "filled" else text for text in printed]
    assert [text for text in wanted if close(text) not in read] == []
