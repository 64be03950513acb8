#!/bin/sh
# verify_test.sh SAMPLE VERIFY [STEP]: runs scripts/verify.sh under dash on true bundles, on bundles with one bit
# flipped (every STEP-th bit of the four files), and on forgeries that a careless verifier would let through.
set -eu
sample=$1 verify=$2 step=${3:-97}
t=$(mktemp -d)
trap 'rm -rf "$t"' EXIT
failures=0 runs=0
shell=$(command -v dash || command -v sh)

# expect STATUS WHAT [VKEY]: on the bundle in $t/b.
expect() {
  status=$1 what=$2
  shift 2
  got=0
  "$shell" "$verify" "$t/b" "$@" > "$t/out" 2>&1 || got=$?
  runs=$((runs + 1))
  [ "$got" = "$status" ] && return
  failures=$((failures + 1))
  echo "expected exit $status, got $got: $what"
  cat "$t/out"
}
fresh() { rm -rf "$t/b"; cp -r "$t/true/bundle" "$t/b"; }
flip() {  # FILE BIT
  byte=$(od -An -v -tu1 -j $(($2 / 8)) -N 1 "$1" | tr -d ' ')
  printf "\\$(printf %03o $((byte ^ (1 << ($2 % 8)))))" | dd of="$1" bs=1 seek=$(($2 / 8)) conv=notrunc 2> /dev/null
}

for size in 1 2 3 7 8 1000; do
  rm -rf "$t/true"
  "$sample" "$t/true" $size
  fresh
  expect 0 "a log of $size"
done
rm -rf "$t/true"
"$sample" "$t/true" 11
fresh
key=$(cat "$t/b/log.vkey")
expect 0 "with the key from elsewhere" "$key"
grep -q 'Shown: name.text source.' "$t/out" || { echo "the fields shown are not listed"; failures=1; }
grep -q 'not shown): certainty place.' "$t/out" || { echo "the fields withheld are not listed"; failures=1; }
expect 1 "with another key" "${key%?}"

bit=0
for file in fields.jsonl card proof.tlog-proof log.vkey; do
  bits=$(($(wc -c < "$t/true/bundle/$file") * 8))
  while [ $bit -lt $bits ]; do
    fresh
    flip "$t/b/$file" $bit
    expect 1 "bit $bit of $file flipped"
    bit=$((bit + step))
  done
  bit=$((bit - bits))
done

for file in fields.jsonl card proof.tlog-proof log.vkey; do
  fresh; rm "$t/b/$file"; expect 1 "$file missing"
  fresh; printf '\n' >> "$t/b/$file"; expect 1 "$file with an empty line more"
  fresh; printf 'x' >> "$t/b/$file"; expect 1 "$file with a byte more"
  fresh; printf '\000' >> "$t/b/$file"; expect 1 "$file with a NUL more"
done
fresh; : > "$t/b/fields.jsonl"; expect 0 "nothing shown"
fresh; head -n 1 "$t/true/bundle/fields.jsonl" > "$t/b/fields.jsonl"; expect 0 "one field shown"
fresh; head -n 1 "$t/true/bundle/fields.jsonl" >> "$t/b/fields.jsonl"; expect 1 "a field shown twice"
fresh; tail -n 1 "$t/true/bundle/proof.tlog-proof" >> "$t/b/proof.tlog-proof"; expect 1 "our signature twice"
fresh; printf '— witness.example AAAAAAAA\n' >> "$t/b/proof.tlog-proof"; expect 0 "a stranger's signature more"
fresh; printf '— log.example/sample AAAAAAAA\n' >> "$t/b/proof.tlog-proof"; expect 0 "our name with another key's id"
fresh; printf -- '- witness.example AAAAAAAA\n' >> "$t/b/proof.tlog-proof"; expect 1 "a malformed signature line"
# A signature by another key under our name only: a verifier that goes by names would say that it is wrong, one that
# goes by nothing would take it.
fresh; sed 's/^— log.example\/sample .*/— log.example\/sample AAAAAAAA/' "$t/true/bundle/proof.tlog-proof" > "$t/b/proof.tlog-proof"
expect 1 "no signature by our key"
"$sample" "$t/other" 12
fresh; { sed '$d' "$t/true/bundle/proof.tlog-proof"; tail -n 1 "$t/other/bundle/proof.tlog-proof"; } > "$t/b/proof.tlog-proof"
expect 1 "our true signature of another checkpoint"
# Cards that a dishonest recorder sealed himself: the log's signature over them is right.
for forgery in twice unsorted late foreign; do
  rm -rf "$t/true"
  "$sample" "$t/true" 11 $forgery
  fresh
  expect 1 "a sealed card with fault: $forgery"
done
echo "$runs runs, $failures failures"
[ $failures = 0 ]
