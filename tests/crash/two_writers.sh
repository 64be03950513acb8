#!/bin/sh
# Two processes import at once into one archive while a third serves it: both complete, each list is there whole, the
# server sees both and ends cleanly, and the audit passes.
. "$(dirname "$0")/lib.sh"
server=
cleanup() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$scratch"
}
trap cleanup EXIT
archive=$scratch/archive
"$stele" init "$archive" --origin two.stele.invalid >/dev/null
rows 0 3000 >"$scratch/a.csv"
rows 100000 3000 >"$scratch/b.csv"

: >"$scratch/serve"  # there before anybody reads it
"$stele" serve "$archive" --listen 127.0.0.1:0 >"$scratch/serve" 2>&1 &
server=$!
url=
while [ -z "$url" ]; do
  kill -0 "$server" 2>/dev/null || { cat "$scratch/serve"; fail "the server ended"; }
  sleep 0.1
  url=$(sed -n 's/.* on \(http.*\)/\1/p' "$scratch/serve")
done

"$stele" import "$archive" "$scratch/a.csv" --dataset crash --json >"$scratch/a.json" 2>&1 & a=$!
"$stele" import "$archive" "$scratch/b.csv" --dataset crash --json >"$scratch/b.json" 2>&1 & b=$!
answers=0
while kill -0 "$a" 2>/dev/null || kill -0 "$b" 2>/dev/null; do
  curl -fsS "$url/api/v1/records?q=Place&limit=5" >/dev/null || fail "the server did not answer during the imports"
  answers=$((answers + 1))
done
wait "$a" || { cat "$scratch/a.json"; fail "the first import"; }
wait "$b" || { cat "$scratch/b.json"; fail "the second import"; }
sound "$archive" "after two imports at once"
nothing_new "$archive" "$scratch/a.csv"
nothing_new "$archive" "$scratch/b.csv"

total=
for _ in 1 2 3 4 5 6 7 8 9 10; do
  total=$(curl -fsS "$url/api/v1/records?type=place&limit=1" | field total)
  [ "$total" = 6000 ] && break
  sleep 0.3
done
[ "$total" = 6000 ] || fail "the server counts $total places, not 6000"
kill -TERM "$server"
wait "$server" || { cat "$scratch/serve"; fail "the server did not end cleanly"; }
server=
say "two imports at once and $answers answers meanwhile: all 6000 records are there"
