#!/usr/bin/env bash
# The printed counts and the session's figures beside the truth: viewers who join, leave, crash and fall
# silent at known moments: bench/counting.sh [VIEWERS [SECONDS]]
# Ends with 1 if the interval is wider than 2 % in the steady state or than 10 % from 45 s after the crash on,
# if the truth lies outside it in more than 5 % of the samples of either stretch or of all, or if a figure of
# the session does not agree with the truth.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
viewers=${1:-5000} seconds=${2:-240}
serve_demonstration
sleep 5
report=$(mktemp -d)
trap 'rm -rf "$report"; finish' EXIT
PLENARY_REHEARSE_PASSWORD=$("$build/plenary" user organiser --data "$data" | grep -oP 'password\s+\K\S+' | head -n 1)
export PLENARY_REHEARSE_PASSWORD
# A tenth comes and goes each minute; at half time a fifth's programs end and a fifth's network is gone.
well=true
"$build/plenary" rehearse "http://127.0.0.1:$port" opening --viewers "$viewers" --join 30 --stay "$seconds" \
  --churn 0.1 --crash 0.2 --silent 0.2 --chat 1 --reactions 5 --organiser organiser --report "$report" || well=false
[[ -f "$report/rehearsal.json" ]]
node - "$report/rehearsal.json" <<'JS' || well=false
const {seconds, counting, attendance} = JSON.parse(require('fs').readFileSync(process.argv[2], 'utf8'));
const faults = [];
console.log('\n   s    truth      low  counted     high');
for (const second of seconds.filter((_, i) => i % 10 === 9)) {
  const cell = value => String(value ?? '-').padStart(9);
  console.log(String(Math.round(second.at_s)).padStart(4) + [second.playing, second.low, second.counted, second.high].map(cell).join(''));
}
const outside = seconds.filter(({playing, low, high}) => low != null && (playing < low || playing > high));
console.log(`\nthe truth outside, at second: ${outside.map(({at_s, playing, low, high}) => `${Math.round(at_s)} (${playing} in ${low}-${high})`).join(', ') || 'never'}`);
console.log('\n                          samples  truth inside  width p95      max');
const stretch = (name, {samples, truth_inside, width_p95, width_max}, widest, least) => {
  const percent = value => `${(100 * value).toFixed(2)} %`;
  console.log(name.padEnd(24) + String(samples).padStart(9) + percent(truth_inside / samples).padStart(14) + percent(width_p95).padStart(11) + percent(width_max).padStart(9));
  if (!samples) faults.push(`${name}: no sample`);
  if (width_max > widest) faults.push(`${name}: wider than ${100 * widest} %`);
  if (truth_inside < least * samples) faults.push(`${name}: the truth is outside in more than ${Math.round(100 - 100 * least)} %`);
};
stretch('all', counting.all, Infinity, 0.95);
stretch('steady, before the crash', counting.steady, 0.02, 0.95);
stretch('the crash’s first 45 s', counting.crash, Infinity, 0);
stretch('from then on', counting.after_crash, 0.1, 0.95);
console.log('\nof the session                      counted        between          truth');
const between = (low, high) => (Math.round(low) === Math.round(high) ? `${Math.round(low)}` : `${Math.round(low)}-${Math.round(high)}`);
for (const {name, counted, counted_low, counted_high, truth_low, truth_high, agrees} of attendance) {
  console.log(name.padEnd(34) + String(Math.round(counted)).padStart(9) + between(counted_low, counted_high).padStart(15) + between(truth_low, truth_high).padStart(15));
  if (!agrees) faults.push(`${name} does not agree with the truth`);
}
if (attendance.length < 6) faults.push('figures of the session are missing');
for (const fault of faults) console.error(`not well: ${fault}`);
process.exit(faults.length ? 1 : 0);
JS
$well
