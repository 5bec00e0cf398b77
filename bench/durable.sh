#!/usr/bin/env bash
# Shows by strace that an act is on the disk before its acknowledgement is written:
# bench/durable.sh [build folder]. Prints the system calls of one act, and fails if their order is wrong.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$PWD/${1:-build/release}/tests/crash_writes
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
timeout 120 strace -f -y -qq -s 60 -e trace=pwrite64,fdatasync,fsync,write -o "$folder/trace" \
  "$program" --child "$folder/plenary.db" 0 1 > "$folder/acknowledged"
# From "ready" on: the journal's line into the write-ahead log, its fdatasync, the acknowledgement.
sed -n '/ready/,$p' "$folder/trace" | grep -E 'plenary.db-wal|u:a0' | sed -E "s#$folder/##" | head -n 12 |
  tee "$folder/order"
synced=$(grep -nE '(fdatasync|fsync)\(.*plenary.db-wal' "$folder/order" | head -n 1 | cut -d: -f1)
told=$(grep -n 'u:a0' "$folder/order" | grep -v pwrite | head -n 1 | cut -d: -f1)
if [[ -n $synced && -n $told && $synced -lt $told ]]; then
  echo "fdatasync comes before the acknowledgement"
else
  echo "the acknowledgement comes before fdatasync" >&2
  exit 1
fi
