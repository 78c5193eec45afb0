#!/usr/bin/env bash
# mlcroissant, the validator of the makers of Croissant (Apache-2.0), in an environment of its own: it brings pandas and scipy.
set -euo pipefail
version=1.1.1
folder="$PWD/.venv/live/croissant-$version"

if [ -f "$folder/installed" ]; then
    exit 0
fi
python=.venv/bin/python
[ -x "$python" ] || python=python3
"$python" -m venv "$folder"
if ! "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/live/croissant/requirements.txt; then
    echo "missing: mlcroissant $version, the validator of Croissant." >&2
    exit 1
fi
touch "$folder/installed"
