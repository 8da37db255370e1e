#!/bin/sh
# Builds the Grafana that the boards are opened in, from its sources: server
# with the module proxy of Go, pages with the registry of npm.
#
#   build.sh FOLDER
#
# FOLDER is then a Grafana (bin/grafana, conf, public). What lies there already
# is not built again. It takes about 3 GB while it builds, and half an hour.
set -eu

# The newest that the module proxy has. It names itself 10.1.0-pre.
version=v1.9.2-0.20230609164553-81d85ce8028d
go_version=go1.20.14 # of its day; its dependencies do not build with later ones

here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
if [ "$(cat "$out/built" 2>/dev/null)" = "$version" ]; then exit 0; fi

src=$out/src
if [ ! -e "$src/copied" ]; then
	echo "Fetching the sources of Grafana"
	rm -rf "$src"
	dir=$(cd / && GOFLAGS=-mod=mod go mod download -json "github.com/grafana/grafana@$version" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
	cp -r "$dir" "$src"
	chmod -R u+w "$src"
	node "$here/slim.mjs" "$src"
	touch "$src/copied"
fi
cd "$src"

if [ ! -e pages ]; then
	echo "Fetching what Grafana's pages are built of"
	YARN_ENABLE_TELEMETRY=0 YARN_ENABLE_PROGRESS_BARS=false YARN_ENABLE_IMMUTABLE_INSTALLS=false \
		node .yarn/releases/yarn-*.cjs install >yarn.log 2>&1 || { tail -n 20 yarn.log >&2; exit 1; }
	echo "Building Grafana's pages (minutes)"
	NODE_ENV=production NODE_OPTIONS="--max-old-space-size=6000 --require $src/.pnp.cjs" node "$here/pages.cjs" "$src"
	touch pages
fi

echo "Building Grafana's server (minutes)"
PATH=$(cd / && GOTOOLCHAIN=$go_version go env GOROOT)/bin:$PATH
export GOTOOLCHAIN=local GOFLAGS=-mod=mod CGO_ENABLED=1
go run github.com/google/wire/cmd/wire gen -tags oss ./pkg/server
go build -tags oss -ldflags '-s -w -X main.version=10.1.0-pre' -o "$out/bin/grafana" ./pkg/cmd/grafana

rm -rf "$out/conf" "$out/public"
cp -r conf public "$out"
cd "$out"
rm -rf "$src"
echo "$version" >built
