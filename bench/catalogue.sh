#!/usr/bin/env bash
# How long a search of the catalogue takes at 200 requests a second while a stage is on air, and how long the import
# of the package took: bench/catalogue.sh [CONFERENCE [RATE [SECONDS]]]. Fails where the p99 is above 20 ms, or the
# import took more than 10 s (without its exhibition: 5 s, which is asked of the programme alone).
set -euo pipefail
source "$(dirname "$0")/lib.sh"
conference=${1:-examples/rehearsal30}
failed=0

# import_of FOLDER MOST_MS WORDS: into an empty data folder of its own, which stays in $imported.
import_of() {
  local started took
  imported=$(mktemp -d "$data/XXXX")
  started=$(date +%s%N)
  "$build/plenary" import "$1" --data "$imported" --yes >/dev/null
  took=$(( ($(date +%s%N) - started) / 1000000 ))
  echo "import of $3: $took ms (at most $2 ms)"
  (( took <= $2 )) || failed=1
}

programme=$(mktemp -d "$data/XXXX")
cp -r "$conference/." "$programme"
rm -rf "$programme/exhibition.yaml" "$programme/exhibitors"
# Special events name exhibitors, which are not there then.
sed -i '/^  - id: event-/,$d' "$programme/programme.yaml"
import_of "$programme" 5000 "its programme, people, report and news"
import_of "$conference" 10000 "$conference"
rm -rf "${data:?}"/*
serve_conference "$conference" --demo
for _ in $(seq 150); do
  curl -s "http://127.0.0.1:$port/api/v1/stages" | grep -q '"showing":"input"' && break
  sleep 0.2
done
curl -s "http://127.0.0.1:$port/api/v1/stages" | grep -q '"showing":"input"' || { echo "no stage is on air" >&2; exit 1; }
python3 bench/search.py --catalogue --port "$port" --rate "${2:-200}" --seconds "${3:-20}" || failed=1
echo "server CPU: $(server_cpu) s, resident: $(server_rss_kib) KiB"
exit $failed
