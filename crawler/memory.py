"""How much memory the browser's processes hold, so that one page cannot take the machine: an endless document fills 2.5 GB
in ten seconds while its own process is too busy to say so (measured)."""

from __future__ import annotations

import os
from pathlib import Path

_PROC = Path("/proc")


def heaviest(group: int) -> tuple[int, int]:
    """(process id, resident bytes) of the largest process of a process group; (0, 0) where the system does not tell."""
    found = (0, 0)
    if not _PROC.is_dir():
        return found
    page = os.sysconf("SC_PAGE_SIZE")
    for entry in _PROC.iterdir():
        if not entry.name.isdigit():
            continue
        try:
            # The name, in brackets, may hold spaces; group is the fifth field and resident pages the 24th (proc(5)).
            fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # ended meanwhile
        if int(fields[2]) == group and int(fields[21]) * page > found[1]:
            found = int(entry.name), int(fields[21]) * page
    return found
