# For scripts, not for people: `. tools/env.sh` from the project's root puts the project's own tools first on PATH.
[ -f build/env.sh ] && . build/env.sh
PATH="$PWD/node_modules/.bin:$PATH"
export PATH
hash -r # forget where `node` was before Node 24 was there
