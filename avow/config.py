"""avow.toml: which sites a policy covers, and how to visit them."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from analyzers.parties import host_of
from analyzers.policy.handwritten import HandWritten, Invalid, read_declarations_file
from analyzers.visitor import Seed
from avow.errors import ConfigError as ConfigError
from avow.visitor import VisitorTable, seeds_of
from crawler.sessions import UnknownSession, planned
from crawler.settings import CrawlSettings


class SiteEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One `[[site]]`."""

    url: str
    name: str = ""
    pages: tuple[str, ...] = ()
    max_pages: int | None = None
    policy: str = ""


class Visiting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[visit]`: how sites are visited. Times in seconds."""

    max_pages: int = 12
    max_depth: int = 4
    dwell: float = 2.0
    ceiling: float = 20.0
    load_timeout: float = 30.0
    evidence_bytes: int = 1_000_000_000
    """What one site's evidence may take on the disk; see CrawlSettings."""
    pause: float = 0.0
    obey_robots: bool = True
    sessions: tuple[str, ...] = ()
    """Sessions beside the first visit, by the names of crawler.sessions."""
    try_links: bool = True
    user_agent: str = ""
    locale: str = ""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    site: tuple[SiteEntry, ...]
    policy: str = ""
    """Address or file of the policy that covers all sites; empty: found on each site."""
    declarations: str = ""
    """File of declarations and waivers written by hand; it wins over what is read."""
    out: str = "avow-evidence"
    at_once: int = 2
    fail_on: str = "low"
    first_party_domains: tuple[str, ...] = ()
    """Further registrable domains of the same owner."""
    visit: Visiting = Visiting()
    visitor: VisitorTable = VisitorTable()


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """One site, ready to crawl."""

    settings: CrawlSettings
    policy_file: Path | None = None
    declarations: HandWritten | None = None
    visitor: tuple[Seed, ...] = ()
    """What is known of the visitor whom the scan plays."""


def check_url(text: str, where: str) -> str:
    """An absolute http(s) address, normalised. Raises ConfigError."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
        _ = parts.port
    except ValueError as error:
        raise ConfigError(f"{where} {text!r} is no address: {error}. Write https://www.example.com/.") from error
    if not parts.scheme or "://" not in text:
        raise ConfigError(
            f"{where} {text!r} has no scheme. Write https://{text.lstrip('/')}{'' if '/' in text else '/'}."
        )
    if parts.scheme not in ("http", "https"):
        raise ConfigError(f"{where} {text!r}: avow visits http and https only, not {parts.scheme}.")
    if not host or any(character.isspace() for character in text):
        raise ConfigError(f"{where} {text!r} names no host. Write https://www.example.com/.")
    if parts.username or parts.password:
        raise ConfigError(
            f"{where}: the address holds a user name or password, which would end up in the evidence. Leave it out."
        )
    return text if parts.path else f"{text}/"


def policy_source(text: str, where: str, base: Path) -> tuple[str, Path | None]:
    """(address, None) or ("", file) of a policy given by the operator. Raises ConfigError."""
    if not text:
        return "", None
    if "://" in text:
        return check_url(text, where), None
    path = base / text
    if not path.is_file():
        raise ConfigError(f"{where} {text!r}: no such file. Give a file, or an address that begins with https://.")
    return "", path


def read_declarations(path: Path | None, where: str = "--declarations") -> HandWritten | None:
    """The file of declarations and waivers; None when none is given. Raises ConfigError, with entry and remedy."""
    if path is None:
        return None
    if not path.is_file():
        raise ConfigError(
            f"{where} {str(path)!r}: no such file. Give a declarations.toml; README.md shows what it holds."
        )
    try:
        return read_declarations_file(path.read_bytes(), source=path.name)
    except Invalid as error:
        raise ConfigError(f"{where}: {error}") from error


def site_of(
    url: str,
    visiting: Visiting,
    *,
    policy: str = "",
    base: Path | None = None,
    entry: SiteEntry | None = None,
    declarations: HandWritten | None = None,
    visitor: tuple[Seed, ...] = (),
) -> Site:
    """A site out of an address and the settings that hold for it. Raises ConfigError."""
    where = f'site "{entry.name or entry.url}": ' if entry else ""
    start = check_url(url, f"{where}url")
    address, file = policy_source((entry.policy if entry else "") or policy, f"{where}policy", base or Path())
    options: dict[str, Any] = msgspec.to_builtins(visiting)
    if entry and entry.max_pages is not None:
        options["max_pages"] = entry.max_pages
    if options["max_pages"] < 1:
        raise ConfigError(f"{where}max_pages is {options['max_pages']}. Write 1 or more.")
    if options["evidence_bytes"] < 1_000_000:
        raise ConfigError(f"{where}evidence_bytes is {options['evidence_bytes']}. Write 1000000 or more.")
    for key in ("dwell", "ceiling", "load_timeout"):
        if options[key] <= 0:
            raise ConfigError(f"{where}{key} is {options[key]:g}. Write a number of seconds above 0.")
    try:
        planned(visiting.sessions)
    except UnknownSession as error:
        raise ConfigError(f"{where}sessions: {error}.") from error
    pages = tuple(check_url(page, f"{where}pages") for page in entry.pages) if entry else ()
    settings = CrawlSettings(
        site=host_of(start),
        start_url=start,
        pages=pages,
        policy=address,
        policy_file=file.name if file else "",
        resolver=os.environ.get("AVOW_RESOLVER", ""),
        visitor=tuple(seed.mark(host_of(start)) for seed in visitor),
        **options,
    )
    return Site(settings=settings, policy_file=file, declarations=declarations, visitor=visitor)


def load_config(path: Path) -> tuple[Config, list[Site]]:
    """Read avow.toml. Raises ConfigError with the place of what is wrong."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file. Name the configuration, or write one; README.md shows how.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not readable as TOML: {error}.") from error
    try:
        config = msgspec.convert(table, Config)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: {error}. README.md lists the keys.") from error
    if not config.site:
        raise ConfigError(f'{path}: no site. Add [[site]] with url = "https://www.example.com/".')
    if config.at_once < 1:
        raise ConfigError(f"{path}: at_once is {config.at_once}. Write 1 or more.")
    sites = []
    try:
        file = path.parent / config.declarations if config.declarations else None
        written = read_declarations(file, "declarations")
        visitor = seeds_of(config.visitor)
        for entry in config.site:
            sites.append(
                site_of(
                    entry.url,
                    config.visit,
                    policy=config.policy,
                    base=path.parent,
                    entry=entry,
                    declarations=written,
                    visitor=visitor,
                )
            )
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error
    seen: set[str] = set()
    for site in sites:
        if site.settings.start_url in seen:
            raise ConfigError(f"{path}: {site.settings.start_url} is listed twice. Leave one.")
        seen.add(site.settings.start_url)
    return config, sites
