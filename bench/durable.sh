#!/usr/bin/env bash
# Shows by strace that an act is on the disk before a server acknowledges it: bench/durable.sh
# Prints the system calls of a message, a question and a vote, each sent to the server's door alone, and ends
# with 1 if their order is wrong.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
trace=$data.trace
trap 'finish; rm -f "$trace"' EXIT
# -D: the server stays this script's child. Long strings, for the answer that names the act.
under=(strace -D -f -y -qq -tt -s 4000 -e "trace=pwrite64,fdatasync,fsync,write,writev,send,sendto,sendmsg" -o "$trace")
serve_conference examples/cic2020

password=$("$build/plenary" user organiser --data "$data" | grep -oP 'password\s+\K\S+' | head -n 1)
base=http://127.0.0.1:$port
curl -s -i -H 'content-type: application/json' -d "{\"name\":\"organiser\",\"password\":\"$password\"}" "$base/api/v1/session" > "$data/login"
cookie=$(sed -n 's/^set-cookie: \([^;]*\);.*/\1/Ip' "$data/login")
csrf=$(sed -n 's/.*"csrf":"\([^"]*\)".*/\1/p' "$data/login")
ticket=$(curl -s -d '{"n":1}' "$base/b1/opening" | grep -oP '"ticket":"\K[^"]+')
beat() { printf '{"n":1,"ticket":"%s","playing":false,"seen":0,"acts":[%s]}' "$ticket" "$1"; }
decide() { curl -s -H "cookie: $cookie" -H "x-plenary-csrf: $csrf" -d "$(beat "$1")" "$base/b1/opening"; }
poll=$(decide '{"id":"make","do":"poll_make","kind":"single","text":"Which?","options":["this","that"],"show":"live"}' |
  sed -n 's/.*"ref":"\(p[0-9]*\)".*/\1/p')
decide "{\"id\":\"open\",\"do\":\"poll_open\",\"p\":\"$poll\"}" > "$data/opened"
grep -q '"ok":true' "$data/opened" || { cat "$data/opened" >&2; exit 1; }

for act in '"id":"message","do":"say","text":"Is this on the disk?"' '"id":"question","do":"ask","text":"And is this?"' \
    "\"id\":\"vote\",\"do\":\"vote\",\"p\":\"$poll\",\"choices\":[0]"; do
  sleep 1  # Nothing else is under way.
  curl -s -d "$(beat "{$act}")" "$base/b1/opening" | grep -q '"ok":true' || { echo "refused: $act" >&2; exit 1; }
done
sleep 0.5

python3 - "$trace" <<'PY'
import re, sys

calls = []  # (what it is, the line with what is in its strings left out)
for line in open(sys.argv[1], errors="replace"):
    found = re.match(r'\d+ +(\S+) (\w+)\((.*)\) += (-?\d+)', line)
    if not found or found[4].startswith("-"): continue
    at, call, arguments, result = found.groups()
    plain = arguments.replace('\\"', '"')
    if "plenary.db-wal" in plain: kind = "sync" if "sync" in call else "write"
    elif "HTTP/1.1 202" in plain: kind = "answer"
    else: continue
    calls.append((kind, f"{at} {call}({arguments.split(',')[0].replace(sys.argv[1][:-6] + '/', '')}, ...) = {result}", plain))

well = True
for name in ("message", "question", "vote"):
    def first(kind, text, start=0):
        return next((i for i in range(start, len(calls)) if calls[i][0] == kind and text in calls[i][2]), None)
    written = first("write", f'"id":"{name}","do"')
    synced = first("sync", "", written) if written is not None else None
    told = first("answer", f'"id":"{name}","ok":true')
    right = None not in (written, synced, told) and written < synced < told
    well = well and right
    print(f"{name}:" if right else f"{name}: not written, synced and acknowledged in this order")
    for i, what in ((written, "the journal's page with the act"), (synced, ""), (told, "the acknowledgement")):
        if i is not None: print(f"  {calls[i][1]}  {what}".rstrip())
print("fdatasync comes before each acknowledgement" if well else "an acknowledgement came before fdatasync")
sys.exit(0 if well else 1)
PY
