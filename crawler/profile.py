"""A browser profile on disk: with which preferences it begins, and how it is made ready for another browser."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

PREFERENCES: dict[str, Any] = {
    # Debian's Chromium silently refuses every third-party cookie; 0 allows them, as users' browsers do (measured).
    "profile": {"cookie_controls_mode": 0, "block_third_party_cookies": False},
    "safebrowsing": {"enabled": False},
    "signin": {"allowed": False},
    "search": {"suggest_enabled": False},
    # Prerendering would show visits that nobody made.
    "net": {"network_prediction_options": 2},
}


class Profile:
    """A browser profile on disk. It outlives the browser, so that a visitor can come back; `remove` takes it away."""

    def __init__(self, signal: str = "") -> None:
        self.signal = signal
        """`dnt`, `gpc`, or empty."""
        self.folder = Path(tempfile.mkdtemp(prefix="avow-profile-"))
        (self.folder / "Default").mkdir()
        preferences = {**PREFERENCES, **({"enable_do_not_track": True} if signal == "dnt" else {})}
        (self.folder / "Default" / "Preferences").write_text(json.dumps(preferences), encoding="utf-8")

    def ready(self) -> None:
        """Take away what a browser that did not end in order left behind: its port and its lock."""
        for left in (self.folder / "DevToolsActivePort", *self.folder.glob("Singleton*")):
            left.unlink(missing_ok=True)

    def remove(self) -> None:
        """It holds what the site stored."""
        shutil.rmtree(self.folder, ignore_errors=True)
