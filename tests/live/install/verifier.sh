#!/usr/bin/env bash
# The foreign verifier of the trail, verifier/. It is built with Go's own packages for transparency logs (golang.org/x/mod, BSD-3-Clause).
set -euo pipefail
source="tests/live/verifier"
program="$PWD/.venv/live/verifier"

if [ "$program" -nt "$source/main.go" ] && [ "$program" -nt "$source/go.mod" ]; then
    exit 0
fi
if ! command -v go >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends golang-go ca-certificates >/dev/null
fi
if ! command -v go >/dev/null; then
    echo "missing: Go, which builds the foreign verifier of the trail. Install it." >&2
    exit 1
fi
mkdir -p .venv/live
if ! (cd "$source" && go build -trimpath -buildvcs=false -o "$program" .); then
    echo "missing: the foreign verifier of the trail, which could not be built. See why above." >&2
    exit 1
fi
