#!/usr/bin/env bash
# CKAN with ckanext-harvest and ckanext-dcat (AGPL-3.0), in an environment of its own: it only runs here, beside the project.
set -euo pipefail
version=2.12.0
folder="$PWD/.venv/live/ckan-$version"
wanted=tests/live/install/ckan.txt

if cmp -s "$wanted" "$folder/installed"; then
    exit 0
fi
python=.venv/bin/python
[ -x "$python" ] || python=python3
rm -rf "$folder"
"$python" -m venv "$folder"
if ! "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$wanted"; then
    echo "missing: CKAN $version, which harvests Serai." >&2
    exit 1
fi
if ! "$folder/bin/python" -c "import magic" 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends libmagic1 >/dev/null
    else
        echo "missing: libmagic, which CKAN wants. Install libmagic1." >&2
        exit 1
    fi
fi
cp "$wanted" "$folder/installed"
