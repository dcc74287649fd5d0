"""python -m governance.local run | test [pytest's arguments] | bench [arguments] | provision"""

from __future__ import annotations

import os
import signal
import sys

from governance.local.checks import bench, test
from governance.local.processes import Stopped, die_with, stop_on_signals
from governance.local.provision import plan, provision
from governance.local.site import run
from governance.local.words import Failure, say


def main(arguments: list[str]) -> int:
    command, *rest = arguments or [""]
    stop_on_signals()
    if "MAKELEVEL" in os.environ:  # make waits for us; where it is killed, nobody does any more
        die_with(os.getppid(), signal.SIGTERM)
    try:
        return do(command, rest)
    except Failure as failure:
        say(f"错误：{failure}")
    except PermissionError as error:
        say(f"错误：没有权限使用 {error.filename}，它可能由另一个系统账号建立。")
    except Stopped as stopped:
        return 0 if command == "run" else 128 + stopped.signum
    return 1


def do(command: str, rest: list[str]) -> int:
    match command:
        case "run":
            return run()
        case "test":
            return test(rest)
        case "bench":
            return bench(rest)
        case "provision":  # for compose
            provision(plan(os.environ))
            return 0
    say(__doc__ or "")
    return 2


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
