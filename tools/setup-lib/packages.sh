# Part of tools/setup: system packages. Debian and its kin get them by apt, others are told what is missing.

# One line per need: what proves it is there, Debian's package, and the hint for other systems.
# `cmd:` is a command on PATH, `file:` a pattern that must match a file.
needs_run='
cmd:git|git|git
cmd:python3|python3|python3 (Emscripten is written in it)
cmd:cmake|cmake|cmake 3.25 or newer
cmd:ninja|ninja-build|ninja
file:/usr/include/nlohmann/json.hpp:/opt/homebrew/include/nlohmann/json.hpp:/usr/local/include/nlohmann/json.hpp|nlohmann-json3-dev|nlohmann/json 3.11 (optional where CMake can fetch it)'

needs_test='
any:clang++-19:clang++:g++|clang|a C++20 compiler: clang 14 or newer, or gcc 12 or newer
file:/usr/include/gtest/gtest.h:/opt/homebrew/include/gtest/gtest.h:/usr/local/include/gtest/gtest.h|libgtest-dev|GoogleTest
any:clang-format-19:clang-format|clang-format|clang-format (from LLVM 14 or newer)
any:clang-tidy-19:clang-tidy|clang-tidy|clang-tidy (from LLVM 14 or newer)
cmd:ffmpeg|ffmpeg|ffmpeg (decodes what tests record)
chromium|chromium|Chromium or Chrome: set CHROMIUM_PATH to its program
firefox|firefox-esr|Firefox 153 or newer: set FIREFOX_PATH to its program
cmd:turnserver|coturn|coturn, the TURN server (its turnserver on PATH; no service needs to run)'

# On Debian 12 everything is LLVM 19: the fuzzers' runtime belongs to one compiler, and two versions of
# clang-format never agree on everything.
needs_test_debian='
cmd:clang++-19|clang-19|
cmd:clang-format-19|clang-format-19|
cmd:clang-tidy-19|clang-tidy-19|
file:/usr/lib/llvm-19/lib/clang/19/lib/linux/libclang_rt.fuzzer-*.a|libclang-rt-19-dev|
file:/usr/share/fonts/truetype/*/*.ttf|fonts-liberation|'

is_met() { # is_met PROOF
  local kind=${1%%:*} rest=${1#*:} item
  case $kind in
    cmd) has "$rest" ;;
    any) for item in ${rest//:/ }; do has "$item" && return 0; done; return 1 ;;
    file) for item in ${rest//:/ }; do [ -e "$item" ] && return 0; done; return 1 ;; # unquoted above: globs expand
    chromium) [ -n "${CHROMIUM_PATH:-}" ] || has chromium || has chromium-browser || has google-chrome \
      || [ -e "/Applications/Google Chrome.app" ] || [ -e "/Applications/Chromium.app" ] ;;
    firefox) [ -n "${FIREFOX_PATH:-}" ] || has firefox-esr || has firefox || [ -e /Applications/Firefox.app ] ;;
  esac
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

apt_updated=no
apt_update_once() { # lists may be absent or stale on a fresh machine
  [ $apt_updated = no ] || return 0
  apt_updated=yes
  as_root apt-get update -qq > build/apt.log 2>&1 || say "apt-get update complained, trying on (build/apt.log)"
}

apt_install() { # apt_install PACKAGE...
  [ -z "${RINGLINE_NO_INSTALL:-}" ] || die "missing: $*. RINGLINE_NO_INSTALL is set; install them yourself."
  [ "$(id -u)" = 0 ] || has sudo || die "missing: $*. Become root and run: apt-get install $*"
  say "installing $* (apt)"
  apt_update_once
  # Another apt may be at work on a fresh machine: wait for its lock rather than fail.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
    -o DPkg::Lock::Timeout=300 "$@" >> build/apt.log 2>&1 < /dev/null \
    || { tail -n 15 build/apt.log >&2; die "apt-get install failed, see build/apt.log"; }
}

install_packages() { # install_packages run|test
  local needs=$needs_run missing=() hints=() proof package hint
  if [ "$1" = test ]; then
    needs+=$needs_test
    [ "$(debian_version)" != 12 ] || needs+=$needs_test_debian
  fi
  while IFS='|' read -r proof package hint; do
    [ -n "$proof" ] && ! is_met "$proof" || continue
    # Ubuntu, for one, has apt but no chromium to install with it.
    if has apt-get && { [ -n "${RINGLINE_NO_INSTALL:-}" ] || apt_offers "$package"; }; then
      missing+=("$package")
    else
      hints+=("${hint:-$package}")
    fi
  done <<< "$needs"
  if [ ${#hints[@]} -gt 0 ]; then
    echo "setup: please install these first (with brew, dnf, pacman, ...):" >&2
    printf '  - %s\n' "${hints[@]}" >&2
    exit 1
  fi
  [ ${#missing[@]} -eq 0 ] || apt_install $(printf '%s\n' "${missing[@]}" | sort -u)
  case " ${missing[*]-} " in *" coturn "*) stop_turn_service ;; esac
}

# Debian's package starts a TURN server for everybody. The tests start their own; who had it before keeps it.
stop_turn_service() {
  [ ! -d /run/systemd/system ] || as_root systemctl disable --now --quiet coturn >> build/apt.log 2>&1 || true
}

apt_offers() { apt_update_once && apt-cache show "$1" > /dev/null 2>&1; }

debian_version() { # 12 on Debian 12, empty on anything else
  [ -r /etc/os-release ] && ( . /etc/os-release; [ "${ID:-}" != debian ] || echo "${VERSION_ID:-}" ) || true
}

# A directory that holds only a link to nlohmann's headers: the system include directory itself, given to
# Emscripten, would put glibc's headers in front of its own.
link_json_headers() {
  local from
  for from in /usr/include /opt/homebrew/include /usr/local/include; do
    [ -e "$from/nlohmann/json.hpp" ] || continue
    mkdir -p build/json-include
    ln -sfn "$from/nlohmann" build/json-include/nlohmann
    return 0
  done
}
