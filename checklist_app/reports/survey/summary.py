"""The paragraph that an executive reads first: what came out, in words and figures. Pure."""

from collections.abc import Iterator

from checklist_app.reports.survey.changes import SCORE, since_last
from checklist_app.reports.survey.material import Material
from checklist_app.reports.survey.sentences import count, interval, round_name, score, signed
from checklist_app.reports.survey.tables import band_word, least, most
from checklist_app.surveys import SCARCE, Results, Verdict

NOTHING = (
    "ในรอบนี้ไม่มีคำตอบที่นำมาคำนวณได้ จึงไม่มีผลคะแนนที่จะรายงาน "
    "ควรตรวจว่าป้ายคิวอาร์ติดอยู่ในที่ที่ผู้รับบริการเห็น และมีแบบกระดาษให้ผู้ที่ไม่ใช้โทรศัพท์"
)


def summary(material: Material) -> str:
    results = material.shown.results
    if results is None:
        return " ".join(filter(None, [_nothing(material), _flagged(material)]))
    return " ".join(_sentences(material, results))


def _nothing(material: Material) -> str:
    answers = material.results.answers
    if not answers:
        return NOTHING
    return (
        f"มีคำตอบที่นำมาคำนวณเพียง {count(answers)} คำตอบ ซึ่งน้อยกว่า {material.shown.least} "
        "จึงไม่แสดงคะแนน เพื่อไม่ให้ทราบว่าใครตอบอย่างไร"
    )


def _sentences(material: Material, results: Results) -> Iterator[str]:
    answered = f"มีคำตอบที่นำมาคำนวณ {count(results.answers)} คำตอบ จาก {_points(material)} จุดบริการ"
    yield f"{answered} {_flagged(material)}".rstrip()
    if results.scarce:
        yield f"ซึ่งน้อยกว่า {SCARCE} คำตอบ จึงถือเป็นข้อมูลน้อย ควรใช้ผลด้วยความระมัดระวัง"
    yield from _score(results)
    yield from _best_and_worst(results)
    yield from _overall(results)
    yield _since_last(material)


def _points(material: Material) -> str:
    return count(sum(1 for line in material.results.points if line.answers))


def _flagged(material: Material) -> str:
    flagged = material.results.flagged
    if not flagged:
        return ""
    return f"(ไม่นับ {count(flagged)} คำตอบที่เข้าเกณฑ์น่าสงสัยตามที่กำหนดไว้ก่อนเปิดรอบ)"


def _score(results: Results) -> Iterator[str]:
    if results.score is None:
        return
    yield (
        f"ผู้ตอบพึงพอใจเฉลี่ย {score(results.score)} จากคะแนนเต็ม 5 คิดเป็นร้อยละ {score(results.score_of_100)} "
        f"อยู่ในระดับ{band_word(results)}"
    )


def _best_and_worst(results: Results) -> Iterator[str]:
    best, worst = most(results.aspects), least(results.aspects)
    if best is None or worst is None or best.measure.mean == worst.measure.mean:
        return
    yield (
        f"ด้านที่ได้คะแนนสูงสุดคือ{best.label} ({score(best.measure.mean)}) "
        f"และด้านที่ได้คะแนนต่ำสุดคือ{worst.label} ({score(worst.measure.mean)})"
    )


def _overall(results: Results) -> Iterator[str]:
    overall = results.overall
    if not overall.n:
        return
    yield (
        f"เมื่อถามภาพรวมของการให้บริการ ได้ค่าเฉลี่ย {score(overall.mean)} "
        f"โดยร้อยละ {score(overall.top2)} ของผู้ตอบพึงพอใจมากหรือมากที่สุด "
        f"(ช่วงความเชื่อมั่นร้อยละ 95 คือ {interval(overall.top2_low, overall.top2_high)})"
    )


def _since_last(material: Material) -> str:
    last = material.last
    if last is None:
        return "รอบนี้เป็นรอบแรกที่มีผล จึงยังไม่มีรอบก่อนให้เปรียบเทียบ"
    name, known = round_name(last.round.period), since_last(material, last, SCORE)
    if known and known.verdict is Verdict.DIFFERENT:
        return f"คะแนนเทียบกับ{name}ไม่ได้ เพราะ{known.word}"
    if known is None or known.change is None or last.results.score is None:
        return f"ข้อมูลไม่พอให้เปรียบเทียบกับ{name}"
    change = f" ({signed(known.change)})" if known.clear else ""
    return f"เมื่อเทียบกับ{name} ซึ่งได้ {score(last.results.score)} ผล{known.word}{change}"
