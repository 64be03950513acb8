# What the fault tests share. Sourced by POSIX sh with the program as $1.
set -eu
stele=$1
scratch=$(mktemp -d)
say() { printf '%s\n' "$*"; }
fail() { say "FAILED: $*"; exit 1; }
# Skips in one line; ctest knows 77.
skip() { say "skipped: $*"; exit 77; }

# rows FIRST COUNT: a small table of places.
rows() {
  awk -v first="$1" -v count="$2" 'BEGIN {
    print "id,name_en,lat,lon"
    for (i = first; i < first + count; ++i) printf "%d,Place %d,40.%04d,46.%04d\n", i, i, i % 10000, i % 10000
  }'
}

# field NAME: the number of that name in the JSON on standard input.
field() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p" | head -1; }

sound() { "$stele" audit "$1" >"$scratch/audit" 2>&1 || { cat "$scratch/audit"; fail "the audit of $1 $2"; }; }
nothing_new() {
  "$stele" import "$1" "$2" --dataset crash --json >"$scratch/again" 2>&1 || { cat "$scratch/again"; fail "importing $2 again"; }
  [ "$(field statements <"$scratch/again")" = 0 ] || { cat "$scratch/again"; fail "of the acknowledged $2 something is missing"; }
}
