#!/bin/sh
# A full disk: a clear error and exit code 7, reads go on (also those of a running server), and when there is room again
# the archive works as before. Needs root, for a small file system of its own.
. "$(dirname "$0")/lib.sh"
disk=$scratch/disk
server=
cleanup() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  [ -z "$server" ] || wait "$server" 2>/dev/null || true
  umount "$disk" 2>/dev/null || true
  rm -rf "$scratch"
}
trap cleanup EXIT
mkdir "$disk"
[ "$(id -u)" -eq 0 ] || skip "only root can mount a small file system"
mount -t tmpfs -o size=24m none "$disk" 2>/dev/null || skip "no file system can be mounted here"

archive=$disk/archive
"$stele" init "$archive" --origin full.stele.invalid >/dev/null
rows 0 50 >"$scratch/small.csv"
rows 1000 20000 >"$scratch/large.csv"
"$stele" import "$archive" "$scratch/small.csv" --dataset crash --json >"$scratch/first"
size=$(field log_size <"$scratch/first")

: >"$scratch/serve"  # there before anybody reads it
"$stele" serve "$archive" --listen 127.0.0.1:0 >"$scratch/serve" 2>&1 &
server=$!
for _ in $(seq 50); do
  url=$(sed -n 's/.* on \(http.*\)/\1/p' "$scratch/serve")
  [ -z "$url" ] || break
  sleep 0.2
done

# All but about 1 MB is taken.
free=$(df -k --output=avail "$disk" | tail -1)
head -c $(((free - 1024) * 1024)) /dev/zero >"$disk/filler"
status=0
"$stele" import "$archive" "$scratch/large.csv" --dataset crash >"$scratch/out" 2>"$scratch/err" || status=$?
[ "$status" -eq 7 ] || { cat "$scratch/out" "$scratch/err"; fail "the import ended with $status, not 7"; }
grep -qi 'disk' "$scratch/err" || { cat "$scratch/err"; fail "the error does not say that the disk is full"; }
say "full: $(head -1 "$scratch/err")"
head -c 4m /dev/zero >>"$disk/filler" 2>/dev/null || true

"$stele" find "$archive" Place >"$scratch/found" 2>&1 || { cat "$scratch/found"; fail "nothing can be read while the disk is full"; }
grep -q 'records' "$scratch/found" || { cat "$scratch/found"; fail "nothing is found while the disk is full"; }
[ -z "$url" ] || curl -fsS "$url/api/v1/stats" >"$scratch/stats" || fail "the server does not answer while the disk is full"
rm "$disk/filler"
mount -o remount,size=200m "$disk"
"$stele" import "$archive" "$scratch/large.csv" --dataset crash --json >"$scratch/after" || fail "with room again the import fails"
[ "$(field log_size <"$scratch/after")" -gt "$size" ] || fail "with room again nothing was added"
sound "$archive" "after there was room again"
nothing_new "$archive" "$scratch/small.csv"
nothing_new "$archive" "$scratch/large.csv"
say "a full disk was refused with 7, reads went on, and with room again everything was imported"
