#!/usr/bin/env bash
# Apache Solr, which CKAN searches with: its libraries from Maven's repository. The tests start them by solr/Solr.java.
set -euo pipefail
version=9.10.1
folder="$PWD/.venv/live/solr-$version"

if [ -f "$folder/installed" ]; then
    exit 0
fi
if ! command -v mvn >/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends maven openjdk-17-jdk-headless >/dev/null
    else
        echo "missing: Maven, which fetches Solr. Install it, and a Java development kit 17." >&2
        exit 1
    fi
fi
if ! mvn -q -B -Dstyle.color=never -f tests/live/solr/pom.xml -Dsolr="$version" dependency:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$folder"; then
    echo "missing: Solr $version, which Maven could not fetch. See why above." >&2
    exit 1
fi
touch "$folder/installed"
