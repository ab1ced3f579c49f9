"""The README tells the truth about the command line."""

import re
from pathlib import Path

import pytest
import typer.main

from avow import exit_codes
from avow.cli import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands(group, prefix="avow"):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}"


COMMANDS = sorted(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_line_in_the_readme(command):
    table = README.replace(r"\|", "|")
    first, _, rest = command.removeprefix("avow ").partition(" ")
    assert re.search(rf"`avow {first}\b[^`]*{re.escape(rest)}", table), command


def test_every_command_of_the_readme_exists():
    table = README.split("### Several sites")[0].replace(r"\|", "|")
    for written in re.findall(r"`avow ([a-z]+)([^`]*)`", table):
        name, rest = written
        if name in {"policy", "knowledge"}:
            name = f"{name} {rest.split()[0]}"
        elif name == "import":
            for part in rest.split()[0].split("|"):
                assert f"avow import {part}" in COMMANDS
            continue
        assert f"avow {name}" in COMMANDS, name


def test_every_exit_code_is_documented():
    for name in ("MEASURED", "FINDINGS", "USAGE", "INCOMPLETE", "SELF_TEST", "OWN_FAULT", "INTERRUPTED"):
        assert re.search(rf"^\| {getattr(exit_codes, name)} \|", README, re.MULTILINE), name


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)\)", README))
def test_every_file_that_the_readme_links_to_is_there(link):
    assert (ROOT / link).is_file()


def test_the_two_commands_are_the_readmes_first_lines():
    code = README.split("```sh\n")[1].split("```")[0]
    assert [line.split()[0] for line in code.splitlines()] == ["scripts/audit", "scripts/test"]
