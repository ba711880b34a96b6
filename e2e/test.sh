#!/usr/bin/env bash
# Runs every test there is, on a fresh machine too: installs what is missing, then goes from the quick to the slow.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s ==\n' "$1"; }

step "install"
node src/node/launch/install.mjs
bash e2e/install-tools.sh

step "types"
npm run -s types

step "lint, format, dead code"
npm run -s lint
npx --no-install knip

step "unit, golden, boundaries, simulator, lesson gate, real clients"
npm run -s unit

step "build and size"
npm run -s build
npx --no-install size-limit

step "browser"
npm run -s browser

step "all passed"
