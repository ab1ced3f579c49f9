"""How the memory of a browser's processes is told."""

import subprocess
import sys
from pathlib import Path

import pytest

from crawler.memory import heaviest

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the system tells no process's memory")


def test_the_heaviest_process_of_a_group_is_found_with_its_bytes():
    code = "import subprocess, sys; hold = b'x' * 80_000_000; print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout and process.stdout.readline() == b"held\n"
        found, size = heaviest(process.pid)
        process.stdin.close()
    assert found == process.pid and 80_000_000 < size < 400_000_000


def test_a_group_that_is_gone_holds_nothing():
    with subprocess.Popen([sys.executable, "-c", ""], start_new_session=True) as process:
        process.wait()
    assert heaviest(process.pid) == (0, 0)
