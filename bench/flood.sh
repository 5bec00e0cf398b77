#!/usr/bin/env bash
# Mutated RTMP connections beside a live stage that ten viewers follow: bench/flood.sh [CONNECTIONS]
# One in ten has a valid key of the input `backup` and takes it over, so that damaged media reach its decoder beside
# the input on air. Exit status 1 where the server crashed, a viewer lost a frame, a frame was repeated, or memory
# grew by more than 32 MiB.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
connections=${1:-10000}
serve_demonstration
key=$("$build/plenary" key opening backup --data "$data" --rtmp "127.0.0.1:$rtmp_port" | awk '/stream key/ {print $NF}')
hold_demonstration
sleep 20
"$build/bench/bench_viewers" --viewers 10 --seconds 5 "127.0.0.1:$port" opening >/dev/null
metric() { curl -s "http://127.0.0.1:$port/metrics" | awk -v name="$1" '$1 ~ "^" name {sum += $2} END {print sum + 0}'; }
backup() { desk GET stages/opening | python3 -c 'import json, sys
backup = next(i for i in json.load(sys.stdin)["inputs"] if i["id"] == "backup")
print(backup.get("packets", 0), backup.get("undecodable", 0))'; }
before=$(server_rss_kib) repeated=$(metric plenary_stage_repeated_frames_total)
"$build/bench/bench_viewers" --viewers 10 --seconds 45 --ramp 1 "127.0.0.1:$port" opening &
viewers_pid=$!
sleep 5
echo "== $(( connections / 10 )) with the key of the backup"
"$build/bench/bench_rtmp_flood" "127.0.0.1:$rtmp_port" --connections "$(( connections / 10 ))" --concurrency 4 \
  --seed 2 --patience-ms 300 --name "$key&take=1" >"$data.keyed" &
keyed_pid=$!
while kill -0 "$keyed_pid" 2>/dev/null; do
  now=$(backup) && [[ "$now" != "0 0" ]] && echo "$now" >"$data.reached"
  sleep 0.2
done &
echo "== $(( connections - connections / 10 )) with a wrong key"
"$build/bench/bench_rtmp_flood" "127.0.0.1:$rtmp_port" --connections "$(( connections - connections / 10 ))"
wait "$keyed_pid" && cat "$data.keyed"
reached=$(cat "$data.reached" 2>/dev/null || true)
rm -f "$data".{keyed,reached}
failed=0
wait "$viewers_pid" || { echo "FAILED: the viewers were disturbed"; failed=1; }
sleep 12
kill -0 "$server_pid" || { echo "FAILED: the server is gone"; exit 1; }
after=$(server_rss_kib) again=$(metric plenary_stage_repeated_frames_total)
more=$(( (after - before) / 1024 ))
echo "the backup's decoder, last looked at: ${reached:-nothing} (packets, undecodable)"
echo "memory before $before KiB, after $after KiB: $more MiB more"
echo "repeated frames of the programme: $repeated before, $again after"
curl -s "http://127.0.0.1:$port/metrics" | grep -E '^plenary_rtmp'
[[ -n "$reached" ]] || { echo "FAILED: no media reached the backup's decoder"; failed=1; }
(( more <= 32 )) || { echo "FAILED: memory grew by more than 32 MiB"; failed=1; }
[[ "$again" == "$repeated" ]] || { echo "FAILED: frames of the programme were repeated"; failed=1; }
exit "$failed"
