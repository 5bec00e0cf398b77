#!/usr/bin/env bash
# Holds a live demonstration to the rules of LL-HLS: bench/probe.sh [SECONDS]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
serve_demonstration
sleep 15
node tests/hls_probe/probe.mjs "http://127.0.0.1:$port/live/opening/index.m3u8" --seconds "${1:-60}"
ffprobe -v error -show_entries stream=codec_name,width,height -of csv=p=0 "http://127.0.0.1:$port/live/opening/index.m3u8" |
  sort -u | sed 's/^/ffprobe reads: /'
