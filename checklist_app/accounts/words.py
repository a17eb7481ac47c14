"""What roles and the actions of the audit trail are called; translated where they are shown."""

from collections.abc import Mapping

from checklist_app.accounts.model import Role

ROLE_NAMES: Mapping[Role, str] = {
    Role.ADMINISTRATOR: "ผู้ดูแลระบบ",
    Role.SUPERVISOR: "หัวหน้างานระดับจังหวัด",
    Role.INSPECTOR: "ผู้นิเทศ",
    Role.STAFF: "เจ้าหน้าที่หน่วยงาน",
    Role.EXECUTIVE: "ผู้บริหารหน่วยงาน",
    Role.AUDITOR: "ผู้ตรวจสอบ",
}
ROLE_PURPOSES: Mapping[Role, str] = {
    Role.ADMINISTRATOR: "ดูแลบัญชี ทะเบียน และเกณฑ์ของทุกจังหวัด",
    Role.SUPERVISOR: "ดูแลบัญชี หน่วยงาน และการลงพื้นที่ของจังหวัดหนึ่ง",
    Role.INSPECTOR: "ลงพื้นที่และกรอกแบบติดตามของจังหวัดหนึ่ง",
    Role.STAFF: "รายงานตนเอง มาตรการ และจุดบริการของหน่วยงานหนึ่ง",
    Role.EXECUTIVE: "อ่านผลและสั่งการของหน่วยงานหนึ่ง",
    Role.AUDITOR: "อ่านได้ทั้งหมด แก้ไขไม่ได้",
}
ACTION_NAMES: Mapping[str, str] = {
    "agencies.imported": "นำเข้าทะเบียนหน่วยงาน",
    "agency.created": "เพิ่มหน่วยงาน",
    "agency.deactivated": "ปิดการใช้งานหน่วยงาน",
    "agency.edited": "แก้ไขหน่วยงาน",
    "agency.reactivated": "เปิดใช้งานหน่วยงานอีกครั้ง",
    "batch.begun": "สั่งทำรายงานทั้งจังหวัด",
    "edition.reset": "คืนเกณฑ์เป็นฉบับตั้งต้น",
    "ita_analysis.changed": "แก้ไขการวิเคราะห์ผล ITA",
    "ita_letters.changed": "แก้ไขรูปแบบเอกสาร ITA",
    "ita_measure.changed": "แก้ไขมาตรการ ITA",
    "ita_measure.moved": "เปลี่ยนลำดับมาตรการ",
    "ita_measure.removed": "ลบมาตรการ",
    "ita_measure.reported": "บันทึกผลตามมาตรการ",
    "ita_measures.added": "เพิ่มมาตรการ ITA",
    "ita_passage.written": "แก้ไขข้อความในเอกสาร ITA",
    "ita_plan.met": "บันทึกวันประชุมกำหนดมาตรการ",
    "ita_plan.signed": "ลงนามเห็นชอบมาตรการหรือรายงานผล",
    "score_set.changed": "แก้ไขคะแนน ITA",
    "score_sets.imported": "นำเข้าคะแนน ITA จากไฟล์",
    "edition.saved": "แก้ไขเกณฑ์การประเมิน",
    "paper.issued": "ออกเอกสารฉบับจริง",
    "paper.revoked": "ยกเลิกเอกสารฉบับจริง",
    "survey_answer.entered": "กรอกคำตอบจากกระดาษ",
    "survey_comment.approved": "อนุมัติให้แสดงความเห็น",
    "survey_comment.hidden": "ไม่แสดงความเห็น",
    "survey_comment.waiting": "ให้ความเห็นกลับไปรออ่าน",
    "survey_improvement.changed": "แก้ไขเรื่องที่รับไว้ปรับปรุง",
    "survey_improvement.created": "เพิ่มเรื่องที่รับไว้ปรับปรุง",
    "survey_point.created": "เพิ่มจุดบริการ",
    "survey_point.edited": "แก้ไขจุดบริการ",
    "survey_point.kiosks_disconnected": "ยกเลิกการเชื่อมต่อแท็บเล็ตของจุดบริการ",
    "survey_point.poster_checked": "ตรวจป้ายของจุดบริการ",
    "survey_questions.published": "ประกาศใช้ชุดคำถาม",
    "survey_round.decided": "บันทึกข้อสั่งการของรอบสำรวจ",
    "survey_settings.changed": "เปลี่ยนการตั้งค่าแบบประเมิน",
    "visit.begun": "เริ่มงานนิเทศ",
    "visit.imported": "นำเข้างานนิเทศจากไฟล์",
    "visit.joined": "เข้าร่วมทีมนิเทศ",
    "visit.status": "เปลี่ยนสถานะงานนิเทศ",
    "person.activated": "เปิดใช้งานบัญชีอีกครั้ง",
    "person.changed": "แก้ไขบัญชี",
    "person.created": "เพิ่มบัญชี",
    "person.deactivated": "ปิดการใช้งานบัญชี",
    "person.password_changed": "เปลี่ยนรหัสผ่านของตนเอง",
    "person.password_reset": "ออกรหัสผ่านใช้ครั้งเดียว",
    "session.began": "ลงชื่อเข้าใช้",
    "session.ended": "ออกจากระบบ",
    "session.refused": "ลงชื่อเข้าใช้ไม่สำเร็จ",
    "session.revoked": "ยกเลิกการลงชื่อเข้าใช้ของอุปกรณ์",
}
_SYSTEMS = ("iPhone", "iPad", "Android", "Windows", "Mac OS", "Linux")
_BROWSERS = ("Line/", "Edg/", "SamsungBrowser/", "OPR/", "Firefox/", "Chrome/", "Safari/")


def role_name(role: Role) -> str:
    return ROLE_NAMES[role]


def action_name(action: str) -> str:
    """An action that has no words yet is shown as it is recorded."""
    return ACTION_NAMES.get(action, action)


def role_purpose(role: Role) -> str:
    return ROLE_PURPOSES[role]


def device_name(user_agent: str) -> str:
    """System and browser, as far as the browser tells; enough to recognise one's own devices."""
    system = next((name for name in _SYSTEMS if name in user_agent), "")
    browser = next((name[:-1] for name in _BROWSERS if name in user_agent), "")
    browser = {"Edg": "Edge", "OPR": "Opera", "Line": "LINE", "SamsungBrowser": "Samsung"}.get(
        browser, browser
    )
    return " · ".join(part for part in (system, browser) if part) or "อุปกรณ์ที่ไม่รู้จัก"
