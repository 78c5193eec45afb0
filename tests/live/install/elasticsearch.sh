#!/usr/bin/env bash
# The official Elasticsearch of the tests, from Maven's repository, and a Java that runs it and compiles security_index/.
set -euo pipefail

if [ -n "${SERAI_TEST_ELASTICSEARCH_URL:-}" ]; then
    exit 0
fi

version=8.19.21
artifact=org.elasticsearch.distribution.integ-test-zip:elasticsearch:$version:zip
home=.venv/live/elasticsearch-$version
instead="or let SERAI_TEST_ELASTICSEARCH_URL name a server of your own, as https://user:password@host:9200."

java_found() {
    for place in "${ES_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*; do
        if [ -x "$place/bin/javac" ] && grep -qsE 'JAVA_VERSION="(1[7-9]|[2-9][0-9])' "$place/release"; then
            return 0
        fi
    done
    return 1
}

if ! command -v mvn >/dev/null || ! command -v unzip >/dev/null || ! java_found; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends maven openjdk-17-jdk-headless unzip >/dev/null
    else
        echo "missing: Maven, unzip or a Java development kit 17. Install them, $instead" >&2
        exit 1
    fi
fi

if [ ! -x "$home/bin/elasticsearch" ]; then
    mkdir -p .venv/live
    if ! mvn -q -B -Dstyle.color=never dependency:copy -Dartifact="$artifact" -DoutputDirectory="$PWD/.venv/live"; then
        echo "missing: Elasticsearch $version, which Maven could not fetch. See why above, $instead" >&2
        exit 1
    fi
    unzip -q -o ".venv/live/elasticsearch-$version.zip" -d .venv/live
    rm ".venv/live/elasticsearch-$version.zip"
fi
