#!/usr/bin/env bash
# Builds the wheel, and installs it into an empty environment as pipx and uvx do, with the locked versions.
set -euo pipefail

wheel=.venv/live/wheel
rm -rf "$wheel"
.venv/bin/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$wheel" .
.venv/bin/python -m venv "$wheel/environment"
"$wheel/environment/bin/python" .ci/install.py requirements.txt
"$wheel/environment/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-index "$wheel"/serai-*.whl
