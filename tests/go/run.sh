#!/bin/sh
# run.sh SAMPLE: lets golang.org/x/mod judge logs and bundles that SAMPLE writes. Skips, saying so, where Debian's Go or
# the package golang-golang-x-mod-dev is not installed.
set -eu
sample=$1
go=/usr/lib/go/bin/go
[ -x "$go" ] || go=$(command -v go || true)
if [ -z "$go" ] || [ ! -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog ]; then
  echo "skipped: the check by golang.org/x/mod (apt install golang-go golang-golang-x-mod-dev)"
  exit 77
fi
t=$(mktemp -d)
trap 'rm -rf "$t"' EXIT
export GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= GOCACHE="${GOCACHE:-$t/cache}" GOTOOLCHAIN=local
"$go" build -o "$t/xmod" "$(dirname "$0")/xmod.go"
for size in 1 2 3 255 256 257 1000 66000; do
  "$sample" "$t/$size" $size
  "$t/xmod" "$t/$size/bundle" "$t/$size/log"
done
# It must be able to say no.
flip() {
  byte=$(od -An -v -tu1 -j "$2" -N 1 "$1" | tr -d ' ')
  printf "\\$(printf %03o $((byte ^ 1)))" | dd of="$1" bs=1 seek="$2" conv=notrunc 2> "$t/err"
}
flip "$t/1000/log/tile/0/002" 77
flip "$t/1000/bundle/card" 200
flip "$t/66000/log/tile/entries/007" 50
flip "$t/257/log/checkpoint" 20
for dir in 1000/log 1000/bundle 66000/log 257/log; do
  if "$t/xmod" "$t/$dir"; then
    echo "a changed byte in $dir went unnoticed"
    exit 1
  fi
done
echo "golang.org/x/mod agrees"
