"""`avow audit URL` and `avow scan [avow.toml]`: visit, sort, compare, report."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from analyzers.knowledge import Knowledge
from avow.commands.output import DEFAULT_FAIL_ON, check_fail_on, exit_code, print_json, print_summary
from avow.config import ConfigError, Site, Visiting, load_config, read_declarations, site_of
from avow.earlier import check_since
from avow.progress import ScanProgress
from avow.visitor import seeds_from
from crawler.browser import find_browser
from crawler.sessions import NAMES, THOROUGH, planned
from reports import write_index

Out = Annotated[Path, typer.Option("--out", help="Folder for evidence and reports.")]
Json = Annotated[bool, typer.Option("--json", help="Print the report as JSON on standard output.")]
FailOn = Annotated[
    str, typer.Option(help="Exit with 1 at findings of this weight or more: high, medium, low, info or never.")
]
Domains = Annotated[list[str], typer.Option("--first-party-domain", help="A further domain of the same owner.")]

Sessions = Annotated[
    str,
    typer.Option(
        help=f"Visits beside the first, each over the same pages, separated by commas: {', '.join(NAMES[1:])}.",
        metavar="NAMES",
    ),
]
Thorough = Annotated[
    bool,
    typer.Option(
        "--thorough", help=f"All of these that only watch: {', '.join(THOROUGH)}. Takes about three times as long."
    ),
]

Visitor = Annotated[
    list[str],
    typer.Option(
        "--visitor",
        help="Personal data of the visitor played, to be looked for in what third parties are sent: an e-mail address, "
        "name=…, account=…, phone=…. Reports hold its digest only.",
    ),
]
Since = Annotated[
    Path | None,
    typer.Option(help="Earlier evidence to compare the policy with; else the newest of the site in the same folder."),
]


def audit(
    url: Annotated[str, typer.Argument(help="Where to start, as https://www.example.com/.")],
    policy: Annotated[str, typer.Option(help="The policy: an address or a file. Left out: found on the site.")] = "",
    declarations: Annotated[
        Path | None, typer.Option(help="declarations.toml: written by hand, wins over what is read; holds waivers.")
    ] = None,
    out: Out = Path("avow-evidence"),
    pages: Annotated[int, typer.Option(help="Pages to visit at the most.")] = 12,
    dwell: Annotated[float, typer.Option(help="Seconds without anything new before a page counts as done.")] = 2.0,
    load_timeout: Annotated[float, typer.Option(help="Seconds to wait for a page's load event.")] = 30.0,
    robots: Annotated[bool, typer.Option(help="Obey robots.txt.")] = True,
    sessions: Sessions = "",
    thorough: Thorough = False,
    fail_on: FailOn = DEFAULT_FAIL_ON,
    first_party_domain: Domains = [],  # noqa: B006 typer reads the default, nothing changes it
    visitor: Visitor = [],  # noqa: B006 typer reads the default, nothing changes it
    since: Since = None,
    as_json: Json = False,
) -> int:
    """Audit one site now: visit it, sort what it does, compare with its policy, report."""
    check_fail_on(fail_on)
    visiting = Visiting(max_pages=pages, dwell=dwell, load_timeout=load_timeout, obey_robots=robots)
    visiting = msgspec.structs.replace(visiting, sessions=sessions_of(sessions, thorough=thorough))
    site = site_of(
        url, visiting, policy=policy, declarations=read_declarations(declarations), visitor=seeds_from(visitor)
    )
    check_since(since, site)
    return _run([site], out, 1, tuple(first_party_domain), fail_on, as_json=as_json, index=False, since=since)


def sessions_of(names: str, *, thorough: bool) -> tuple[str, ...]:
    """The sessions that the two options ask for."""
    named = [name.strip() for name in names.split(",") if name.strip()]
    return tuple(dict.fromkeys((*(THOROUGH if thorough else ()), *named)))


def _thorough(site: Site) -> Site:
    named = ",".join(site.settings.sessions)
    settings = msgspec.structs.replace(site.settings, sessions=sessions_of(named, thorough=True))
    return msgspec.structs.replace(site, settings=settings)


def _visits(site: Site) -> int:
    return site.settings.max_pages * len(planned(site.settings.sessions))


def scan(
    config: Annotated[Path, typer.Argument(help="The configuration.")] = Path("avow.toml"),
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for evidence and reports; else the configuration's.")
    ] = None,
    thorough: Thorough = False,
    as_json: Json = False,
) -> int:
    """Audit every covered site of a configuration, several at once, with one report each and one index."""
    settings, sites = load_config(config)
    check_fail_on(settings.fail_on)
    folder = out or config.parent / settings.out
    if thorough:
        sites = [_thorough(site) for site in sites]
    return _run(
        sites, folder, settings.at_once, settings.first_party_domains, settings.fail_on, as_json=as_json, index=True
    )


def _run(
    sites: list[Site],
    out: Path,
    at_once: int,
    domains: tuple[str, ...],
    fail_on: str,
    *,
    as_json: bool,
    index: bool,
    since: Path | None = None,
) -> int:
    # Only here: `avow analyze` and `avow report` must start without Playwright and Scrapy installed.
    from avow.scanning import scan as run_scan

    browser = find_browser()
    if out.exists() and not out.is_dir():
        raise ConfigError(f"--out {out}: is a file. Name a folder.")
    started = dt.datetime.now(dt.UTC)
    with ScanProgress({site.settings.site: _visits(site) for site in sites}) as progress:
        end = asyncio.run(
            run_scan(
                sites,
                root=out,
                browser=browser,
                knowledge=Knowledge.load(),
                progress=progress,
                at_once=at_once,
                first_party_domains=domains,
                since=since,
            )
        )
    reports = [result.report for result in end.results]
    index_page = write_index(reports, out, started.isoformat(timespec="seconds")) if index else None
    if as_json:
        print_json(reports)
    else:
        print_summary(end.results, index_page)
    own_fault = any(result.own_fault for result in end.results)
    return exit_code(reports, fail_on, interrupted=end.interrupted, own_fault=own_fault)
