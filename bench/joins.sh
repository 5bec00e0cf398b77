#!/usr/bin/env bash
# Ten thousand join one stage of a demonstration within one second: bench/joins.sh [JOINS]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
joins=${1:-10000}
ulimit -n "$(ulimit -Hn)"
serve_demonstration
sleep 3
queries() { curl -s "http://127.0.0.1:$port/metrics" | awk '/^plenary_database_[a-z]+_total/ {sum += $2} END {print sum + 0}'; }
responses() { curl -s "http://127.0.0.1:$port/metrics" | awk '/^plenary_http_responses_total.*5xx/ {sum += $2} END {print sum + 0}'; }
before=$(queries) errors=$(responses) cpu=$(server_cpu)
"$build/bench/bench_pulse_joins" --port "$port" --stage opening --joins "$joins" --within-ms 1000
echo "database queries and commits: $(($(queries) - before))"
echo "5xx answers: $(($(responses) - errors))"
echo "server CPU: $(awk -v a="$(server_cpu)" -v b="$cpu" 'BEGIN {printf "%.2f", a - b}') s, resident: $(server_rss_kib) KiB"
