"""Everything known, in one immutable object that is loaded once and asked many times."""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import msgspec
import platformdirs

from analyzers.filter_rules import FilterRules, RuleList
from analyzers.knowledge import databases, own
from analyzers.knowledge.base import LONGEST_NAME, DataSet, HostIndex, NameEntry, NameIndex, Service, kind_fits
from analyzers.overrides import Override

FILTER_LISTS = ("easylist", "easyprivacy", "fanboy-social")
"""Filter lists in the order asked."""

_LEGAL_FORM = re.compile(
    r"[\s,]+(?:inc|llc|ltd|limited|gmbh|ag|se|bv|b\.v|nv|n\.v|sa|sas|s\.a\.s|s\.a|srl|oy|oyj|ab|aps|a/s|as|plc|corp|corporation|"
    r"unlimited company|co|company|ireland|international|platforms|technologies|kg|co\. kg|pty|spa|s\.p\.a)\b\.?",
    re.IGNORECASE,
)
"""Legal forms and the like that stand behind a company's name."""


def _whole_company(company: str, services: list[Service]) -> Service:
    categories = {service.category for service in services}
    return Service(
        name=company,
        company=company,
        role=services[0].role if len(services) == 1 else "company",
        category=categories.pop() if len(categories) == 1 else "",
        domains=tuple(domain for service in services for domain in service.domains),
        country=services[0].country,
        source=services[0].source,
        date=services[0].date,
        origin=services[0].origin,
    )


class Knowledge:
    """Everything known, immutable. Our own data always; free databases where a folder holds them.

    A name is asked of our own entries first; the databases stand behind and are named as conflicting voices.
    """

    def __init__(
        self,
        services: Iterable[Service] = (),
        names: Iterable[NameEntry] = (),
        datasets: Iterable[DataSet] = (),
        folder: Path | None = None,
        companies: dict[str, dict[str, Any]] | None = None,
        files: dict[str, Path] | None = None,
    ) -> None:
        self.services = tuple(services)
        self.names = tuple(names)
        self.datasets = tuple(datasets)
        self.folder = folder
        self.companies = companies or {}
        self.overrides: tuple[Override, ...] = ()
        self._files = files
        self._hosts = HostIndex(self.services)
        self._index = NameIndex(self.names)

    @staticmethod
    def load(folder: Path | None = None) -> Knowledge:
        """Our own knowledge, and what `avow knowledge update` put into `folder` (default: the user's data folder).

        Raises KnowledgeError when a file is broken. Needs no network; without any database it works and says so in
        `describe()`.
        """
        folder = folder if folder is not None else default_folder()
        data = own.load()
        fetched = databases.load(folder, data.services)
        return Knowledge(
            services=(*data.services, *fetched.services),
            names=(*data.names, *fetched.names),
            datasets=(data.dataset, *fetched.datasets),
            folder=folder,
            companies=data.companies,
            files=fetched.files,
        )

    def deciding(self, overrides: Iterable[Override], on: dt.date) -> Knowledge:
        """The same knowledge with what the operator decided, as far as it holds on a day: whatever is sorted with it hears
        that first."""
        _ = self.filter_rules  # made here, so that both share what is read of the lists
        other = copy.copy(self)
        other.overrides = tuple(override for override in overrides if override.expires >= on)
        return other

    def describe(self) -> list[dict[str, str | int]]:
        """Each body of knowledge in use: name, version, date, sha256, licence, entries. For manifest and report."""
        return [msgspec.structs.asdict(dataset) for dataset in self.datasets]

    def version_of(self, origin: str) -> str:
        """Version of the body of knowledge of that name; empty when it is not loaded."""
        return next((dataset.version for dataset in self.datasets if dataset.name == origin), "")

    def service_of(self, host: str) -> Service | None:
        """The service whose host this is."""
        return self._hosts.find(host)

    def exact(self, name: str, kind: str = "cookie") -> Iterator[NameEntry]:
        """Entries of this name for this kind, ours first."""
        return (entry for entry in self._index.exact(name[:LONGEST_NAME]) if kind_fits(entry.kind, kind))

    def matching(self, name: str, kind: str = "cookie") -> Iterator[NameEntry]:
        """Entries whose pattern covers the name, ours first, then the longest."""
        found = [entry for entry in self._index.matching(name[:LONGEST_NAME]) if kind_fits(entry.kind, kind)]
        return iter(sorted(found, key=lambda entry: entry.origin != "avow"))

    @cached_property
    def filter_rules(self) -> FilterRules:
        """The filter lists of the folder; without any, rules that match nothing. Read at the first question."""
        # The files that `describe` names, though an update may have put others in place since.
        if self._files is not None:
            found = [(name, self._files.get(name)) for name in FILTER_LISTS]
        else:
            found = [(name, databases.file_of(self.folder, name)) for name in FILTER_LISTS if self.folder]
        return FilterRules(tuple(RuleList(name=name, path=path) for name, path in found if path))

    def named(self, name: str) -> Service | None:
        """The service of this name or alias, in any case; for a company with several services, a service that stands
        for all of them and has a category only where they agree."""
        return self._by_name.get(name.strip().lower())

    @cached_property
    def _of_company(self) -> dict[str, list[Service]]:
        found: dict[str, list[Service]] = defaultdict(list)
        for service in self.services:
            found[service.company].append(service)
        return dict(found)

    @cached_property
    def _by_name(self) -> dict[str, Service]:
        """A service's own name wins over aliases, those over the names of companies."""
        table: dict[str, Service] = {}
        for service in self.services:
            table.setdefault(service.name.lower(), service)
        for service in self.services:
            for alias in service.aliases:
                table.setdefault(alias.lower(), service)
        for company, services in self._of_company.items():
            for name in (company, *self.companies.get(company, {}).get("aliases", ())):
                table.setdefault(name.lower(), _whole_company(company, services))
        return table

    def company_of_service(self, name: str) -> str:
        """The company of a service by the service's name; the name itself where the service is not known."""
        service = self._by_name.get(name.lower())
        return service.company if service else name

    @lru_cache(maxsize=4096)  # noqa: B019 - a program holds one or two of these objects for its whole life
    def provider(self, text: str) -> Service | None:
        """The service that a declaration's provider means: `Meta Platforms, Inc.`, `Google`, `hotjar.com`."""
        text = text[:LONGEST_NAME].strip()
        found = self.named(text) or (self.service_of(text) if "." in text and " " not in text else None)
        if found is None:
            bare = _LEGAL_FORM.sub("", text.partition("(")[0]).strip(" ,.")
            found = self.named(bare) if bare else None
        return found


def default_folder() -> Path:
    """Where `avow knowledge update` puts the databases: the user's data folder."""
    return Path(platformdirs.user_data_dir("avow", appauthor=False)) / "knowledge"
