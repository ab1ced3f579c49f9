# What scripts/audit and scripts/test share: find or install Python, packages and a Chromium. POSIX sh, sourced.

say() { printf '%s\n' "$*" >&2; }
die() { say "$0: $*"; exit 2; }

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
venv=${AVOW_VENV:-$root/.venv}

on_debian() { command -v apt-get >/dev/null 2>&1; }
am_root() { [ "$(id -u)" = 0 ]; }

# apt_install WHY PACKAGE...: as root on Debian and Ubuntu; else say what to install.
apt_install() {
  why=$1
  shift
  on_debian || die "$why is needed and this is no Debian or Ubuntu. Install the equivalent of: $*"
  am_root || die "$why is needed. As root: apt-get install $*"
  say "installing $* ($why)"
  if ! DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >"$root/.install.log" 2>&1; then
    apt-get update -q >>"$root/.install.log" 2>&1 || die "apt-get update failed; see .install.log"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >>"$root/.install.log" 2>&1 ||
      die "could not install $*; see .install.log"
  fi
}

find_python() {
  for name in "${AVOW_PYTHON:-}" python3.13 python3.12 python3.11 python3; do
    [ -n "$name" ] || continue
    command -v "$name" >/dev/null 2>&1 || continue
    if "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      command -v "$name"
      return 0
    fi
  done
  return 1
}

# need_python EXTRA: a virtual environment with avow in it; nothing is done when pyproject.toml has not changed.
need_python() {
  extra=$1
  state=$(cksum <"$root/pyproject.toml" | tr ' ' '-')
  stamp=$venv/.avow-$state-$extra
  [ -e "$stamp" ] || [ -e "$venv/.avow-$state-dev" ] && return 0
  what=$root
  [ "$extra" = main ] || what="$root[$extra]"
  if [ ! -x "$venv/bin/python" ]; then
    python=$(find_python) || {
      apt_install "Python 3.11 with venv" python3 python3-venv
      python=$(find_python) || die "no Python 3.11 or newer with venv. Install one, or name it with AVOW_PYTHON."
    }
    say "making $venv with $python"
    "$python" -m venv "$venv" || die "could not make the virtual environment $venv"
  fi
  say "installing the Python packages"
  "$venv/bin/python" -m pip install -q --disable-pip-version-check -e "$what" >"$root/.install.log" 2>&1 ||
    { tail -n 5 "$root/.install.log" >&2; die "could not install the Python packages; see .install.log"; }
  rm -f "$venv"/.avow-*-"$extra"
  : >"$stamp"
}

# need_driver: Playwright's own Node.js, which a bare Debian lacks a library for.
need_driver() {
  "$venv/bin/playwright" --version >/dev/null 2>&1 && return 0
  apt_install "a library of Playwright's driver" libatomic1
  "$venv/bin/playwright" --version >/dev/null 2>&1 || die "Playwright's driver does not start: $("$venv/bin/playwright" --version 2>&1 | head -n 1)"
}

# need_browser: the order of crawler/browser.py; installs Debian's when there is none.
need_browser() {
  "$venv/bin/python" -c 'from crawler.browser import find_browser; find_browser()' 2>/dev/null && return 0
  [ -z "${AVOW_BROWSER:-}" ] || die "AVOW_BROWSER=$AVOW_BROWSER is no executable file. Name a Chromium's binary."
  if on_debian && am_root; then
    apt-get update -q >"$root/.install.log" 2>&1 || true
    if apt-cache show chromium-headless-shell >/dev/null 2>&1; then
      apt_install "a browser" chromium-headless-shell chromium fonts-liberation
    elif apt-cache show chromium 2>/dev/null | grep -q '^Version: [0-9]*\.'; then
      apt_install "a browser" chromium fonts-liberation
    fi
    "$venv/bin/python" -c 'from crawler.browser import find_browser; find_browser()' 2>/dev/null && return 0
  fi
  # Ubuntu's chromium is a snap and Playwright's own browser does as well, where it can be downloaded.
  say "installing Playwright's own headless Chromium"
  if "$venv/bin/playwright" install chromium-headless-shell >"$root/.install.log" 2>&1; then
    if on_debian && am_root; then "$venv/bin/playwright" install-deps chromium >>"$root/.install.log" 2>&1 || true; fi
    "$venv/bin/python" -c 'from crawler.browser import find_browser; find_browser()' 2>/dev/null && return 0
  fi
  die "no Chromium, and none could be installed. On Debian: apt-get install chromium-headless-shell chromium, as root.
Elsewhere: $venv/bin/playwright install chromium-headless-shell, or name a Chromium with AVOW_BROWSER=/path/to/it."
}
