#!/usr/bin/env bash
# Runs the tests on other versions of Node.js: all of them, or `node-matrix.sh 24 test/contract` for some.
set -euo pipefail
cd "$(dirname "$0")/.."

platform=$(node -p 'process.platform + "-" + process.arch')
cache=${XDG_CACHE_HOME:-$HOME/.cache}/intercom-brevo/node
tests=("${@:2}")
[ ${#tests[@]} -gt 0 ] || tests=(test/unit test/contract test/e2e)
status=0
ran=
export SPECS_DIR=${SPECS_DIR:-$PWD/../shared/specs}

for release in 22.23.3 24.9.0 26.9.0; do
  [[ $release == "${1:-}"* ]] || continue
  ran=$release
  home=$cache/$release
  npm install --silent --no-save --prefix "$home" "node-$platform@$release"
  node=$home/node_modules/node-$platform

  # A copy of its own, since what is compiled for one version does not load in another.
  copy=$home/copy
  mkdir -p "$copy"
  find "$copy" -mindepth 1 -maxdepth 1 ! -name node_modules -exec rm -rf {} +
  # Never node_modules: git lists it where it is a link, and npm ci in the copy would empty what it points to.
  git ls-files -z --cached --others --exclude-standard ':!node_modules' | tar -c --null -T - | tar -x -C "$copy"
  (
    cd "$copy"
    export PATH=$node/bin:$PATH npm_config_nodedir=$node
    printf '\n== Node.js %s\n' "$(node --version)"
    if ! cmp -s package-lock.json node_modules/.installed; then
      npm ci
      cp package-lock.json node_modules/.installed
    fi
  )
  (cd "$copy" && PATH=$node/bin:$PATH npx vitest run "${tests[@]}") || status=1
done
[ -n "$ran" ] || { echo "none of the versions of Node.js here begins with \"$1\"" >&2; exit 2; }
exit "$status"
