#!/usr/bin/env bash
# Installs what the tests use and npm does not bring: kcat (a real Kafka client) and a browser. Does nothing when they
# are there. Only Debian and its kin are installed by themselves; elsewhere it says what is missing.
set -euo pipefail

missing=()
command -v kcat >/dev/null || missing+=(kcat)
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "Please install: ${missing[*]}" >&2
  exit 1
fi
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"
