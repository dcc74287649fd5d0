"""`make run`: from a fresh checkout to the running demo."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass

import psycopg2

from governance.local import keys, postgres
from governance.local.checkout import LOCAL, ROOT, alone_in, environment, names_database, serve
from governance.local.ports import is_free
from governance.local.processes import Group, Service, call, watch_terminal
from governance.local.words import Failure, say

DISTRICT = "310110"
ACCOUNTS = f"""\
  admin-{DISTRICT}           区级管理员
  viewer-{DISTRICT}          区级查看
  auditor-{DISTRICT}         安全审计员
  dept-{DISTRICT}-minzheng   职能部门（民政局）
  staff-{DISTRICT}009        街道工作人员
  clerk-{DISTRICT}009001     居委干事"""


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    @property
    def name(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def bind(self) -> str:
        return f"{self.name}:{self.port}"

    @property
    def url(self) -> str:
        """Where a browser on this machine finds it."""
        return f"http://{'127.0.0.1' if self.everywhere else self.name}:{self.port}/"

    @property
    def everywhere(self) -> bool:
        return self.host in ("0.0.0.0", "::")  # noqa: S104

    @property
    def allowed_hosts(self) -> str:
        return "*" if self.everywhere else f"localhost,127.0.0.1,[::1],{self.name}"


def run() -> int:
    address = free_address(os.environ)
    with alone_in(LOCAL), Group() as servers, Group() as site:
        say("正在启动数据库和 Redis……")
        urls = serve(LOCAL, servers, settings=postgres.RUN)
        environ = environment(LOCAL, urls) | {"DEMO": os.environ.get("DEMO", "1")}
        environ.setdefault("ALLOWED_HOSTS", address.allowed_hosts)
        environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings.local")
        environ["DEMO_PASSWORD"] = demo_password(urls["MIGRATION_DATABASE_URL"], environ)
        write_env(environ)
        prepare(environ)
        for service in services(address, environ):
            site.start(service)
        keep_up(address, servers, site, password=environ["DEMO_PASSWORD"])
    return 0


def free_address(environ: Mapping[str, str]) -> Address:
    host, port = environ.get("HOST") or "127.0.0.1", environ.get("PORT") or "8000"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise Failure(f"PORT 应为 1 到 65535 之间的数字，现为“{port}”。")
    try:
        free = is_free(host, int(port))
    except socket.gaierror:
        raise Failure(f"HOST “{host}” 不是本机地址。") from None
    if not free:
        raise Failure(f"地址 {host}:{port} 不可用，多半已被占用；换端口请用 PORT=端口 make run。")
    return Address(host, int(port))


def demo_password(owner: str, environ: Mapping[str, str]) -> str:
    """The password the demo of this database was loaded with; a new one where it is yet to be loaded."""
    place = owner.rpartition("@")[2] if names_database(os.environ) else "embedded"
    name = f"DEMO_PASSWORD_{hashlib.sha256(place.encode()).hexdigest()[:8]}"
    if is_empty(owner):
        kept = keys.read(LOCAL / "keys") | {name: environ.get("DEMO_PASSWORD") or f"Mulin-{secrets.token_urlsafe(9)}"}
        keys.write(LOCAL / "keys", kept)
    return keys.read(LOCAL / "keys").get(name) or environ.get("DEMO_PASSWORD", "")


def is_empty(owner: str) -> bool:
    """Has the database no divisions yet?"""
    with closing(psycopg2.connect(owner)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('access_division')")
        if cursor.fetchone()[0] is None:
            return True
        cursor.execute("SELECT NOT EXISTS (SELECT FROM access_division)")
        return bool(cursor.fetchone()[0])


def write_env(environ: Mapping[str, str]) -> None:
    names = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL", *keys.GENERATED)
    names += ("DEMO", "DEMO_PASSWORD", "ALLOWED_HOSTS")
    keys.write(LOCAL / "env", {name: environ[name] for name in names})


def prepare(environ: Mapping[str, str]) -> None:
    """Bring the schema, the demo data and the static files up to date."""
    say("正在更新数据库结构……")
    manage("migrate", "--verbosity", "0", environ=environ)
    if is_empty(environ["MIGRATION_DATABASE_URL"]):
        say("正在装载演示数据，仅第一次需要，约一分钟……")
        manage("load_demo", "--district", DISTRICT, "--scale", "small", environ=environ)
    if static_files_changed():
        manage("collectstatic", "--noinput", "--verbosity", "0", environ=environ)


def manage(*arguments: str, environ: Mapping[str, str]) -> None:
    if code := call([sys.executable, str(ROOT / "manage.py"), *arguments], environ):
        raise Failure(f"manage.py {arguments[0]} 失败（退出码 {code}），原因见上。")


def static_files_changed() -> bool:
    collected = LOCAL / "static" / "staticfiles.json"
    sources = [*(ROOT / "static").rglob("*"), ROOT / "requirements" / "base.txt"]
    return not collected.exists() or any(path.stat().st_mtime > collected.stat().st_mtime for path in sources)


def services(address: Address, environ: Mapping[str, str]) -> list[Service]:
    web = ["gunicorn", "governance.wsgi:application", "--bind", address.bind, "--log-level", "warning"]
    worker = ["celery", "--quiet", "-A", "governance", "worker", "--concurrency", "2", "--loglevel", "WARNING"]
    worker += ["--without-gossip", "--without-mingle", "--max-memory-per-child", "400000"]
    beat = ["celery", "--quiet", "-A", "governance", "beat", "--loglevel", "WARNING"]
    beat += ["--schedule", str(LOCAL / "celerybeat-schedule"), "--pidfile", ""]
    quiet = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser"}  # a demo in a container runs as root
    options = {"env": {**environ, **quiet}, "cwd": ROOT}
    commands = {"网站": web, "后台任务": worker, "定时任务": beat}
    return [Service(name, [sys.executable, "-m", *command], options=options) for name, command in commands.items()]


def keep_up(address: Address, servers: Group, site: Group, *, password: str) -> None:
    """Say where the site is once it answers, then hold everything up until a signal comes."""
    announced, terminal = False, watch_terminal()
    while True:
        terminal()
        servers.revive()
        site.revive()
        if not announced and answers(f"{address.url}healthz"):
            announced = True
            say(welcome(address, password))
        time.sleep(0.5)


def answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=2).close()  # noqa: S310 - our own address
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def welcome(address: Address, password: str) -> str:
    word = f"密码都是 {password}" if password else "密码是首次装载演示数据时设定的"
    return f"\n睦邻已启动：{address.url}\n演示账号，{word}\n{ACCOUNTS}\n按 Ctrl-C 停止。\n"
