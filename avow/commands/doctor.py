"""`avow doctor`: is this machine fit to measure?"""

from __future__ import annotations

import asyncio
import json
import os
from typing import Annotated

import typer

from analyzers.knowledge import Knowledge
from avow import exit_codes
from crawler.browser import find_browser


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> int:
    """Find the browser, run the self-test, and say what is known on this machine."""
    from playwright.async_api import async_playwright

    from crawler.canary import CanaryResult, run_canary

    browser = find_browser()

    async def run() -> CanaryResult:
        async with async_playwright() as playwright:
            return await run_canary(browser, playwright)

    canary = asyncio.run(run())
    lists = Knowledge.load().describe()
    if as_json:
        facts = {
            "schema": "avow-doctor/1",
            "browser": {"executable": browser.executable, "found": browser.how, "version": canary.browser},
            "sandbox": os.geteuid() != 0,
            "canary": {"passed": canary.passed, "seen": canary.seen, "missed": canary.missed, "reason": canary.reason},
            "knowledge": lists,
        }
        typer.echo(json.dumps(facts, indent=1))
    else:
        typer.echo(f"browser: {browser.executable} (found as {browser.how}), {canary.browser or 'did not start'}")
        typer.echo(f"sandbox: {'off, since this runs as root' if os.geteuid() == 0 else 'on'}")
        for name in canary.seen:
            typer.echo(f"  seen    {name}")
        for name in canary.missed:
            typer.echo(f"  MISSED  {name}")
        if canary.reason:
            typer.echo(f"  {canary.reason}")
        for entry in lists:
            typer.echo(f"knowledge: {entry.get('name')} {entry.get('version')} {entry.get('date')}")
        typer.echo(
            "fit to measure"
            if canary.passed
            else "NOT fit to measure: what is missed here would be missed on every site"
        )
    return exit_codes.MEASURED if canary.passed else exit_codes.SELF_TEST
