#!/bin/sh
# verify.sh DIR [VKEY]: checks the proof of one statement with a POSIX shell, openssl 3 and coreutils. Exit 0: all of it
# holds; 1: not. DIR has fields.jsonl, card, proof.tlog-proof, log.vkey (docs/formats/card.md, log.md); VKEY is the log's
# key as you know it from elsewhere. Values of fields are compared as bytes, never interpreted.
set -eu; export LC_ALL=C
die() { printf 'NOT VERIFIED: %s.\n' "$1" >&2; exit 1; }
[ $# = 1 ] || [ $# = 2 ] || die "usage: verify.sh DIR [VKEY]"
t=$(mktemp -d) && trap 'rm -rf "$t"' EXIT
for f in fields.jsonl card proof.tlog-proof log.vkey; do
  { [ -f "$1/$f" ] && head -c 1000001 < "$1/$f" > "$t/$f"; } 2> /dev/null || die "$f is missing or cannot be read"
  [ "$(wc -c < "$t/$f")" -le 1000000 ] || die "$f is too long"
  [ "$(tr -d '\000-\011\013-\037' < "$t/$f" | wc -c)" = "$(wc -c < "$t/$f")" ] || die "$f has control characters"
  [ -z "$(tail -c 1 "$t/$f")" ] || die "the last line of $f is cut short"
done
cd "$t"
hash() { openssl dgst -sha256 -binary; }; hex() { od -An -v -tx1 | tr -d ' \n'; }; b64() { openssl base64 -A; }
un64() { printf %s "$1" | openssl base64 -d -A > out 2> err && [ "$(b64 < out)" = "$1" ] || die "$2 is not base64"; }
hash64() { un64 "$1" "$2"; [ "$(wc -c < out)" = 32 ] || die "$2 is not a hash"; }
node() { { printf '\001'; for i; do printf %s "$i" | openssl base64 -d -A; done; } | hash | b64; }
number() { case $1 in '' | *[!0-9]* | 0?* | ???????????????????*) die "$2 is not a number";; esac; }
name() { case $1 in '' | [!a-z]* | *[!a-z0-9_.-]*) die "a name is wrong";; esac; [ ${#1} -le 64 ] || die "a name is long"; }
# 1. The key: its id must be that of its name and its bytes.
key=$(cat log.vkey); who=${key%%+*} rest=${key#*+}; id=${rest%%+*}; un64 "${rest#*+}" "the key"
[ "$(wc -l < log.vkey) $(wc -c < out) $(head -c 1 out | hex)" = "1 33 01" ] || die "log.vkey is not one Ed25519 key"
[ "$({ printf '%s\n' "$who"; cat out; } | hash | head -c 4 | hex)" = "$id" ] || die "the key's id is not its own"
[ $# = 1 ] || [ "$2" = "$key" ] || die "log.vkey is not the key you gave"
{ printf '\060\052\060\005\006\003\053\145\160\003\041\000'; tail -c 32 out; } > key.der
# 2. The card: its lines in their order (1 to 10), its fields sorted, no name twice.
last=0 fields=' '; : > shown
while IFS= read -r line; do
  rest=${line#* }
  case $line in
    stele-card/v1) k=1;; 'log '*) k=2 origin=$rest;; 'seen '*) k=3 seen=${rest%% *}; number "$seen" "the size seen"
      hash64 "${rest#* }" "the root seen";; 'salt '*) k=4; hash64 "$rest" "the salt";; 'kind '*) k=5; name "$rest";;
    'supersedes '*) k=6; hash64 "$rest" "a card";; 'refutes '*) k=7; hash64 "$rest" "a card";; '') k=9;; '— '*) k=10;;
    'field '*) k=8 n=${rest%% *} d=${rest#* }; name "$n"; [ "${#d}${d#*[!0-9a-f]}" = "64$d" ] || die "a digest is wrong"
      echo "$n" >> names; fields="$fields$n=$d ";; *) die "the card has an unknown line";;
  esac
  [ $k = $((last + 1)) ] || [ $k$last = 1010 ] || { [ $last -ge 5 ] && [ $k -ge $last ] && [ $k -le 8 ]; } || die "the card is out of order"
