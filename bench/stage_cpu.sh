#!/usr/bin/env bash
# CPU of one stage with the default ladder and the demonstration's picture as its one input, nobody
# watching: bench/stage_cpu.sh [SECONDS]. The picture and its publisher are processes of their own.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
seconds=${1:-60}
serve_demonstration
sleep 5
before=$(server_cpu)
sleep "$seconds"
after=$(server_cpu)
awk -v a="$before" -v b="$after" -v s="$seconds" 'BEGIN {printf "one stage: %.3f of a core over %d s\n", (b - a) / s, s}'
curl -s "http://127.0.0.1:$port/metrics" | grep -E '^plenary_stage_(frames|repeated|late)'
