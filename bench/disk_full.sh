#!/usr/bin/env bash
# What becomes of an audience's acts when the disk is full: bench/disk_full.sh [build folder]
# Needs user namespaces (unshare), for a small file system of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$PWD/${1:-build/release}/tests/disk_full
folder=$(mktemp -d)
trap 'rmdir "$folder"' EXIT
unshare --user --map-root-user --mount bash -c '
  mount -t tmpfs -o size=6m none "$1" && timeout 120 "$2" "$1"' bash "$folder" "$program"
