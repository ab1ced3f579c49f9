"""Which browser runs, with which flags and profile, and how its process starts and ends.

The only place with Chromium flags; preferences are in crawler.profile. Measured effects are named beside each flag.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

import msgspec

from crawler.profile import Profile

CANDIDATES = ("chromium-headless-shell", "chromium", "google-chrome", "google-chrome-stable", "microsoft-edge")

DISABLED_FEATURES = (
    # With RenderDocument, requests sent on pagehide reach the server but DevTools misses them (0 of 24, measured).
    "RenderDocument",
    # Stock --headless=new opens a WebUI window per context: 0.88 against 0.62 CPU-seconds a page (measured).
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    # A page kept in the back/forward cache is not unloaded, so its exit hits would not go out.
    "BackForwardCache",
    # The address that the policy covers is visited as written.
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    # The whole browser asks a server about the forms of a page, in the page's name.
    "AutofillServerCommunication",
    "OptimizationHints",
    "MediaRouter",
    "Translate",
)

FLAGS = (
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-client-side-phishing-detection",
    "--disable-search-engine-choice-screen",
    "--metrics-recording-only",
    "--password-store=basic",
    "--use-mock-keychain",
    "--mute-audio",
    "--disable-gpu",
    # Hidden pages keep their timers: hits that fire later than the load are part of what the site does.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-hang-monitor",
    "--disable-prompt-on-repost",
    # QUIC would leave the machine over UDP, past an operator's proxy or firewall.
    "--disable-quic",
    # --force-webrtc-ip-handling-policy did not stop STUN packets, this one does (measured).
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-dev-shm-usage",
)

CANARY_HOSTS = ("canary-one.localhost", "canary-two.localhost")
"""Names of the canary's two origins, reachable whatever an operator maps."""

SIGNAL_FEATURES = {"gpc": "GlobalPrivacyControlForce"}
"""Signals that the browser sends by itself when told so: `Sec-GPC: 1` on every request but preflights, frames, workers and
beacons included, and `navigator.globalPrivacyControl` (measured on Chromium 156). A browser that does not know it sends
nothing; what was really sent is read from the network log."""


class BrowserNotFound(Exception):
    """No Chromium on this machine."""


class LaunchFailed(Exception):
    """The browser did not come up."""


class Browser(msgspec.Struct, frozen=True):
    """An executable and the arguments that the operator adds."""

    executable: str
    how: str
    """Where it was found, in words."""
    extra_args: tuple[str, ...] = ()


def find_browser(environment: dict[str, str] | None = None) -> Browser:
    """The browser to measure with: AVOW_BROWSER, Playwright's own, then what the system has.

    Raises BrowserNotFound with what to install.
    """
    environment = dict(os.environ) if environment is None else environment
    extra = tuple(shlex.split(environment.get("AVOW_BROWSER_ARGS", "")))
    named = environment.get("AVOW_BROWSER", "")
    if named:
        path = shutil.which(named, path=environment.get("PATH"))
        if path is None:
            raise BrowserNotFound(f"AVOW_BROWSER: {named!r} is no executable file. Name a Chromium's binary.")
        return Browser(path, "AVOW_BROWSER", extra)
    own = _playwright_browser(environment)
    if own:
        return Browser(own, "Playwright's own", extra)
    for name in CANDIDATES:
        path = shutil.which(name, path=environment.get("PATH"))
        if path:
            return Browser(_behind_wrapper(path), name, extra)
    raise BrowserNotFound(
        "no Chromium found. On Debian or Ubuntu: apt-get install chromium-headless-shell chromium. "
        "Elsewhere: playwright install chromium-headless-shell, or name a Chromium with AVOW_BROWSER=/path/to/it."
    )


def _playwright_browser(environment: dict[str, str]) -> str | None:
    home = Path(environment.get("HOME", "~")).expanduser()
    cache = "Library/Caches" if sys.platform == "darwin" else ".cache"
    root = environment.get("PLAYWRIGHT_BROWSERS_PATH") or str(home / cache / "ms-playwright")
    for pattern in (
        "chromium_headless_shell-*/chrome-*/headless_shell",
        "chromium_headless_shell-*/chrome-headless-shell-*/chrome-headless-shell",
        "chromium-*/chrome-linux*/chrome",
        "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium",
    ):
        found = sorted(Path(root).glob(pattern), key=lambda path: _revision(path.as_posix()))
        if found:
            return str(found[-1])
    return None


def _revision(path: str) -> int:
    match = re.search(r"-(\d+)/", path)
    return int(match.group(1)) if match else 0


def _behind_wrapper(path: str) -> str:
    """Debian's wrapper scripts add flags that hide things (--disable-pings, extensions): take the binary beside them."""
    name = Path(path).name
    real = Path("/usr/lib/chromium") / name
    if Path(path).resolve().parent == Path("/usr/bin") and real.is_file() and os.access(real, os.X_OK):
        return str(real)
    return path


def is_headless_shell(executable: str) -> bool:
    return "headless" in Path(executable).name


