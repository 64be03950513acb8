#!/bin/sh
# The disk fails under the log: strace makes one system call after another answer EIO or ENOSPC during an import. The
# program may go on or give up, but it must not acknowledge what a failed write or sync of the log's own journal was
# for, and afterwards the archive is sound. All points with STELE_NIGHTLY set, otherwise some of each.
. "$(dirname "$0")/lib.sh"
trap 'rm -rf "$scratch"' EXIT
command -v strace >/dev/null || skip "strace is not installed"
strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
rows 0 40 >"$scratch/list.csv"
points=6
[ -z "${STELE_NIGHTLY:-}" ] || points=100000

fresh() {
  rm -rf "$scratch/archive"
  "$stele" init "$scratch/archive" --origin eio.stele.invalid >/dev/null
}
import() { strace -f -y -o "$scratch/trace" "$@" "$stele" import "$scratch/archive" "$scratch/list.csv" --dataset crash --json >"$scratch/out" 2>"$scratch/err"; }

runs=0 refused=0
for call in fdatasync fsync pwrite64; do
  fresh
  import -e "trace=$call" || { cat "$scratch/err"; fail "an import that nobody disturbed"; }
  total=$(grep -c "$call(" "$scratch/trace" || true)
  step=$((total / points + 1))
  for error in EIO ENOSPC; do
    when=1
    while [ "$when" -le "$total" ]; do
      fresh
      status=0
      import -e "trace=$call" -e "inject=$call:error=$error:when=$when" || status=$?
      runs=$((runs + 1))
      if [ "$status" -eq 0 ]; then
        ! grep -q 'log\.db-wal.*INJECTED' "$scratch/trace" ||
          { grep INJECTED "$scratch/trace"; fail "acknowledged although $call number $when of the log failed with $error"; }
      else
        refused=$((refused + 1))
        [ -s "$scratch/err" ] || fail "ended with $status without a word ($call $when $error)"
      fi
      sound "$scratch/archive" "after $call number $when failed with $error"
      [ "$status" -ne 0 ] || nothing_new "$scratch/archive" "$scratch/list.csv"
      when=$((when + step))
    done
  done
done
say "$runs failed calls: $refused imports gave up in words, no false acknowledgement, every audit passed"
