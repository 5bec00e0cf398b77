#!/usr/bin/env bash
# The whole data folder of a live stage with an audience on a disk that fills up and has room again:
# bench/disk_full.sh. Prints what became of picture, writes and database, and ends with 1 unless the picture
# went on, writes were refused with a reason, and all was well within 2 s of the room's return.
# Needs user namespaces (unshare), for a small file system of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rmdir "$folder"' EXIT
export PLENARY_BINARY=${PLENARY_BINARY:-${PLENARY_BUILD:-build/release}/plenary}
unshare --user --map-root-user --mount bash -c '
  mount -t tmpfs -o size=128m none "$1" && timeout 300 node bench/disk_full.mjs "$1"' bash "$folder"
