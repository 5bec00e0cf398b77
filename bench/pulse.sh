#!/usr/bin/env bash
# The same payload each second to many WebSockets by Plenary and by nchan, one core each, in turn:
# bench/pulse.sh [READERS [PULSES [ROUNDS]]]
# As root: server and readers are in network namespaces of their own, on two ends of one cable, and what
# arrives at an end is worked off on that end's core. PULSE_NETWORK=loopback needs no root; the kernel then
# receives for the readers within the server's send, on the server's account.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=${PLENARY_BUILD:-build/release}
readers=${1:-10000} pulses=${2:-20} rounds=${3:-3}
port=${PLENARY_PORT:-25300}
server_core=${SERVER_CORE:-0} client_core=${CLIENT_CORE:-1}
folder=$(mktemp -d)
server=""
server_net=() reader_net=() host=127.0.0.1
namespaces=()
finish() {
  [[ -n "$server" ]] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
  for name in "${namespaces[@]}"; do ip netns delete "$name"; done
  rm -rf "$folder"
}
trap finish EXIT
ulimit -n "$(ulimit -Hn)"

# end NAME DEVICE ADDRESS CORE: one end of the cable, in a namespace that goes when this script ends.
end() {
  ip netns exec "$1" ip address add "$3" dev "$2"
  ip netns exec "$1" ip link set "$2" up
  ip netns exec "$1" sh -c "printf '%x' $((1 << $4)) > /sys/class/net/$2/queues/rx-0/rps_cpus"
}

if [[ ${PULSE_NETWORK:-cable} == cable ]]; then
  if (( $(id -u) != 0 )) || ! command -v ip > /dev/null; then
    echo "This needs root and the package iproute2, to make network namespaces; or PULSE_NETWORK=loopback." >&2
    exit 1
  fi
  for name in "plenary-server-$$" "plenary-readers-$$"; do
    ip netns add "$name"
    namespaces+=("$name")
  done
  ip link add server netns "${namespaces[0]}" type veth peer name readers netns "${namespaces[1]}"
  end "${namespaces[0]}" server 192.0.2.1/24 "$server_core"
  end "${namespaces[1]}" readers 192.0.2.2/24 "$client_core"
  server_net=(ip netns exec "${namespaces[0]}") reader_net=(ip netns exec "${namespaces[1]}") host=192.0.2.1
fi

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
    listen $host:$((port + 1)) backlog=4096;
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
  taskset -c "$server_core" "${server_net[@]}" "$@" > "$folder/out" 2> "$folder/$name.log" &
  server=$!
  for _ in $(seq 50); do "${reader_net[@]}" bash -c "exec 3<> /dev/tcp/$host/$at" 2> /dev/null && break; sleep 0.1; done
  timeout 300 taskset -c "$client_core" "${reader_net[@]}" "$build/bench/bench_pulse_readers" --host "$host" \
    --port "$at" --pid "$server" --core "$server_core" --subscribe "$subscribe" --readers "$readers" \
    --pulses "$pulses" > "$folder/$name.$round"
  kill "$server" && wait "$server" 2> /dev/null || true
  server=""
  echo "round $round, $name: $(tr '\n' ' ' < "$folder/$name.$round")"
}

for round in $(seq "$rounds"); do
  measure plenary "$port" "/p1/ws?stage=opening" "$build/bench/bench_pulse_serve" --listen "$host:$port"
  measure nchan "$((port + 1))" /sub nginx -p "$folder" -c "$folder/nginx.conf"
done

# The median of a figure of a server.
median() { awk -v key="$2" '$1 == key {print $2}' "$folder/$1".* | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
echo
echo "# $readers sockets, one pulse a second, medians of $rounds rounds of $pulses pulses"
echo "| what | plenary | nchan | ratio |"
echo "|-|-|-|-|"
for key in deliveries_per_cpu_second cpu_seconds of_its_threads p50_ms p99_ms pulse_p99_ms bytes_per_connection missing; do
  ours=$(median plenary "$key") theirs=$(median nchan "$key")
  echo "| $key | $ours | $theirs | $(awk -v a="$ours" -v b="$theirs" 'BEGIN {if (b != 0) printf "%.2f", a / b; else print "-"}') |"
done
