#!/usr/bin/env bash
# Holds a live demonstration to the rules of LL-HLS, plays it with ffprobe and hls.js, and looks at what is left once
# the stage has closed: bench/probe.sh [SECONDS]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
serve_demonstration
sleep 15
address="http://127.0.0.1:$port/live/opening/index.m3u8"
failed=0
node tests/hls_probe/probe.mjs "$address" --seconds "${1:-60}" || failed=1
ffprobe -v error -show_entries stream=codec_name,width,height -of csv=p=0 "$address" | sort -u | sed 's/^/ffprobe reads: /'
node bench/hls_js.mjs "$address" 15 || failed=1
desk POST stages/opening/close
node tests/hls_probe/probe.mjs "$address" --ended || failed=1
exit "$failed"
