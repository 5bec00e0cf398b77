#!/usr/bin/env bash
# Viewers of 360p beside the encoding stage, then more of them until the first stall:
# bench/viewers.sh [VIEWERS [SECONDS [STEP]]]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
viewers=${1:-1000} seconds=${2:-60} step=${3:-0}
serve_demonstration
sleep 10
"$build/bench/bench_viewers" --viewers "$viewers" --seconds "$seconds" "127.0.0.1:$port" opening
if (( step > 0 )); then
  "$build/bench/bench_viewers" --viewers "$viewers" --seconds 15 --step "$step" "127.0.0.1:$port" opening
fi
curl -s "http://127.0.0.1:$port/metrics" | grep -E '^plenary_(http_responses_total|live_expired|stage_late|stage_repeated)'
