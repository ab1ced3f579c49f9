"""Which service workers are registered: each scope with its script, and registrations that were taken back."""

from __future__ import annotations

import msgspec

from crawler.devtools import DevTools, Params
from crawler.journal import Journal
from crawler.recorders.databases import Write
from crawler.targets import Target

AREA = "service-worker"
REGISTRATIONS = 500


class Registration(msgspec.Struct):
    """One registration, as the browser last told it."""

    scope: str
    script: str = ""
    deleted: bool = False


class ServiceWorkers:
    """The ServiceWorker domain of each page tells every registration of its browser context."""

    def __init__(self, devtools: DevTools, journal: Journal, write: Write) -> None:
        self._journal = journal
        self._write = write
        self.registrations: dict[str, Registration] = {}
        """By the browser's id."""
        devtools.on("ServiceWorker.workerRegistrationUpdated", self._registered)
        devtools.on("ServiceWorker.workerVersionUpdated", self._versioned)

    def attach(self, target: Target) -> list[tuple[str, Params]]:
        return [("ServiceWorker.enable", {})] if target.type == "page" else []

    def _registered(self, params: Params, _session: str) -> None:
        for told in params["registrations"]:
            known = self.registrations.get(told["registrationId"])
            if known is None and len(self.registrations) < REGISTRATIONS:
                known = self.registrations[told["registrationId"]] = Registration(told["scopeURL"])
                self._journal.novel(AREA, known.scope)
                self._write(AREA, f"{origin_of_scope(known.scope)}/", known.scope, "added")
            if known is not None and told.get("isDeleted") and not known.deleted:
                known.deleted = True
                self._write(AREA, f"{origin_of_scope(known.scope)}/", known.scope, "removed")

    def _versioned(self, params: Params, _session: str) -> None:
        for told in params["versions"]:
            known = self.registrations.get(told["registrationId"])
            if known is not None:
                known.script = told.get("scriptURL", "")


def origin_of_scope(scope: str) -> str:
    """The origin of a scope's address."""
    return "/".join(scope.split("/", 3)[:3])
