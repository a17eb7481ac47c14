"""What each command does, given its arguments; it answers the exit code. The words are in cli.py."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path

from checklist_app import clock, logs, serving
from checklist_app.accounts import COMMAND_LINE, ONE_TIME_DAYS, Passwords, ensure_administrator
from checklist_app.agencies import export_agencies, heading_of, import_agencies
from checklist_app.app import KINDS, build_collections, create_app
from checklist_app.catalog import check_form_file
from checklist_app.config import Config, Database, secret_of
from checklist_app.demo import demo_password, load_demo
from checklist_app.errors import unavailable
from checklist_app.ita import prove_evidence
from checklist_app.moving import move, what_next
from checklist_app.reports import load, read_visit_file, save, visit_file
from checklist_app.serving.terminal import both as _both
from checklist_app.serving.terminal import refusal, tell
from checklist_app.settings import SECRET_FILE, SETTINGS, SHOWN_SETTINGS
from checklist_app.store import Store, files_at
from checklist_app.store.backup import Installation, adopt_incoming, backup, restore, settings_in
from checklist_app.store.exporting import export_tinydb, export_whole, reading_copy
from checklist_app.store.opening import open_store, open_whole
from checklist_app.store.verify import verify, verify_whole
from checklist_app.store.whole import Verified, Whole
from checklist_app.surveys import prove_rounds
from checklist_app.tracing import Tracing, tracing_as_set
from checklist_app.visits import Adopting, carried
from checklist_app.web.context import EXTENSION, Collections
from checklist_app.web.health import LEAVING

Arguments = argparse.Namespace


def serve(arguments: Arguments) -> int:
    config = _config(CHECKLIST_HOST=arguments.host, CHECKLIST_PORT=arguments.port)
    if arguments.lan_remove:
        return serving.remove_lan(config)
    if arguments.lan:
        config = serving.on_lan(config)
        return serving.run_on_lan(config, partial(open_service, config, arguments.demo))
    return serving.run(config, partial(open_service, config, arguments.demo))


def open_service(config: Config, demo: bool) -> serving.Service:
    logs.start(config.log)
    adopted = tuple(_adopted(config))
    with ExitStack() as begun:
        store = _store(config)
        begun.callback(store.close)
        tracing = tracing_as_set()
        if tracing:
            begun.callback(tracing.close)
        app = create_app(config, store, tracing=tracing)
        collections: Collections = app.extensions[EXTENSION]
        if config.batches == "here":
            collections.batch_worker.start()
        collections.clockwork.start()
        news = (*adopted, *(_demo_news(collections, config) if demo else ()))
        service = serving.Service(
            application=app,
            close=partial(_close, collections, tracing),
            news=(*news, *_first_administrator(collections)),
            leave=app.extensions[LEAVING].set,
        )
        begun.pop_all()  # from now on the service closes them
        return service


def work(arguments: Arguments) -> int:
    config = _config()
    if not isinstance(config.store, Database):
        raise unavailable("config.work_alone", setting=SETTINGS["store"].name)
    logs.start(config.log)
    files_at(config.files).require()
    with serving.until_told_to_end() as wait, _opened(config) as collections:
        collections.batch_worker.start()
        tell(_both("พร้อมทำเอกสารทั้งจังหวัด กด Ctrl+C เพื่อหยุด"))
        wait()
        collections.batch_worker.close()
        collections.rendering.close()
    return 0


def _close(collections: Collections, tracing: Tracing | None) -> None:
    collections.clockwork.close()
    collections.batch_worker.close()
    collections.rendering.close()
    collections.store.close()
    if tracing:
        tracing.close()


def demo(arguments: Arguments) -> int:
    config = _config()
    with _opened(config) as collections:
        for line in _demo_news(collections, config, beside_others=arguments.beside_others):
            tell(line)
    return 0


def add_administrator(arguments: Arguments) -> int:
    with _opened(_config()) as collections:
        person, password = collections.people.add_administrator(
            sign_in=arguments.sign_in, name=arguments.name
        )
    tell(
        _both(
            "เพิ่มผู้ดูแลระบบ {sign_in} แล้ว รหัสผ่านใช้ครั้งเดียว (ใช้ได้ {days} วัน): {password}",
            sign_in=person.sign_in,
            password=password,
            days=ONE_TIME_DAYS,
        )
    )
    return 0


def reset_password(arguments: Arguments) -> int:
    with _opened(_config()) as collections:
        password = collections.people.reset_password_of(arguments.sign_in)
    tell(
        _both(
            "รหัสผ่านใช้ครั้งเดียวของ {sign_in} (ใช้ได้ {days} วัน): {password}",
            sign_in=arguments.sign_in,
            password=password,
            days=ONE_TIME_DAYS,
        )
    )
    return 0


def list_people(arguments: Arguments) -> int:
    with _copied(_config()) as collections:
        for person in collections.people.all():
            state = "" if person.active else " (inactive)"
            tell(f"{person.sign_in}\t{person.role}\t{person.name}{state}")
    return 0


def import_file(arguments: Arguments) -> int:
    return _import_visit(arguments) if arguments.visit else _import_register(arguments)


def _import_visit(arguments: Arguments) -> int:
    arrived = read_visit_file(load(arguments.file))
    with _opened(_config()) as held:
        adopting = Adopting(held.store, held.audit, held.people, held.agencies, held.forms, held.photos)
        bring = adopting.plan if arguments.dry_run else adopting.take_in
        brought = bring(COMMAND_LINE, arrived)
    if brought.known and not (brought.entries or brought.photos):
        text = "งานนิเทศของ {agency} มีอยู่ครบแล้ว ไม่มีอะไรใหม่ในไฟล์"
    elif arguments.dry_run:
        text = "จะนำเข้างานนิเทศของ {agency}: {entries} รายการใหม่ ภาพใหม่ {photos} ภาพ (ยังไม่บันทึก)"
    else:
        text = "นำเข้างานนิเทศของ {agency} แล้ว: {entries} รายการใหม่ ภาพใหม่ {photos} ภาพ"
    agency = brought.visit.agency_name
    tell(_both(text, agency=agency, entries=brought.entries, photos=brought.photos))
    return 0


def _import_register(arguments: Arguments) -> int:
    with _opened(_config()) as collections:
        plan = import_agencies(collections.agencies, arguments.file, dry_run=arguments.dry_run)
    for row in plan.errors:
        tell(f"{arguments.file}:{row.row}: {heading_of(row.column)}: {refusal(row.problem)}")
    if arguments.dry_run or plan.errors:
        text = "เพิ่ม {added} แก้ไข {changed} คงเดิม {unchanged} ผิด {errors} (ยังไม่บันทึก)"
    else:
        text = "เพิ่ม {added} แก้ไข {changed} คงเดิม {unchanged} ผิด {errors}"
    tell(_both(text, **plan.summary))
    return 1 if plan.errors else 0


def export(arguments: Arguments) -> int:
    config = _config()
    if arguments.visit is not None:
        return _export_visit(config, arguments)
    if arguments.tinydb:
        count = _export_everything(config, arguments.file)
    else:
        with _copied(config) as collections:
            count = export_agencies(collections.agencies, arguments.file)
    tell(_both("ส่งออก {count} รายการไปที่ {file} แล้ว", count=count, file=arguments.file))
    return 0


def _export_everything(config: Config, file: Path) -> int:
    if isinstance(config.store, Path):
        return export_tinydb(config.store, file)
    with _whole(config) as whole:
        return export_whole(whole, file)


def _export_visit(config: Config, arguments: Arguments) -> int:
    with _copied(config) as held:
        visit = held.visits.open(COMMAND_LINE, arguments.visit)
        whole = carried(visit, visits=held.visits, photos=held.photos, people=held.people, forms=held.forms)
        save(arguments.file, visit_file(whole, made=clock.now()))
    text = "ส่งออกงานนิเทศของ {agency} ไปที่ {file} แล้ว: {entries} รายการ ภาพ {photos} ภาพ แฮชสุดท้าย {head}"
    tell(
        _both(
            text,
            agency=visit.agency_name,
            file=arguments.file,
            entries=len(whole.entries),
            photos=len(whole.photos),
            head=whole.head,
        )
    )
    return 0


def make_backup(arguments: Arguments) -> int:
    checked = backup(_installation(_config()), arguments.file.absolute(), at=clock.now())
    tell(
        _both("สำรองข้อมูลไว้ที่ {file} และตรวจแล้วว่ากู้คืนได้: {checked}", file=arguments.file, checked=_said(checked))
    )
    return 0


def restore_backup(arguments: Arguments) -> int:
    installation = _installation(_config())
    replace = arguments.replace or _agreed(installation)
    checked = restore(arguments.file, installation, replace=replace, at=clock.now())
    tell(_both("กู้คืนแล้ว: {checked}", checked=_said(checked)))
    for name, value in settings_in(arguments.file).items():
        if installation.settings.get(name) != value:
            tell(_both("ในไฟล์สำรอง การตั้งค่า {name} คือ {value}", name=name, value=value))
    if installation.incoming.exists():
        tell(_both("เซิร์ฟเวอร์ยังใช้ข้อมูลเดิมอยู่ เริ่มเซิร์ฟเวอร์ใหม่เพื่อใช้ข้อมูลที่กู้คืน"))
    return 0


def verify_everything(arguments: Arguments) -> int:
    config = _config()
    files = files_at(config.files)
    if isinstance(config.store, Path):
        checked = verify(config.store, files)
    else:
        with _whole(config) as whole:
            checked = verify_whole(whole, files)
    with _copied(config) as held:
        prove_rounds(held.store)
        prove_evidence(held.store, files)
    tell(_both("ครบถ้วนทุกรายการ: {checked}", checked=_said(checked)))
    return 0


def copy_everything(arguments: Arguments) -> int:
    source, target = _config_of(arguments.source), _config_of(arguments.target)
    for line in (*_adopted(source), *_adopted(target)):
        tell(line)
    copied = move(source, target, KINDS)
    new, gone = copied.documents + copied.entries, copied.removed
    tell(_both("คัดลอกเพิ่ม {new} รายการ ลบ {gone} รายการ", new=new, gone=gone))
    tell(_both("ตรวจแล้วว่าเหมือนกันทั้งสองฝั่ง: {checked}", checked=_said(copied.checked)))
    tell(what_next(source, target), _both("ภาพและไฟล์อื่นไม่ได้คัดลอก ดู CHECKLIST_FILES"))
    return 0


def check_forms(arguments: Arguments) -> int:
    faults = 0
    for file in arguments.files:
        for fault in check_form_file(file):
            faults += 1
            tell(f"{file}:{fault.line}: {fault.id}: {refusal(fault.problem)}")
    if not faults:
        tell(_both("ไม่พบข้อผิดพลาด"))
    return 1 if faults else 0


# --- what commands share


def _config(**given: str | int | None) -> Config:
    chosen = {name: str(value) for name, value in given.items() if value is not None}
    return Config.from_environment({**os.environ, **chosen})


def _config_of(place: str) -> Config:
    """The settings as they are, but for the store: that is the one named here, from where the person is."""
    given = {name: value for name, value in os.environ.items() if name != "CHECKLIST_STORE_FILE"}
    store = place if "://" in place else str(Path(place).expanduser().absolute())
    return Config.from_environment({**given, "CHECKLIST_STORE": store})


def _installation(config: Config) -> Installation:
    if isinstance(config.store, Database):
        raise unavailable("backup.of_database")
    given = {name: os.environ[name] for name in SHOWN_SETTINGS if name in os.environ}
    return Installation(config.store, files_at(config.files), beside=(SECRET_FILE,), settings=given)


@contextmanager
def _opened(config: Config) -> Iterator[Collections]:
    """For commands that write: where the store is a folder, the server must not run."""
    for line in _adopted(config):
        tell(line)
    store = _store(config)
    try:
        yield build_collections(store, config, Passwords())
    finally:
        store.close()


@contextmanager
def _copied(config: Config) -> Iterator[Collections]:
    """For commands that only read: beside a running server."""
    if isinstance(config.store, Database):
        with _opened(config) as collections:
            yield collections
        return
    with reading_copy(config.store, KINDS) as store:
        yield build_collections(store, config, Passwords())


@contextmanager
def _whole(config: Config) -> Iterator[Whole]:
    with closing(open_whole(config.store, KINDS, secret=secret_of(config))) as whole:
        yield whole


def _store(config: Config) -> Store:
    return open_store(config.store, KINDS, secret=secret_of(config), connections=config.threads)


def _adopted(config: Config) -> Iterator[str]:
    if isinstance(config.store, Database):
        return
    kept = adopt_incoming(_installation(config), at=clock.now())
    if kept is not None:
        yield _both("ใช้ข้อมูลที่กู้คืนแล้ว ข้อมูลเดิมเก็บไว้ที่ {folder}", folder=kept)


def _first_administrator(collections: Collections) -> Iterator[str]:
    made = ensure_administrator(collections.people)
    if made is not None:
        yield _both(
            "ผู้ดูแลระบบ: {sign_in}  รหัสผ่านใช้ครั้งเดียว (ใช้ได้ {days} วัน): {password}",
            sign_in=made[0],
            password=made[1],
            days=ONE_TIME_DAYS,
        )


def _demo_news(collections: Collections, config: Config, *, beside_others: bool = False) -> Iterator[str]:
    password = demo_password(secret_of(config))
    loaded = load_demo(collections, password=password, beside_others=beside_others)
    yield _both("ข้อมูลตัวอย่าง: {agencies} หน่วยงาน", agencies=loaded.agencies)
    for account in loaded.accounts:
        yield f"  {account.sign_in}  {account.password}  {account.name}"


def _agreed(installation: Installation) -> bool:
    if not (sys.stdin.isatty() and installation.store.is_dir()):
        return False
    tell(_both("มีข้อมูลอยู่แล้วใน {folder} ข้อมูลเดิมจะถูกเก็บไว้ข้าง ๆ", folder=installation.store))
    return input(_both("พิมพ์ yes เพื่อกู้คืนทับ") + ": ").strip() == "yes"


def _said(checked: Verified) -> str:
    return (
        f"{checked.entries:,} entries, {checked.streams:,} streams, "
        f"{checked.rows:,} documents, {checked.files:,} files"
    )
