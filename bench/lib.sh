# Shared by the measurements: a demonstration server of its own on loopback, ended when the script ends.

cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=${PLENARY_BUILD:-build/release}
port=${PLENARY_PORT:-18180}
rtmp_port=${PLENARY_RTMP_PORT:-18935}
data=$(mktemp -d)
server_pid=""
under=()  # A program that runs the server, such as strace -D.

finish() {
  [[ -n "$server_pid" ]] && kill "$server_pid" 2>/dev/null && wait "$server_pid" 2>/dev/null
  rm -rf "$data" "$data".{out,log}
}
trap finish EXIT

# Serves the demonstration and waits until its picture is on air.
serve_demonstration() {
  "$build/plenary" serve --demo --conference examples/cic2020 --data "$data" \
    --listen "127.0.0.1:$port" --rtmp "127.0.0.1:$rtmp_port" "$@" >"$data.out" 2>"$data.log" &
  server_pid=$!
  for _ in $(seq 100); do
    curl -s "http://127.0.0.1:$port/api/v1/stages" | grep -q '"showing":"input"' && return 0
    kill -0 "$server_pid" 2>/dev/null || { cat "$data.log" >&2; exit 1; }
    sleep 0.2
  done
  echo "the demonstration did not come on air" >&2
  exit 1
}

# CPU seconds (user and system) that the server has used.
server_cpu() { awk '{sub(/^.*\) /, ""); print ($12 + $13) / 100}' "/proc/$server_pid/stat"; }
server_rss_kib() { awk '/^VmRSS/ {print $2}' "/proc/$server_pid/status"; }

# Serves a conference's folder and waits until it answers.
serve_conference() {
  local folder=$1
  shift
  "${under[@]}" "$build/plenary" serve --conference "$folder" --data "$data" \
    --listen "127.0.0.1:$port" --rtmp "127.0.0.1:$rtmp_port" "$@" >"$data.out" 2>"$data.log" &
  server_pid=$!
  for _ in $(seq 150); do
    curl -sf -o /dev/null "http://127.0.0.1:$port/api/v1/programme" && return 0
    kill -0 "$server_pid" 2>/dev/null || { cat "$data.log" >&2; exit 1; }
    sleep 0.2
  done
  echo "the server did not answer" >&2
  exit 1
}

# Signs the organiser in, then asks the stage desk: desk METHOD PATH [JSON], below /api/v1/desk/.
sign_in() {
  local password answer
  password=$("$build/plenary" user organiser --data "$data" | awk '$1 == "password" {print $2}')
  answer=$(curl -sf -c "$data.cookies" -H 'content-type: application/json' \
    -d "{\"name\":\"organiser\",\"password\":\"$password\"}" "http://127.0.0.1:$port/api/v1/session")
  csrf=$(sed -E 's/.*"csrf":"([^"]+)".*/\1/' <<<"$answer")
}
desk() {
  [[ -n "${csrf:-}" ]] || sign_in
  curl -sf -b "$data.cookies" -X "$1" -H "x-plenary-csrf: $csrf" -H 'content-type: application/json' \
    ${3:+-d "$3"} "http://127.0.0.1:$port/api/v1/desk/$2"
}

# Takes the demonstration by hand, so that no other input comes on air.
hold_demonstration() { desk POST stages/opening/choice '{"kind":"input","input":"demo"}'; }