last=$k; done < card
{ [ $last = 8 ] || [ $last = 10 ]; } && sort -c -u names 2> err || die "the card is cut short, or its names are not sorted"
# 3. Each field line that is shown: its SHA-256 stands in the card under its own name.
while IFS= read -r line; do
  rest=${line#'["'??????????????????????'","'}; n=${rest%%'"'*}; name "$n"; echo "$n" >> shown
  case $line in '["'??????????????????????'","'"$n"'",'?*']') ;; *) die "a line of fields.jsonl is not a field";; esac
  case $fields in *" $n=$(printf %s "$line" | hash | hex) "*) ;; *) die "the field $n is not the card's";; esac
done < fields.jsonl
sort -c -u shown 2> err || die "the fields shown are not in the card's order, or one comes twice"
# 4. The proof file: index, path, and the log's checkpoint with its signatures; `text` is what they sign.
stage=first path='' signed=0
while IFS= read -r line; do
  case $stage in
    first) [ "$line" = c2sp.org/tlog-proof@v1 ] || die "this is not a proof file"; stage=index;;
    index) index=${line#'index '}; [ "$line" = "index $index" ] || die "it has no index"; number "$index" index; stage=path;;
    path) if [ -z "$line" ]; then stage=log; else hash64 "$line" path; path="$path $line"; fi;;
    log) [ "$line" = "$who" ] && [ "$line" = "$origin" ] || die "card, checkpoint and key are of different logs"; stage=size;;
    size) size=$line; number "$size" "the log's size"; stage=root;; more) [ "$line" ] || stage=signatures;;
    root) root=$line; hash64 "$root" "the root"; stage=more;;
    signatures) rest=${line#'— '}; n=${rest%% *}; un64 "${rest#* }" "a signature"
      [ "$line" = "— $n ${rest#* }" ] && [ "$n" ] && [ "$(wc -c < out)" -ge 5 ] || die "a signature line is malformed"
      [ "$n $(head -c 4 out | hex)" != "$who $id" ] || { signed=$((signed + 1)); tail -c +5 out > signature; };;
  esac
case $stage in size | root | more) printf '%s\n' "$line" >> text;; esac; done < proof.tlog-proof
[ $signed = 1 ] || die "the checkpoint is signed $signed times by the log's key, not once"
openssl pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in text -sigfile signature > err 2>&1 || die "wrong signature"
# 5. The path leads from the card's leaf to the signed root: the steps of RFC 9162 section 2.1.3.2.
r=$({ printf '\000stele-leaf/v1 statement %s\n' "$(hash < card | b64)"; } | hash | b64) fn=$index sn=$((size - 1))
[ "$index" -lt "$size" ] && [ "$seen" -le "$index" ] || die "the index does not fit the size, or the size that was seen"
for p in $path; do
  [ $sn != 0 ] || die "the path is too long"
  if [ $((fn % 2)) = 1 ] || [ $fn = $sn ]; then r=$(node "$p" "$r")
    while [ $((fn % 2)) = 0 ] && [ $fn != 0 ]; do fn=$((fn / 2)) sn=$((sn / 2)); done
  else r=$(node "$r" "$p"); fi
fn=$((fn / 2)) sn=$((sn / 2)); done
[ $sn = 0 ] && [ "$r" = "$root" ] || die "the card is not in the log at this place"
printf 'VERIFIED: these words stand unchanged as entry %s of the log %s, which had %s entries.\n' "$index" "$who" "$size"
printf '  They were sealed after the log had reached %s entries. Shown:%s.\n' "$seen" "$(printf ' %s' $(cat shown))"
printf '  Withheld (named in the card, not shown):%s.\n' "$(printf ' %s' $(comm -23 names shown))"
echo "NOT proven: that the content is true; who the contributor is; when an event happened."
[ $# = 2 ] || printf 'Nor that the key is the log'"'"'s: compare it with one from another place: %s\n' "$key"
