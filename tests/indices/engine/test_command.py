"""`manage.py score_table` as a user meets it: another process, no database within reach."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCHEME = {"nodes": [{"code": "总分", "parent": None}, {"code": "走访", "parent": "总分", "weight": 1}]}


@pytest.fixture
def command(tmp_path: Path):
    (tmp_path / "scheme.json").write_text(json.dumps(SCHEME), encoding="utf-8")
    (tmp_path / "data.csv").write_text("unit,走访\n甲居委,1\n乙居委,3\n丙居委,\n", encoding="utf-8")
    nowhere = "postgres://nobody@127.0.0.1:1/nothing"
    environment = os.environ | {
        "DATABASE_URL": nowhere,
        "MIGRATION_DATABASE_URL": nowhere,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "PYTHONIOENCODING": "ascii",
    }

    def call(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        line = [sys.executable, str(ROOT / "manage.py"), "score_table", *arguments]
        return subprocess.run(line, cwd=tmp_path, env=environment, capture_output=True, timeout=60, check=False)

    return call


def test_the_command_scores_without_a_database_and_writes_the_same_to_a_file(command, tmp_path):
    shown = command("scheme.json", "data.csv")
    assert shown.returncode == 0, shown.stderr.decode()
    assert shown.stdout.decode() == "unit,总分,走访,rank\n甲居委,0.0,0.0,2\n乙居委,100.0,100.0,1\n丙居委,,,\n"
    assert shown.stderr == b""
    written = command("scheme.json", "data.csv", "--output", "out.csv")
    assert (written.returncode, written.stdout, written.stderr) == (0, b"", b"")
    assert (tmp_path / "out.csv").read_bytes() == shown.stdout


def test_the_command_refuses_with_2_and_one_line(command, tmp_path):
    (tmp_path / "data.csv").write_text("unit,走访\n甲居委,很多\n", encoding="utf-8")
    refused = command("scheme.json", "data.csv", "--output", "out.csv")
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert refused.stderr.decode() == "数据表第 2 行单位「甲居委」列「走访」的值「很多」不是有限的数。\n"
    assert not (tmp_path / "out.csv").exists()
