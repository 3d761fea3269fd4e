"""Run a command in a process that may not take the machine down, and say what it took: `measured.py RESULT COMMAND...`.

A program of its own because a process counts among its own memory what the one it was forked from had. It imports next
to nothing, so that next to nothing is counted.
"""

import json
import os
import resource
import sys
import time

CPU_SECONDS, BYTES = 120, 6 << 30


def main(result: str, command: list[str]) -> None:
    """Write exit code, wall-clock and CPU seconds and peak memory in KB to `result`, of the process and its children."""
    for kind, most in ((resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_AS, BYTES), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(kind, (most, most))
    began = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ)
    _, status, usage = os.wait4(process, 0)
    taken = {
        "code": os.waitstatus_to_exitcode(status),
        "wall": time.perf_counter() - began,
        "cpu": usage.ru_utime + usage.ru_stime,
        "kilobytes": usage.ru_maxrss,
    }
    with open(result, "w", encoding="ascii") as file:  # noqa: PTH123 - pathlib would be counted
        json.dump(taken, file)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
