#!/usr/bin/env bash
# The printed counts beside the truth: viewers who join, leave, crash and fall silent at known moments.
# bench/counting.sh [VIEWERS [SECONDS]]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
viewers=${1:-5000} seconds=${2:-240}
serve_demonstration
sleep 5
report=$(mktemp -d)
trap 'rm -rf "$report"; finish' EXIT
# A tenth comes and goes each minute; at half time a fifth's programs end and a fifth's network is gone.
"$build/plenary" rehearse "http://127.0.0.1:$port" opening --viewers "$viewers" --join 30 --stay "$seconds" \
  --churn 0.1 --crash 0.2 --silent 0.2 --chat 1 --reactions 5 --report "$report" || true
node - "$report/rehearsal.json" <<'JS'
const {seconds, counting} = JSON.parse(require('fs').readFileSync(process.argv[2], 'utf8'));
console.log('\n   s    truth      low  counted     high');
for (const second of seconds.filter((_, i) => i % 10 === 9)) {
  const cell = value => String(value ?? '-').padStart(9);
  console.log(String(Math.round(second.at_s)).padStart(4) + [second.playing, second.low, second.counted, second.high].map(cell).join(''));
}
const share = 100 * counting.truth_inside / counting.samples;
console.log(`\ntruth inside [low, high]: ${counting.truth_inside} of ${counting.samples} samples (${share.toFixed(1)} %)`);
console.log(`width, steady: ${(100 * counting.steady_width).toFixed(2)} %; from 45 s after the crash: ${(100 * counting.width_45_s_after_crash).toFixed(2)} %`);
JS
