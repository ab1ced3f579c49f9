"""Which browser is taken, and with which command line."""

import asyncio

import pytest

from crawler.browser import Browser, BrowserNotFound, LaunchFailed, command_line, find_browser, launch
from crawler.profile import Profile


@pytest.fixture
def profile():
    made = Profile()
    yield made
    made.remove()


def executable(path, text="#!/bin/sh\n"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def environment(tmp_path, **more):
    (tmp_path / "bin").mkdir(exist_ok=True)
    return {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path / "home"), **more}


def test_the_named_browser_comes_first(tmp_path):
    own = executable(tmp_path / "own")
    executable(tmp_path / "bin" / "chromium")
    found = find_browser(environment(tmp_path, AVOW_BROWSER=str(own), AVOW_BROWSER_ARGS="--one '--two=a b'"))
    assert (found.executable, found.extra_args) == (str(own), ("--one", "--two=a b"))


def test_a_named_browser_that_is_none_is_an_error_that_names_it(tmp_path):
    with pytest.raises(BrowserNotFound, match="AVOW_BROWSER: '/no/such' is no executable"):
        find_browser(environment(tmp_path, AVOW_BROWSER="/no/such"))


def test_playwrights_newest_own_browser_comes_before_the_systems(tmp_path):
    cache = tmp_path / "home" / ".cache" / "ms-playwright"
    executable(cache / "chromium_headless_shell-999" / "chrome-linux" / "headless_shell")
    newest = executable(cache / "chromium_headless_shell-1200" / "chrome-linux" / "headless_shell")
    executable(tmp_path / "bin" / "chromium")
    assert find_browser(environment(tmp_path)).executable == str(newest)


def test_the_headless_shell_comes_before_the_whole_browser(tmp_path):
    executable(tmp_path / "bin" / "chromium")
    shell = executable(tmp_path / "bin" / "chromium-headless-shell")
    assert find_browser(environment(tmp_path)).executable == str(shell)


def test_without_a_browser_the_error_says_what_to_install(tmp_path):
    with pytest.raises(BrowserNotFound, match="apt-get install chromium-headless-shell chromium"):
        find_browser(environment(tmp_path))


def flags(tmp_path, *extra):
    return command_line(Browser("/x/chromium", "test", extra), tmp_path / "profile", tmp_path / "log.json")


def test_all_disabled_features_stand_in_one_flag_since_only_the_last_counts(tmp_path):
    line = flags(tmp_path, "--disable-features=TheirsA,TheirsB")
    (features,) = [flag for flag in line if flag.startswith("--disable-features=")]
    assert {"RenderDocument", "TheirsA", "TheirsB"} <= set(features.partition("=")[2].split(","))


def test_an_operators_resolver_rules_leave_the_canarys_hosts_reachable(tmp_path):
    line = flags(tmp_path, "--host-resolver-rules=MAP shop.test 127.0.0.1,MAP * ~NOTFOUND")
    (rules,) = [flag for flag in line if flag.startswith("--host-resolver-rules=")]
    assert rules.endswith("MAP * ~NOTFOUND") and "EXCLUDE canary-one.localhost" in rules


def test_without_an_operators_rules_names_resolve_as_they_do(tmp_path):
    assert not any("resolver-rules" in flag for flag in flags(tmp_path))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("#!/bin/sh\necho no display >&2\nexit 1\n", "ended with code 1: no display"),
        ("#!/bin/sh\nexec sleep 60\n", "no DevTools port"),
    ],
)
def test_a_browser_that_does_not_come_up_is_an_error_with_its_last_words(text, reason, tmp_path, profile):
    broken = Browser(str(executable(tmp_path / "broken", text)), "test")
    with pytest.raises(LaunchFailed, match=reason):
        asyncio.run(launch(broken, profile, timeout=0.5, tries=2))


def test_a_file_that_cannot_be_executed_is_an_error(tmp_path, profile):
    path = tmp_path / "text"
    path.write_text("no program")
    with pytest.raises(LaunchFailed, match="Permission denied"):
        asyncio.run(launch(Browser(str(path), "test"), profile, tries=1))


def test_global_privacy_control_is_one_more_feature_beside_the_operators(tmp_path):
    browser = Browser("/x/chromium", "test", ("--enable-features=TheirsA",))
    line = command_line(browser, tmp_path / "profile", tmp_path / "log.json", "gpc")
    assert "--enable-features=GlobalPrivacyControlForce,TheirsA" in line


def test_a_profile_that_a_dead_browser_left_locked_can_be_used_again(profile):
    (profile.folder / "DevToolsActivePort").write_text("1\n/x")
    (profile.folder / "SingletonLock").symlink_to("host-1")
    profile.ready()
    assert [path.name for path in profile.folder.iterdir()] == ["Default"]


def test_a_profile_goes_with_all_that_a_site_stored(profile):
    profile.remove()
    assert not profile.folder.exists()