def command_line(browser: Browser, profile: Path, net_log: Path, signal: str = "") -> list[str]:
    """The browser's whole command line: it goes into the manifest, since each flag changes what is measured."""
    features: list[str] = list(DISABLED_FEATURES)
    enabled = [SIGNAL_FEATURES[signal]] if signal in SIGNAL_FEATURES else []
    resolver_rules = [f"EXCLUDE {host}" for host in CANARY_HOSTS]
    others = []
    for argument in browser.extra_args:
        # Chromium obeys only the last of each of these, so the operator's are merged with ours.
        if argument.startswith("--disable-features="):
            features += argument.partition("=")[2].split(",")
        elif argument.startswith("--enable-features="):
            enabled += argument.partition("=")[2].split(",")
        elif argument.startswith("--host-resolver-rules="):
            resolver_rules.append(argument.partition("=")[2])
        else:
            others.append(argument)
    line = [
        browser.executable,
        f"--user-data-dir={profile}",
        "--remote-debugging-port=0",
        f"--log-net-log={net_log}",
        # IncludeSensitive holds the Cookie and Set-Cookie lines; Default strips them.
        "--net-log-capture-mode=IncludeSensitive",
        "--headless",
        *FLAGS,
        f"--disable-features={','.join(dict.fromkeys(features))}",
    ]
    if enabled:
        line.append(f"--enable-features={','.join(dict.fromkeys(enabled))}")
    if os.geteuid() == 0:
        # Chromium refuses to run as root with its sandbox. The manifest says so.
        line.append("--no-sandbox")
    if len(resolver_rules) > len(CANARY_HOSTS):
        line.append(f"--host-resolver-rules={','.join(resolver_rules)}")
    return [*line, *others, "about:blank"]


class BrowserProcess:
    """A browser of our own in a profile of our own. Ended by its process group, never by name."""

    def __init__(
        self, process: subprocess.Popen[bytes], profile: Profile, folder: Path, line: list[str], errors: IO[bytes]
    ) -> None:
        self.process = process
        self.profile = profile
        self.folder = folder
        self.command_line = line
        self.endpoint = ""
        self._errors = errors

    @property
    def net_log(self) -> Path:
        return self.folder / "net-log.json"

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def last_words(self) -> str:
        """The end of what it printed, for an error message."""
        self._errors.seek(0)
        return self._errors.read()[-500:].decode("utf-8", "replace").strip()

    async def close(self, grace: float = 10.0) -> bool:
        """Wait for an orderly end (the caller has sent Browser.close), else end the group. True when orderly."""
        deadline = time.monotonic() + grace
        while self.running and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        orderly = not self.running
        # Also after an orderly end: children of a browser that crashed may live on in its group.
        await self.kill()
        return orderly

    async def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        await asyncio.to_thread(self.process.wait)

    def remove(self) -> None:
        """Take its log away; the profile is whose it is."""
        self._errors.close()
        shutil.rmtree(self.folder, ignore_errors=True)


async def launch(browser: Browser, profile: Profile, *, timeout: float = 60.0, tries: int = 3) -> BrowserProcess:
    """Start a browser in a profile that allows third-party cookies, with a network log of its own.

    Raises LaunchFailed after `tries`, with the browser's own last words.
    """
    reason = ""
    for _ in range(tries):
        started = _start(browser, profile)
        try:
            started.endpoint = await _endpoint(started, timeout)
            return started
        except LaunchFailed as error:
            reason = str(error)
            await started.kill()
            started.remove()
        except BaseException:
            await started.kill()
            started.remove()
            raise
    raise LaunchFailed(f"{browser.executable} did not start in {tries} tries: {reason}")


def _start(browser: Browser, profile: Profile) -> BrowserProcess:
    profile.ready()
    folder = Path(tempfile.mkdtemp(prefix="avow-session-"))
    line = command_line(browser, profile.folder, folder / "net-log.json", profile.signal)
    errors = (folder / "stderr").open("w+b")
    try:
        # A session of its own: Ctrl-C in the terminal reaches us, not the browser, so that evidence can be closed first.
        process = subprocess.Popen(  # noqa: S603 the operator names the executable, no shell is involved
            line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True
        )
    except OSError as error:
        errors.close()
        shutil.rmtree(folder, ignore_errors=True)
        raise LaunchFailed(f"{browser.executable}: {error.strerror or error}") from error
    return BrowserProcess(process, profile, folder, line, errors)


async def _endpoint(started: BrowserProcess, timeout: float) -> str:
    port_file = started.profile.folder / "DevToolsActivePort"
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if not started.running:
            raise LaunchFailed(f"it ended with code {started.process.returncode}: {started.last_words()}")
        with contextlib.suppress(OSError, ValueError):
            port, path = port_file.read_text(encoding="utf-8").split("\n")[:2]
            return f"ws://127.0.0.1:{int(port)}{path}"
        await asyncio.sleep(0.05)
    raise LaunchFailed(f"no DevTools port within {timeout:g} s: {started.last_words()}")
