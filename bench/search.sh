#!/usr/bin/env bash
# How long a search takes at 200 requests a second, p50 and p99: bench/search.sh [CONFERENCE [RATE [SECONDS]]]
# Fails where the p99 is above 20 ms.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
serve_conference "${1:-examples/rehearsal30}" --rehearsal
python3 bench/search.py --port "$port" --rate "${2:-200}" --seconds "${3:-20}"
echo "server CPU: $(server_cpu) s, resident: $(server_rss_kib) KiB"
