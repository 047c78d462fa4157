# Part of tools/setup: npm packages, Node 24 among them.

# Node 20 is enough to run npm; everything after that runs on the `node` package of package.json.
npm_is_current() { cmp -s package-lock.json node_modules/.ringline-lock.json; }

install_node_modules() {
  has node && has npm || die "Node.js 20 or newer with npm is missing: https://nodejs.org or your system's packages"
  at_least 20.0.0 "$(node -p process.versions.node)" || die "Node.js $(node --version) is too old, 20 or newer is needed"
  npm_is_current && [ -x node_modules/.bin/node ] && return
  say "installing npm packages"
  npm ci --no-audit --no-fund > build/npm.log 2>&1 || { tail -n 15 build/npm.log >&2; die "npm ci failed, see build/npm.log"; }
  # `node` fetches its binary in an install script. Where scripts are switched off, run just that one.
  [ -x node_modules/.bin/node ] || (cd node_modules/node && node installArchSpecificPackage >> "$root/build/npm.log" 2>&1)
  [ -x node_modules/.bin/node ] || ln -sf ../node/bin/node node_modules/.bin/node
  node_modules/.bin/node --version > /dev/null || die "the npm package node did not bring its program, see build/npm.log"
  cp package-lock.json node_modules/.ringline-lock.json
}
