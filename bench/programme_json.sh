#!/usr/bin/env bash
# The programme as JSON beside nginx that serves the same bytes from disk, one core each, requests per CPU
# second, with and without gzip: bench/programme_json.sh [CONFERENCE [ROUNDS [SECONDS]]]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
for tool in nginx wrk taskset; do
  command -v "$tool" >/dev/null || { echo "$tool is missing: scripts/bench-packages" >&2; exit 1; }
done
serve_conference "${1:-examples/rehearsal30}" --rehearsal
# A thread that ends meanwhile is no mistake: those that stay are on one core.
taskset -acp 0 "$server_pid" >/dev/null 2>&1 || taskset -acp 0 "$server_pid" >/dev/null 2>&1 || true
python3 bench/programme_json.py --port "$port" --pid "$server_pid" --rounds "${2:-5}" --seconds "${3:-3}"
