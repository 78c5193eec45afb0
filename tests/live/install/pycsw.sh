#!/usr/bin/env bash
# pycsw, the OAI-PMH server in GeoNode (MIT), in an environment of its own: it wants an older SQLAlchemy.
set -euo pipefail
version=2.6.2
folder="$PWD/.venv/live/pycsw-$version"

if [ -f "$folder/installed" ]; then
    exit 0
fi
python=.venv/bin/python
[ -x "$python" ] || python=python3
"$python" -m venv "$folder"
if ! "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "pycsw==$version" "sqlalchemy<2"; then
    echo "missing: pycsw $version, the OAI-PMH server." >&2
    exit 1
fi
touch "$folder/installed"
