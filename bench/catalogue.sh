#!/usr/bin/env bash
# How long a search of the catalogue takes at 200 requests a second while a stage is on air, and how long the import
# of the package took: bench/catalogue.sh [CONFERENCE [RATE [SECONDS]]]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
conference=${1:-examples/rehearsal30}
started=$(date +%s%N)
"$build/plenary" import "$conference" --data "$data" --yes >/dev/null
echo "import of $conference: $(( ($(date +%s%N) - started) / 1000000 )) ms"
serve_conference "$conference" --demo
for _ in $(seq 150); do
  curl -s "http://127.0.0.1:$port/api/v1/stages" | grep -q '"showing":"input"' && break
  sleep 0.2
done
curl -s "http://127.0.0.1:$port/api/v1/stages" | grep -q '"showing":"input"' || { echo "no stage is on air" >&2; exit 1; }
python3 bench/search.py --catalogue --port "$port" --rate "${2:-200}" --seconds "${3:-20}"
echo "server CPU: $(server_cpu) s, resident: $(server_rss_kib) KiB"
