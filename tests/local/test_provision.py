from __future__ import annotations

import os
import secrets
from urllib.parse import urlsplit

import psycopg2
import pytest

from governance.local.provision import Urls, create_database, derive, plan, provision, template_for_tests
from governance.local.words import Failure

OWNER = os.environ.get("MIGRATION_DATABASE_URL") or os.environ["DATABASE_URL"]


def ask(url: str, question: str) -> list[tuple]:
    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def at(url: str, name: str, account: str = "") -> str:
    """The same server, another database and perhaps another `user:password`."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return parts._replace(path=f"/{name}", netloc=f"{account}@{place}" if account else parts.netloc).geturl()


@pytest.fixture
def name():
    """A name for a database and the start of accounts' names, all of which are removed afterwards."""
    name = f"provision_{secrets.token_hex(4)}"
    yield name
    for (database,) in ask(OWNER, f"SELECT datname FROM pg_database WHERE datname ~ '{name}'"):
        ask(OWNER, f'DROP DATABASE "{database}" WITH (FORCE)')
    for (role,) in ask(OWNER, f"SELECT rolname FROM pg_roles WHERE rolname ~ '{name}'"):
        ask(OWNER, f'DROP ROLE "{role}"')


def test_one_url_is_the_owners_and_the_apps_account_follows():
    urls = plan({"DATABASE_URL": "postgres://boss:p%40ss@db:5433/portal?sslmode=require"})
    app = urlsplit(urls.app)
    assert urls.owner == "postgres://boss:p%40ss@db:5433/portal?sslmode=require"
    assert (app.username, app.hostname, app.port, app.path, app.query) == (
        "portal_app",
        "db",
        5433,
        "/portal",
        "sslmode=require",
    )


def test_two_urls_are_used_as_they_are():
    given = {"DATABASE_URL": "postgres://a:b@db/portal", "MIGRATION_DATABASE_URL": "postgres://c:d@db/portal"}
    assert plan(given) == Urls(given["DATABASE_URL"], given["MIGRATION_DATABASE_URL"])


def test_the_derived_password_depends_on_the_owners_and_on_the_database():
    urls = ["postgres://a:b@db/one", "postgres://a:c@db/one", "postgres://a:b@db/two"]
    assert derive(urls[0]) == derive(urls[0])
    assert len({urlsplit(derive(url).app).password for url in urls}) == 3


def test_a_url_that_is_none_is_refused():
    with pytest.raises(Failure, match="写法应为"):
        plan({"DATABASE_URL": "nonsense"})


def test_database_and_account_are_made_and_made_only_once(name):
    urls = derive(at(OWNER, name))
    assert provision(urls) == urls
    assert provision(urls) == urls
    assert ask(urls.app, "SELECT current_user") == [(f"{name}_app",)]


def test_the_apps_account_has_no_power(name):
    urls = provision(derive(at(OWNER, name)))
    powers = "rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication"
    assert ask(urls.app, f"SELECT {powers} FROM pg_roles WHERE rolname = current_user") == [(False,) * 5]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(urls.app, "CREATE TABLE public.mine ()")


def test_a_new_database_is_utf8_and_finds_chinese_trigrams(name):
    create_database(at(OWNER, name))
    ask(at(OWNER, name), "CREATE EXTENSION pg_trgm")
    assert ask(at(OWNER, name), "SHOW server_encoding") == [("UTF8",)]
    assert ask(at(OWNER, name), "SELECT cardinality(show_trgm('殷行街道')) > 0") == [(True,)]


def test_an_account_named_in_the_environment_is_made_with_its_password(name):
    urls = Urls(at(OWNER, name, f"{name}_web:secret"), at(OWNER, name))
    assert provision(urls) == urls
    assert ask(urls.app, "SELECT current_user") == [(f"{name}_web",)]


def test_an_owner_that_may_not_make_accounts_serves_as_both_and_says_so(name, capsys):
    create_database(at(OWNER, name))
    ask(OWNER, f"CREATE ROLE {name}_poor LOGIN PASSWORD 'poor'")
    poor = at(OWNER, name, f"{name}_poor:poor")
    assert provision(derive(poor)) == Urls(poor, poor)
    assert "无权建立应用账号" in capsys.readouterr().out


def test_an_owner_that_may_not_make_databases_is_told_so(name):
    ask(OWNER, f"CREATE ROLE {name}_poor LOGIN PASSWORD 'poor'")
    with pytest.raises(Failure, match="无权建库"):
        provision(derive(at(OWNER, name, f"{name}_poor:poor")))


def test_a_database_in_another_encoding_is_refused(name):
    ask(OWNER, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    with pytest.raises(Failure, match="编码是 SQL_ASCII"):
        provision(derive(at(OWNER, name)))


def test_a_server_that_does_not_answer_is_named():
    with pytest.raises(Failure, match="连不上数据库"):
        provision(derive("postgres://a:b@127.0.0.1:1/portal"))


def test_test_databases_get_a_utf8_template_where_the_server_has_none(name):
    create_database(at(OWNER, name))
    template = template_for_tests(at(OWNER, name))
    shown = "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = "
    assert ask(OWNER, f"{shown} '{template or 'template1'}'") == [("UTF8",)]
