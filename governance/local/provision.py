"""The database and its two accounts: an owner for migrations and an unprivileged one for the web and the workers."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import psycopg2
from psycopg2 import errors, sql
from psycopg2.extensions import parse_dsn

from governance.local.words import Failure, warn

LOCALE = "C.UTF-8"


@dataclass(frozen=True)
class Urls:
    app: str
    owner: str
    derived: bool = False  # the app's account is ours to make and to keep in step


def plan(environ: Mapping[str, str]) -> Urls:
    """Two URLs are used as they are; a single one is the owner's, and the app's account follows from it."""
    app, owner = environ.get("DATABASE_URL", ""), environ.get("MIGRATION_DATABASE_URL", "")
    return Urls(app, owner) if app and owner else derive(app or owner)


def derive(owner: str) -> Urls:
    """The app's account is `<database>_app` on the owner's server; its password needs no storing."""
    name, parts = database_name(owner), urlsplit(owner)
    key = unquote(parts.password or "").encode()
    password = hmac.new(key, f"mulin app {name}".encode(), hashlib.sha256).hexdigest()[:40]
    place = parts.netloc.rpartition("@")[2]
    account = f"{quote(name[:59], safe='')}_app:{password}"
    return Urls(parts._replace(netloc=f"{account}@{place}").geturl(), owner, derived=True)


def database_name(url: str) -> str:
    try:
        return parse_dsn(url)["dbname"]
    except (psycopg2.ProgrammingError, KeyError):
        raise Failure("DATABASE_URL 的写法应为 postgres://账号:密码@主机:端口/库名。") from None


def provision(urls: Urls) -> Urls:
    """Make what is missing and return the URLs to use: the owner's for both where it may not make accounts."""
    create_database(urls.owner)
    if not _create_role(urls) or not _may_connect(urls):
        warn("库主账号无权建立应用账号，网站将以库主账号运行，数据库层的行级隔离较弱。")
        return Urls(urls.owner, urls.owner)
    return urls


def create_database(url: str) -> None:
    """Create the database named in `url` if the server lacks it, in UTF-8 whatever the server's default."""
    name = database_name(url)
    with suppress(psycopg2.OperationalError), _session(url, dbname="postgres") as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            _create_in_utf8(cursor, name)
    with _reach(url) as cursor:
        cursor.execute("SELECT pg_encoding_to_char(encoding), datctype FROM pg_database WHERE datname = %s", [name])
        encoding, ctype = cursor.fetchone()
    if encoding != "UTF8":
        raise Failure(f"数据库 {name} 的编码是 {encoding}，请改用 UTF8 编码的库，或换一个还不存在的库名。")
    if ctype in ("C", "POSIX"):
        warn(f"数据库 {name} 的字符类型是 {ctype}，中文模糊搜索会漏；建库时请用 {LOCALE}。")


def _create_in_utf8(cursor: Any, name: str) -> None:
    command = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
    located = sql.SQL(" LOCALE_PROVIDER libc LOCALE {}").format(sql.Literal(LOCALE))
    with suppress(errors.DuplicateDatabase):
        try:
            cursor.execute(command + located)
        except errors.InsufficientPrivilege:
            raise Failure(f"数据库 {name} 不存在，而库主账号无权建库；请先建好，或给账号 CREATEDB 权限。") from None
        except (errors.WrongObjectType, errors.InvalidParameterValue):  # the server's system has no such locale
            cursor.execute(command)


def template_for_tests(url: str) -> str:
    """Name a template for test databases where the server's own is not UTF-8; empty where it is."""
    with _reach(url) as cursor:
        cursor.execute("SELECT pg_encoding_to_char(encoding), datctype FROM pg_database WHERE datname = 'template1'")
        encoding, ctype = cursor.fetchone()
    if encoding == "UTF8" and ctype not in ("C", "POSIX"):
        return ""
    name = f"test_{database_name(url)}_template"
    create_database(urlsplit(url)._replace(path=f"/{quote(name)}").geturl())
    return name


def _create_role(urls: Urls) -> bool:
    """Make sure that the app's account exists. False: it does not, and the owner may not make it."""
    account = parse_dsn(urls.app)
    if "user" not in account:
        return True
    password = sql.SQL(" PASSWORD {}").format(sql.Literal(account.get("password")))
    with _reach(urls.owner) as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [account["user"]])
        found = cursor.fetchone()
        if found and found[0]:
            warn(f"数据库账号 {account['user']} 有超级权限，行级隔离对它不起作用。")
        try:
            if not found:
                verb = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")
                cursor.execute(verb.format(sql.Identifier(account["user"])) + password)
            elif urls.derived:
                cursor.execute(sql.SQL("ALTER ROLE {}").format(sql.Identifier(account["user"])) + password)
        except errors.DuplicateObject:
            return True
        except errors.InsufficientPrivilege:
            return found is not None
    return True


def _may_connect(urls: Urls) -> bool:
    try:
        psycopg2.connect(urls.app, connect_timeout=5).close()
    except psycopg2.OperationalError as error:
        if not urls.derived:
            raise Failure(f"DATABASE_URL 的账号连不上数据库：{str(error).strip().splitlines()[0]}") from None
        return False
    return True


@contextmanager
def _reach(url: str) -> Iterator[Any]:
    try:
        with _session(url) as cursor:
            yield cursor
    except psycopg2.OperationalError as error:
        raise Failure(f"连不上数据库：{str(error).strip().splitlines()[0]}") from None


@contextmanager
def _session(url: str, **changes: str) -> Iterator[Any]:
    with closing(psycopg2.connect(url, connect_timeout=10, **changes)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor
