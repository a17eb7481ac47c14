"""What can be set: the table in the README, and the names in whatever is said about a value."""

from collections.abc import Mapping
from dataclasses import dataclass

SHORTEST_SECRET = 32
SECRET_FILE = "secret.key"  # noqa: S105 - the name of the file, not the secret


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the table of settings in the README."""

    name: str
    default: str
    description: str


SETTINGS: Mapping[str, Setting] = {
    "store": Setting(
        "CHECKLIST_STORE",
        "data/var/store",
        "Folder of the embedded store, or postgresql://user:password@host/database "
        "(several servers: host1,host2) when many processes or machines share one.",
    ),
    "files": Setting(
        "CHECKLIST_FILES",
        "data/var/files",
        "Folder of photos and other files, or a bucket that many machines share, such as "
        "s3://bucket/prefix?endpoint=https://storage.example.go.th&region=… "
        "(path-style=no when the name of the bucket belongs before that of the host).",
    ),
    "files_key": Setting(
        "CHECKLIST_FILES_KEY",
        "",
        "Access key of the bucket. Without it: AWS_… variables, or the machine's role.",
    ),
    "files_secret": Setting("CHECKLIST_FILES_SECRET", "", "Secret that belongs to the access key."),
    "work": Setting(
        "CHECKLIST_WORK",
        "data/var/work",
        "Folder of this machine for what is being made, when files lie in a bucket; in no backup.",
    ),
    "secret_key": Setting(
        "CHECKLIST_SECRET_KEY",
        "",
        f"Secret that signs cookies, at least {SHORTEST_SECRET} characters. "
        f"Without it one is made at first start and kept as {SECRET_FILE} in the folder of the store.",
    ),
    "base_url": Setting(
        "CHECKLIST_BASE_URL",
        "",
        "Address under which people reach the app, such as https://checklist.example.go.th. "
        "With https, cookies are marked secure. Without it: http, host and port.",
    ),
    "host": Setting("CHECKLIST_HOST", "127.0.0.1", "Network address to listen on."),
    "port": Setting("CHECKLIST_PORT", "8000", "Port to listen on."),
    "trusted_proxies": Setting(
        "CHECKLIST_TRUSTED_PROXIES",
        "0",
        "How many proxies in front of the app may name the address of the visitor (X-Forwarded-For).",
    ),
    "server": Setting("CHECKLIST_SERVER", "waitress", "Server: waitress, or granian when it is installed."),
    "threads": Setting("CHECKLIST_THREADS", "16", "Requests answered at the same time."),
    "drain": Setting(
        "CHECKLIST_DRAIN",
        "0",
        "Seconds that the server goes on serving after it was asked to end, while /readyz already answers "
        "503. Behind a proxy that asks /readyz: 5 or more.",
    ),
    "smtp": Setting(
        "CHECKLIST_SMTP",
        "",
        "Mail server for reminders, such as smtp://user:password@mail.example.go.th:587 "
        "(encrypted by STARTTLS) or smtps://…; special characters percent-encoded. "
        "Without it reminders stand in the app only.",
    ),
    "mail_from": Setting(
        "CHECKLIST_MAIL_FROM", "", "Address that reminders come from; needed with a mail server."
    ),
    "log": Setting(
        "CHECKLIST_LOG",
        "text",
        "Lines of the log: text, of what went wrong; or json, an object a line, of every request too.",
    ),
    "metrics_token": Setting(
        "CHECKLIST_METRICS_TOKEN",
        "",
        f"Whoever sends it as a bearer token may read /metrics, at least {SHORTEST_SECRET} characters. "
        "Without it only this machine itself may.",
    ),
    "batches": Setting(
        "CHECKLIST_BATCHES",
        "here",
        "Who makes the papers of a whole province: here, the process that serves; or elsewhere, "
        "processes that were started by `checklist work`.",
    ),
}


# What a backup may tell; folders are those of another machine when it is restored.
_NOT_SHOWN = {"secret_key", "smtp", "store", "files", "files_key", "files_secret", "work", "metrics_token"}
SHOWN_SETTINGS = tuple(setting.name for key, setting in SETTINGS.items() if key not in _NOT_SHOWN)
