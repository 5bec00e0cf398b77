#!/usr/bin/env bash
# The same payload each second to many WebSockets by Plenary and by nchan, one core each, in turn:
# bench/pulse.sh [READERS [PULSES [ROUNDS]]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=${PLENARY_BUILD:-build/release}
readers=${1:-10000} pulses=${2:-20} rounds=${3:-3}
port=${PLENARY_PORT:-25300}
server_core=${SERVER_CORE:-0} client_core=${CLIENT_CORE:-1}
folder=$(mktemp -d)
server=""
finish() {
  [[ -n "$server" ]] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
  rm -rf "$folder"
}
trap finish EXIT
ulimit -n "$(ulimit -Hn)"

cat > "$folder/nginx.conf" <<CONF
load_module /usr/lib/nginx/modules/ngx_nchan_module.so;
worker_processes 1;
worker_rlimit_nofile $(ulimit -n);
daemon off;
master_process off;
pid $folder/nginx.pid;
error_log $folder/error.log;
events { worker_connections 19900; }
http {
  access_log off;
  tcp_nodelay on;
  keepalive_requests 1000000;
  nchan_shared_memory_size 64m;
  client_body_temp_path $folder/body; proxy_temp_path $folder/proxy;
  fastcgi_temp_path $folder/fastcgi; uwsgi_temp_path $folder/uwsgi; scgi_temp_path $folder/scgi;
  server {
    listen 127.0.0.1:$((port + 1)) backlog=4096;
    location = /pub {
      nchan_publisher; nchan_channel_id opening;
      nchan_message_buffer_length 16; nchan_message_timeout 60s;
    }
    location = /sub { nchan_subscriber websocket; nchan_channel_id opening; nchan_subscriber_first_message newest; }
  }
}
CONF

# measure NAME PORT SUBSCRIBE COMMAND...: one round of one server.
measure() {
  local name=$1 at=$2 subscribe=$3
  shift 3
  taskset -c "$server_core" "$@" > "$folder/out" 2> "$folder/$name.log" &
  server=$!
  for _ in $(seq 50); do (exec 3<> "/dev/tcp/127.0.0.1/$at") 2> /dev/null && break; sleep 0.1; done
  timeout 300 taskset -c "$client_core" "$build/bench/bench_pulse_readers" --port "$at" --pid "$server" \
    --subscribe "$subscribe" --readers "$readers" --pulses "$pulses" > "$folder/$name.$round"
  kill "$server" && wait "$server" 2> /dev/null || true
  server=""
  echo "round $round, $name: $(tr '\n' ' ' < "$folder/$name.$round")"
}

for round in $(seq "$rounds"); do
  measure plenary "$port" "/p1/ws?stage=opening" "$build/bench/bench_pulse_serve" --listen "127.0.0.1:$port"
  measure nchan "$((port + 1))" /sub nginx -p "$folder" -c "$folder/nginx.conf"
done

# The median of a figure of a server.
median() { awk -v key="$2" '$1 == key {print $2}' "$folder/$1".* | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
echo
echo "# $readers sockets, one pulse a second, medians of $rounds rounds of $pulses pulses"
echo "| what | plenary | nchan | ratio |"
echo "|-|-|-|-|"
for key in deliveries_per_cpu_second p50_ms p99_ms pulse_p99_ms bytes_per_connection missing; do
  ours=$(median plenary "$key") theirs=$(median nchan "$key")
  echo "| $key | $ours | $theirs | $(awk -v a="$ours" -v b="$theirs" 'BEGIN {if (b != 0) printf "%.2f", a / b; else print "-"}') |"
done
