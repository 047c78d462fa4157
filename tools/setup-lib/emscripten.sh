# Part of tools/setup: finds Emscripten, or brings it. Sets `emcc`.

emcc_version() { "$1" --version 2> /dev/null | sed -n '1s/.* \([0-9][0-9]*\.[0-9.]*[0-9]\).*/\1/p'; }

find_emscripten() {
  local candidate version
  # What the contributor has comes first. PATH may name a wrapper, but CMake needs the folder it belongs to.
  for candidate in "${EMSDK:+$EMSDK/upstream/emscripten/emcc}" "$(command -v emcc || true)" \
    /usr/share/emscripten/emcc "$prefix/usr/share/emscripten/emcc"; do
    [ -n "$candidate" ] && [ -x "$candidate" ] || continue
    case $candidate in "$prefix"/*) [ -f "$prefix/complete" ] || continue ;; esac
    version=$(emcc_version "$candidate")
    [ -n "$version" ] && at_least $min_emcc "$version" || continue
    emcc=$(real_emcc "$candidate") && return
  done
  case $(debian_version) in
    12) install_private_emscripten && return ;;
    1[3-9] | [2-9]*) apt_install emscripten && emcc=$(real_emcc "$(command -v emcc)") && return ;;
  esac
  die "Emscripten $min_emcc or newer is missing. Install emsdk (https://emscripten.org/docs/getting_started/downloads.html)
setup: or your system's package (brew install emscripten), have emcc on PATH, and run tools/setup again."
}

real_emcc() { # the emcc beside cmake/Modules, for a program that may be a link or a packager's wrapper
  local folder file
  file=$(readlink -f "$1" 2> /dev/null || echo "$1")
  for folder in "$(dirname "$file")" /usr/share/emscripten "$(dirname "$file")/../libexec"; do
    [ -f "$folder/cmake/Modules/Platform/Emscripten.cmake" ] && [ -x "$folder/emcc" ] || continue
    (cd "$folder" && echo "$PWD/emcc")
    return 0
  done
  return 1
}

# Debian 12 has emscripten 3.1.6, which is too old, but also clang 19, which suits Debian 13's 3.1.69. So:
# Debian 13's package is unpacked into a private prefix and uses Debian 12's clang. Nothing of the system changes.
install_private_emscripten() {
  local missing=() package
  for package in clang-19 lld-19 llvm-19 patchelf; do
    dpkg -s "$package" > /dev/null 2>&1 || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] || apt_install "${missing[@]}"
  mkdir -p "$(dirname "$prefix")"
  # Two clones may be set up at once; the second waits and finds the work done.
  exec 9> "$prefix.lock"
  flock 9
  [ -f "$prefix/complete" ] || unpack_emscripten
  exec 9>&-
  emcc=$prefix/usr/share/emscripten/emcc
}

unpack_emscripten() {
  say "unpacking Emscripten from Debian 13 into $prefix"
  rm -rf "$prefix"
  mkdir -p "$prefix"/{apt/parts,apt/lists/partial,apt/debs,binaryen/bin}
  trixie_source
  # binaryen's tools are built for Debian 13's libc and libstdc++; these come along for them alone.
  (cd "$prefix/apt/debs" && private_apt download emscripten binaryen libc6 libstdc++6 libgcc-s1 node-acorn)
  local deb
  for deb in "$prefix"/apt/debs/*.deb; do dpkg -x "$deb" "$prefix"; done
  rehome_binaryen
  # The JS optimiser wants acorn and looks only beside itself. Other modules of Debian's must not be found there.
  mkdir -p "$prefix/usr/share/emscripten/node_modules"
  ln -sfn "$prefix/usr/share/nodejs/acorn" "$prefix/usr/share/emscripten/node_modules/acorn"
  # A file of this name in Emscripten's own folder is read without any variable being set.
  cat > "$prefix/usr/share/emscripten/.emscripten" <<END
LLVM_ROOT = '/usr/lib/llvm-19/bin'
BINARYEN_ROOT = '$prefix/binaryen'
NODE_JS = 'node' # whichever is first on PATH: this prefix outlives any one clone
CACHE = '$prefix/usr/share/emscripten/cache'
END
  # The package brings its libraries compiled, which saves minutes at the first link. Of their variants, those for
  # shared WebAssembly libraries, which we do not build, are a gigabyte.
  rm -rf "$prefix/apt" "$prefix/usr/share/doc" "$prefix"/usr/share/emscripten/cache/sysroot/lib/wasm32-emscripten/{,lto-}pic
  [ "$(emcc_version "$prefix/usr/share/emscripten/emcc")" ] || die "the unpacked emcc does not run: $prefix"
  touch "$prefix/complete"
}

private_apt() { # apt-get that sees only Debian 13 and keeps its lists away from the system's
  local apt=$prefix/apt
  apt-get -qq -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$apt/parts" \
    -o Dir::State::lists="$apt/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
    -o APT::Sandbox::User="$(id -un)" "$@" > "$prefix/apt.log" 2>&1 \
    || { tail -n 15 "$prefix/apt.log" >&2; die "apt-get $1 for Debian 13 failed, see $prefix/apt.log"; }
}

# The machine's own source of Debian 12, with the suite changed: same mirror, same keyring. Debian 12's keyring
# package carries Debian 13's keys too, in its newer versions, so signatures are checked as ever.
trixie_source() {
  local parts=$prefix/apt/parts
  [ -e /usr/share/keyrings/debian-archive-trixie-stable.gpg ] || apt_install debian-archive-keyring
  awk -v RS= -v ORS='\n\n' '/^Types:[^\n]*deb/ || /\nTypes:[^\n]*deb/' /etc/apt/sources.list.d/*.sources 2> /dev/null \
    | awk -v RS= -v ORS='\n\n' '/Suites:[^\n]*[ \t]bookworm([ \t\n]|$)/ && !/-security/' \
    | sed -e '/^#/d' -e 's/^Suites:.*/Suites: trixie/' > "$parts/trixie.sources"
  [ -s "$parts/trixie.sources" ] || rm "$parts/trixie.sources"
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2> /dev/null \
    | sed -n 's/^\(deb \(\[[^]]*\] \)\{0,1\}[^ ]* \)bookworm \(.*\)/\1trixie \3/p' > "$parts/trixie.list"
  private_apt update
}

rehome_binaryen() {
  local libc loader tool
  libc=$(dirname "$(find "$prefix" -name 'libc.so.6' | head -n 1)")
  loader=$(find "$prefix" -name 'ld-linux-*.so.*' | head -n 1)
  for tool in "$prefix"/usr/bin/wasm-*; do
    cp "$tool" "$prefix/binaryen/bin/"
    tool=$prefix/binaryen/bin/$(basename "$tool")
    # The prefix's libraries are found by this path alone; the system's libc is never mixed with them.
    patchelf --set-interpreter "$loader" --set-rpath "$libc" "$tool"
  done
}
