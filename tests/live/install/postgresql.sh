#!/usr/bin/env bash
# PostgreSQL's programs. The tests make clusters of their own; none of the system's is made or started.
set -euo pipefail

if [ -n "${SERAI_TEST_DATABASE_URL:-}" ] || command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
    exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "missing: PostgreSQL 13 or newer. Install its server, or let SERAI_TEST_DATABASE_URL name one of your own" >&2
    echo "  (postgresql://USER:PASSWORD@HOST/NAME; the user must be allowed to create databases and roles)." >&2
    exit 1
fi
apt-get update -qq
export DEBIAN_FRONTEND=noninteractive
apt-get install -qq -y --no-install-recommends postgresql-common >/dev/null
mkdir -p /etc/postgresql-common/createcluster.d
echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/serai.conf
apt-get install -qq -y --no-install-recommends postgresql openssl >/dev/null
