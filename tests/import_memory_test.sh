#!/bin/sh
# Memory does not grow with the file: a list of which every row has a finding, once long and once three times as long,
# is imported, with its report, within a fixed room of addresses. Usage: import_memory_test.sh STELE
set -eu
stele=$1
room=450000  # KiB; the program, its threads and their stacks take most of it
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

rows() {
  awk -v n="$1" 'BEGIN {
    print "id,name,lat,lon,year"
    for (i = 0; i < n; i++) printf "r%d,Place number %d,40.%05d,45.%05d,no date %d\n", i, i, i * 7 % 100000, i * 13 % 100000, i
  }'
}

for n in 20000 60000; do
  rows "$n" >"$work/list.csv"
  rm -rf "$work/archive"
  "$stele" init "$work/archive" --origin memory.invalid/test >"$work/out"
  if ! (ulimit -v "$room" && "$stele" import "$work/archive" "$work/list.csv" --report "$work/report.jsonl" >"$work/out" 2>&1); then
    tail -n 3 "$work/out"
    echo "FAILED: $n rows do not fit into $room KiB."
    exit 1
  fi
  findings=$(grep -c '"rule":"date"' "$work/report.jsonl")
  if [ "$findings" -ne "$n" ]; then
    echo "FAILED: the report of $n rows names $findings findings."
    exit 1
  fi
done
echo "ok: 20,000 and 60,000 rows with a finding each within $room KiB"
