"""What a person finds in the menu: a table of doors, shown to whoever the route lets in."""

from dataclasses import dataclass

from flask import request, url_for

from checklist_app.web.access import allows
from checklist_app.web.context import person_or_none


@dataclass(frozen=True, slots=True)
class Door:
    label: str
    endpoint: str
    purpose: str
    like: str = ""  # shown to whoever this route lets in, where its own lets in more
    beyond: str = ""  # how the blueprints of pages begin that it leads to, wherever their addresses lie


DOORS = (
    Door("หน้าแรก", "shell.home", "ภาพรวมของงานในความรับผิดชอบ"),
    Door("งานนิเทศ", "visits.home", "ลงพื้นที่ กรอกแบบ ถ่ายภาพ และลงนาม ใช้ได้แม้ไม่มีสัญญาณ", like="visits.own"),
    Door("ติดตามงานนิเทศ", "visits.office", "สถานะของทุกงาน และสิ่งที่ยังค้างอยู่ในเครื่องของทีม"),
    Door("ความพึงพอใจ", "survey_points.home", "จุดบริการ ป้ายคิวอาร์ และผลสำรวจจากประชาชน"),
    Door("วงรอบ ITA", "ita.home", "คะแนน วิเคราะห์ มาตรการ ติดตามผล และเอกสารของแต่ละปี", beyond="ita"),
    Door("หน่วยงาน", "agencies.index", "ทะเบียนหน่วยงาน ค้นหา นำเข้า และส่งออก"),
    Door("แบบนิเทศ", "catalog.index", "แบบติดตามและเกณฑ์การประเมินแต่ละปี"),
    Door("ผู้ใช้งาน", "people.index", "บัญชี บทบาท และขอบเขตของแต่ละคน"),
    Door("บันทึกการใช้งาน", "people.audit", "ใครเปลี่ยนสิทธิ์หรือข้อมูลใด เมื่อใด"),
)


def doors() -> list[Door]:
    person = person_or_none()
    return [door for door in DOORS if person and allows(door.like or door.endpoint, person)]


def door_here() -> str:
    """The endpoint of the nearest door on the way to this page; home is only on the way to itself."""
    shown, blueprint = doors(), request.blueprint or ""
    for door in shown:
        if door.beyond and blueprint.startswith(door.beyond):
            return door.endpoint
    addresses = {url_for(door.endpoint): door.endpoint for door in shown}
    way = [address for address in addresses if _leads_on(address)]
    return addresses[max(way, key=len)] if way else ""


def _leads_on(address: str) -> bool:
    beyond = address != "/" and request.path.startswith(f"{address.rstrip('/')}/")
    return beyond or request.path == address
