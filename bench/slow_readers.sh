#!/usr/bin/env bash
# What readers that never read cost the others: the p99 delay of 9,000 readers alone, and beside 1,000
# deaf ones, in turn: bench/slow_readers.sh [READERS [DEAF [PULSES [ROUNDS]]]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=${PLENARY_BUILD:-build/release}
readers=${1:-9000} deaf=${2:-1000} pulses=${3:-25} rounds=${4:-3}
port=${PLENARY_PORT:-25310}
folder=$(mktemp -d)
server=""
finish() {
  [[ -n "$server" ]] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
  rm -rf "$folder"
}
trap finish EXIT
ulimit -n "$(ulimit -Hn)"

# measure NAME DEAF: 2 KB a pulse, so that a deaf reader's buffers are soon full.
measure() {
  taskset -c "${SERVER_CORE:-0}" "$build/bench/bench_pulse_serve" --listen "127.0.0.1:$port" \
    > "$folder/out" 2> "$folder/log" &
  server=$!
  for _ in $(seq 50); do (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null && break; sleep 0.1; done
  timeout 300 taskset -c "${CLIENT_CORE:-1}" "$build/bench/bench_pulse_readers" --port "$port" \
    --pid "$server" --readers "$readers" --deaf "$2" --pulses "$pulses" --bytes 2000 > "$folder/$1.$round"
  kill "$server" && wait "$server" 2> /dev/null || true
  server=""
  echo "round $round, $1: $(tr '\n' ' ' < "$folder/$1.$round") server: $(tail -n 1 "$folder/log")"
}

for round in $(seq "$rounds"); do
  measure alone 0
  measure beside "$deaf"
done
median() { awk -v key="$2" '$1 == key {print $2}' "$folder/$1".* | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
alone=$(median alone pulse_p99_ms) beside=$(median beside pulse_p99_ms)
echo
echo "p99 of a pulse to $readers readers, median of all pulses: $alone ms alone, $beside ms beside $deaf that never read: ratio $(awk -v a="$beside" -v b="$alone" 'BEGIN {printf "%.2f", a / b}')"
