#!/usr/bin/env bash
# versitygw, an S3 server that checks signatures (Apache-2.0). It is built from the Go module proxy, once, into .venv/live.
set -euo pipefail
version=v1.8.0
folder="$PWD/.venv/live"

if [ -n "${SERAI_TEST_S3_URL:-}" ] || [ -x "$folder/versitygw-$version" ]; then
    exit 0
fi
if ! command -v go >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends golang-go ca-certificates >/dev/null
fi
if ! command -v go >/dev/null; then
    echo "missing: Go, which builds the S3 server versitygw. Install it, or let SERAI_TEST_S3_URL name an S3 server of your own" >&2
    echo "  (http://ACCESS_KEY:SECRET_KEY@HOST:PORT; the key must be allowed to create buckets)." >&2
    exit 1
fi
echo "building versitygw (some minutes the first time) …" >&2
mkdir -p "$folder"
if ! GOBIN="$folder" go install "github.com/versity/versitygw/cmd/versitygw@$version"; then
    echo "missing: versitygw, which could not be built. SERAI_TEST_S3_URL may name an S3 server of your own" >&2
    echo "  (http://ACCESS_KEY:SECRET_KEY@HOST:PORT; the key must be allowed to create buckets)." >&2
    exit 1
fi
mv "$folder/versitygw" "$folder/versitygw-$version"
