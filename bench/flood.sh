#!/usr/bin/env bash
# Mutated RTMP connections beside a live stage that ten viewers follow: bench/flood.sh [CONNECTIONS]
# Nothing may crash, memory stays within 32 MiB of before, no viewer stalls, no frame is repeated.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
connections=${1:-10000}
serve_demonstration
sleep 20
"$build/bench/bench_viewers" --viewers 10 --seconds 5 "127.0.0.1:$port" opening >/dev/null
frames() { curl -s "http://127.0.0.1:$port/metrics" | awk '/^plenary_stage_repeated_frames_total/ {print $2}'; }
before=$(server_rss_kib) repeated=$(frames)
"$build/bench/bench_viewers" --viewers 10 --seconds 45 --ramp 1 "127.0.0.1:$port" opening &
viewers_pid=$!
sleep 5
"$build/bench/bench_rtmp_flood" "127.0.0.1:$rtmp_port" --connections "$connections"
wait "$viewers_pid" || echo "the viewers were disturbed"
sleep 12
after=$(server_rss_kib)
echo "memory before $before KiB, after $after KiB: $(( (after - before) / 1024 )) MiB more"
echo "repeated frames of the programme: $repeated before, $(frames) after"
curl -s "http://127.0.0.1:$port/metrics" | grep -E '^plenary_rtmp'
