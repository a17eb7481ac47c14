"""What hypothesis may type: Thai in every disorder, numbers and dates that are nearly right."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from checklist_app.clock import stamp
from checklist_app.thai.dates import MONTHS, SHORT_MONTHS

MARKS = "".join(map(chr, (0x0E31, 0x0E33, *range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F))))
# Unassigned characters are left out: the two languages may know different versions of Unicode.
any_character = st.characters(exclude_categories=["Cs", "Cn"])
thai_character = st.sampled_from(
    "กขทนมสอฮฤ" + "ะาเแโใไๅๆฯ๐๑๙" + MARKS * 2 + "\u0301\u0323\u0334\ufeff\u200b\uf70a\uf711 .(\n"
)
# Pieces that make prefixes, so that folding meets them by chance.
piece = st.sampled_from(
    ["อบต", "อบจ.", "ทต.", "ทน ", "เทศบาล", "ตำบล", "จ.", "จังหวัด", " ", "เเ", "น\u0e4d\u0e49\u0e32"]
)
thai_text = st.lists(st.one_of(thai_character, piece, any_character), max_size=20).map("".join)

digit = st.sampled_from("0123456789๐๑๒๓๔๕๖๗๘๙")
number_text = st.text(st.one_of(digit, digit, st.sampled_from(",.- \u00a0+eก")), max_size=44)
# Three decimals, so that halves to be rounded come often.
decimal_text = st.decimals(Decimal("-1e14"), Decimal("1e14"), allow_nan=False, places=3).map("{:f}".format)
whole = st.integers(-(10**15) + 1, 10**15 - 1)

date_part = st.one_of(
    st.integers(0, 32).map(str),
    st.integers(2440, 2650).map(str),
    st.sampled_from([*MONTHS, *SHORT_MONTHS, "2566", "2023", "66", "๒๕๖๗", "29", "2", "พ.ศ. ", "วันที่"]),
)
date_text = st.lists(st.one_of(date_part, st.sampled_from(" /-.")), max_size=8).map("".join)
slash_date = st.builds(
    "{}{sign}{}{sign}{}".format,
    st.integers(0, 32),
    st.integers(0, 13),
    st.integers(0, 2700),
    sign=st.sampled_from("/-. "),
)
style = st.sampled_from(["arabic", "thai"])
day = st.dates(date(1900, 1, 1), date(2100, 12, 31))
moment = st.integers(-600_000_000, 4_000_000_000).map(
    lambda seconds: stamp(datetime.fromtimestamp(seconds, UTC))
)
