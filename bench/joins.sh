#!/usr/bin/env bash
# Ten thousand join one stage of a demonstration within one second, each until its first beat is answered:
# bench/joins.sh [JOINS]. Ends with 1 if that takes more than 3 s, if anybody is answered with 5xx, or if the
# database runs more than 50 statements, the demonstration's own among them.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
joins=${1:-10000}
ulimit -n "$(ulimit -Hn)"
serve_demonstration
sleep 3
metric() { curl -s "http://127.0.0.1:$port/metrics" | awk -v name="$1" 'index($0, name) == 1 {sum += $2} END {printf "%d", sum}'; }
statements() { metric plenary_database_statements_total; }
errors() { metric 'plenary_http_responses_total{class="5xx"}'; }

# What was seen is stored every five seconds: the window holds at least one such moment, before and after.
idle=$(statements)
sleep 8
idle=$(($(statements) - idle))

before=$(statements) errors_before=$(errors) cpu=$(server_cpu) began=$(date +%s%N) well=true
"$build/bench/bench_pulse_joins" --port "$port" --stage opening --joins "$joins" --within-ms 1000 | tee "$data.joins" || well=false
seconds=$(awk '/^seconds/ {print $2}' "$data.joins")
rm "$data.joins"
while (( $(date +%s%N) - began < 8000000000 )); do sleep 0.1; done
statements=$(($(statements) - before)) errors=$(($(errors) - errors_before))
echo "database statements in 8 s: $statements (in the 8 s before anybody came: $idle)"
echo "5xx answers: $errors"
echo "server CPU: $(awk -v a="$(server_cpu)" -v b="$cpu" 'BEGIN {printf "%.2f", a - b}') s, resident: $(server_rss_kib) KiB"
awk -v s="$seconds" 'BEGIN {exit !(s > 3.0)}' && { echo "took longer than 3 s" >&2; well=false; }
(( errors == 0 )) || { echo "answered with 5xx" >&2; well=false; }
(( statements <= 50 )) || { echo "more than 50 database statements" >&2; well=false; }
$well
