# What the front doors (demo, build, test, install) share: where the project is, and steps with a title and a time.
# Sourced by bash; changes into the project's folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# A bare system has no locales but this one, and names here are in many scripts.
export LC_ALL=C.UTF-8
jobs=${STELE_JOBS:-$(nproc)}

# step TITLE COMMAND...: says what is done, does it, says how long it took or that it failed. Like all of bash, a function
# that is called here does not end at its first failing command by itself: it must say "|| return".
step() {
  local title=$1 begun=$SECONDS status=0
  shift
  printf '== %s\n' "$title"
  "$@" || status=$?
  if [ "$status" -ne 0 ]; then
    printf '!! %s: failed after %d s\n' "$title" $((SECONDS - begun)) >&2
    exit "$status"
  fi
  printf '   %d s\n' $((SECONDS - begun))
}

# quietly LOG COMMAND...: shows the command's output only if it fails.
quietly() {
  local log=$1 status=0
  shift
  "$@" >"$log" 2>&1 || status=$?
  [ "$status" -eq 0 ] || cat "$log" >&2
  return "$status"
}

# build PRESET FOLDER [TARGET...]: configures once (ninja configures again by itself when a CMake file changed) and
# builds the targets, all without any.
build() {
  local preset=$1 folder=$2
  shift 2
  mkdir -p "$folder"
  [ -f "$folder/build.ninja" ] || step "Configuring $folder" quietly "$folder/configure.log" cmake --preset "$preset"
  NINJA_STATUS='   [%f/%t, %es] ' step "Building $folder" ninja -C "$folder" -j "$jobs" "$@"
}
