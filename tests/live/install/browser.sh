#!/usr/bin/env bash
# A browser and axe-core, for the pages.
set -euo pipefail

if ! command -v "${SERAI_CHROMIUM:-chromium}" >/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium fonts-noto-core fonts-noto-cjk >/dev/null
    else
        echo "missing: Chromium. Install it, or let SERAI_CHROMIUM name its program." >&2
        exit 1
    fi
fi

if [ ! -f .venv/node_modules/axe-core/axe.min.js ]; then
    if ! command -v npm >/dev/null; then
        echo "missing: npm, which fetches axe-core." >&2
        exit 1
    fi
    npm install --silent --no-audit --no-fund --prefix .venv axe-core@4
fi
