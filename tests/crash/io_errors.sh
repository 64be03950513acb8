#!/bin/sh
# The disk fails under the log: strace makes one system call after another answer EIO or ENOSPC during an import. The
# program may go on or give up, but it must not acknowledge what a failed write or sync of the log's own journal was
# for, and afterwards the archive is sound. strace counts the calls of each thread by itself, and a lone process also
# moves its journal into the database when it opens and ends; so every point is tried alone and beside a server, where
# the only thread that touches the journal is the one that commits. All points with STELE_NIGHTLY set, otherwise some.
. "$(dirname "$0")/lib.sh"
server=
cleanup() {
  stop_server
  rm -rf "$scratch"
}
stop_server() {
  [ -z "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null || true
  server=
}
trap cleanup EXIT
command -v strace >/dev/null || skip "strace is not installed"
strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"  # looking for leaks is tracing too
rows 0 40 >"$scratch/list.csv"
points=5
[ -z "${STELE_NIGHTLY:-}" ] || points=100000
archive=$scratch/archive

fresh() {
  stop_server
  rm -rf "$archive"
  "$stele" init "$archive" --origin eio.stele.invalid >/dev/null
  [ "$1" = beside ] || return 0
  "$stele" serve "$archive" --listen 127.0.0.1:0 >"$scratch/serve" 2>&1 &
  server=$!
  until grep -q Serving "$scratch/serve"; do sleep 0.02; done
}

# import CALL [INJECTION...]: the trace holds the calls and the acknowledgement, in their order.
import() {
  call=$1
  shift
  strace -f -y -o "$scratch/trace" -e "trace=$call,write" "$@" \
    "$stele" import "$archive" "$scratch/list.csv" --dataset crash --json >"$scratch/out" 2>"$scratch/err"
}

# Did a call for the log's journal fail before the acknowledgement was written?
false_acknowledgement() {
  awk '/log\.db-wal.*INJECTED/ { failed = 1 } /write\(1</ && failed { found = 1 } END { exit !found }' "$scratch/trace"
}

runs=0 refused=0 journal=0
for company in alone beside; do
  for call in fdatasync fsync pwrite64; do
    fresh $company
    import $call || { cat "$scratch/err"; fail "an import that nobody disturbed"; }
    # No thread makes more calls than this.
    total=$(grep "$call(" "$scratch/trace" | cut -d' ' -f1 | sort | uniq -c | sort -rn | awk 'NR == 1 { print $1 }')
    total=${total:-0}
    step=$(((total + points - 1) / points))
    when=1
    while [ "$when" -le "$total" ]; do
      for error in EIO ENOSPC; do
        fresh $company
        status=0
        import $call -e "inject=$call:error=$error:when=$when" || status=$?
        runs=$((runs + 1))
        ! grep -q 'log\.db-wal.*INJECTED' "$scratch/trace" || journal=$((journal + 1))
        if [ "$status" -ne 0 ]; then
          refused=$((refused + 1))
          [ -s "$scratch/err" ] || fail "ended with $status without a word ($call $when $error)"
        elif false_acknowledgement; then
          cat "$scratch/trace"
          fail "acknowledged although $call number $when of the log's journal failed with $error"
        fi
        stop_server
        sound "$archive" "after $call number $when failed with $error"
        [ "$status" -ne 0 ] || nothing_new "$archive" "$scratch/list.csv"
      done
      when=$((when + step))
    done
  done
done
[ "$journal" -gt 0 ] || fail "no call for the log's journal was made to fail, so nothing was tried"
say "$runs failed calls ($journal of the log's journal): $refused imports gave up in words, no false acknowledgement, every audit passed"
