#!/usr/bin/env python3
"""Serves the same files by Plenary and by nginx, one core each, and compares what a CPU second moves.

Needs nginx and wrk (Debian packages of these names) and build/release/bench/bench_serve. Prints one table:
segments in bytes, playlists in requests per CPU second of the server process, and the ratio, each the
median of the rounds. A round runs every server once, in turn, so that whatever else the machine does
falls on all of them.
"""

import argparse
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

NGINX = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  tcp_nodelay on;
  sendfile_max_chunk 2m;
  keepalive_requests 1000000000;
  keepalive_timeout 75s;
  gzip_static on;
  types {{ application/vnd.apple.mpegurl m3u8; video/mp4 m4s; }}
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    root {folder}/www;
    open_file_cache max=1000 inactive=60s;
    open_file_cache_valid 60s;
    location = /index.m3u8 {{ add_header cache-control "max-age=1"; add_header access-control-allow-origin "*"; }}
    location / {{ add_header cache-control "max-age=31536000, immutable"; add_header access-control-allow-origin "*"; }}
  }}
  server {{
    listen 127.0.0.1:{port_uncached};
    root {folder}/www;
    location = /index.m3u8 {{ add_header cache-control "max-age=1"; add_header access-control-allow-origin "*"; }}
    location / {{ add_header cache-control "max-age=31536000, immutable"; add_header access-control-allow-origin "*"; }}
  }}
}}
"""

LUA = """
local paths = {%s}
local requests = {}
local next_one = 0
function init(args)
  for i, path in ipairs(paths) do requests[i] = wrk.format("GET", path) end
end
function request()
  next_one = next_one %% #requests + 1
  return requests[next_one]
end
function done(summary, latency, requests)
  local bad = summary.errors.connect + summary.errors.read + summary.errors.write
            + summary.errors.status + summary.errors.timeout
  io.write(string.format("RESULT %%d %%d %%d %%d\\n", summary.requests, summary.bytes, bad,
                         latency:percentile(99.0)))
end
"""

SEGMENTS = 8
SEGMENT_BYTES = 450_000


def make_content(folder):
    """Segments of one size and a live playlist of about 2.5 KB."""
    www = folder / "www"
    www.mkdir()
    for index in range(SEGMENTS):
        (www / f"{index}.m4s").write_bytes(os.urandom(SEGMENT_BYTES))
    lines = ["#EXTM3U", "#EXT-X-VERSION:9", "#EXT-X-TARGETDURATION:2", "#EXT-X-PART-INF:PART-TARGET=0.32",
             "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.96,CAN-SKIP-UNTIL=12.0",
             "#EXT-X-MEDIA-SEQUENCE:831300000", '#EXT-X-MAP:URI="init.1.mp4"']
    segment = 831300000
    while sum(len(line) + 1 for line in lines) < 2300:
        for part in range(6):
            lines.append(f'#EXT-X-PART:DURATION=0.32,URI="{segment}.{part}.m4s"')
        lines += ["#EXTINF:1.92,", f"{segment}.m4s"]
        segment += 1
    lines.append(f'#EXT-X-PRELOAD-HINT:TYPE=PART,URI="{segment}.0.m4s"')
    (www / "index.m3u8").write_text("\n".join(lines) + "\n")
    with open(www / "index.m3u8.gz", "wb") as out:
        subprocess.run(["gzip", "-9", "-n", "-c", str(www / "index.m3u8")], stdout=out, check=True)


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children(pid):
    return [int(child) for child in
            pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Server:
    def __init__(self, name, port, process, cpu_pid):
        self.name, self.port, self.process, self.cpu_pid = name, port, process, cpu_pid


def start_nginx(folder, core, port):
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=port, port_uncached=port + 1))
    process = subprocess.Popen(["taskset", "-c", str(core), "nginx", "-p", str(folder), "-c", str(config)],
                               stderr=subprocess.DEVNULL)
    wait_for(port)
    worker = children(process.pid)[0]
    return [Server("nginx, open_file_cache", port, process, worker),
            Server("nginx", port + 1, process, worker)]


def start_plenary(exe, folder, core, port):
    process = subprocess.Popen(["taskset", "-c", str(core), exe, str(folder / "www"),
                                "--listen", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL)
    wait_for(port)
    return Server("plenary", port, process, process.pid)


def wait_for(port):
    import socket
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit(f"nothing answers on port {port}")


def load(server, script, headers, connections, seconds, core):
    """One run of wrk. Returns requests and bytes per CPU second, and requests per second."""
    command = ["taskset", "-c", str(core), "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script)]
    for header in headers:
        command += ["-H", header]
    command.append(f"http://127.0.0.1:{server.port}/")
    before = cpu_seconds(server.cpu_pid)
    output = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 30).stdout
    spent = cpu_seconds(server.cpu_pid) - before
    found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+)", output)
    if not found:
        sys.exit(f"wrk said nothing of use:\n{output}")
    requests, size, bad, _ = map(int, found.groups())
    if bad:
        sys.exit(f"{server.name}: {bad} requests failed")
    return {"requests": requests / spent, "bytes": size / spent, "rate": requests / seconds,
            "busy": spent / seconds}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exe", default="build/release/bench/bench_serve")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="of load, each server in each round")
    parser.add_argument("--connections", default="8,64,256")
    parser.add_argument("--port", type=int, default=25090, help="the first of three")
    parser.add_argument("--server-core", type=int, default=0)
    parser.add_argument("--client-core", type=int, default=1)
    parser.add_argument("--only", choices=["segments", "playlists", "gzip"])
    parser.add_argument("--cached-only", action="store_true", help="leave out nginx without open_file_cache")
    options = parser.parse_args()
    for tool in ("nginx", "wrk", "taskset"):
        if not shutil.which(tool):
            sys.exit(f"{tool} is missing: apt install nginx-light wrk util-linux")

    with tempfile.TemporaryDirectory(prefix="bench_serve_") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        make_content(folder)
        segments = folder / "segments.lua"
        segments.write_text(LUA % ", ".join(f'"/{i}.m4s"' for i in range(SEGMENTS)))
        playlists = folder / "playlists.lua"
        playlists.write_text(LUA % '"/index.m3u8"')
        workloads = [("segments", segments, [], "bytes", 1e6, "MB"),
                     ("playlists", playlists, [], "requests", 1e3, "k requests"),
                     ("gzip", playlists, ["accept-encoding: gzip"], "requests", 1e3, "k requests")]

        servers = [start_plenary(options.exe, folder, options.server_core, options.port)]
        servers += start_nginx(folder, options.server_core, options.port + 1)
        if options.cached_only:
            servers = servers[:2]
        try:
            measure(options, workloads, servers)
        finally:
            for process in {server.process for server in servers}:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=10)


def measure(options, workloads, servers):
    size = f"segments of {SEGMENT_BYTES / 1000:.0f} kB"
    print(f"# {size}, {options.rounds} rounds of {options.seconds} s, per CPU second of the server; medians")
    print("| what | connections | plenary | " + " | ".join(s.name for s in servers[1:]) + " | " +
          " | ".join(f"ratio to {s.name}" for s in servers[1:]) + " |")
    print("|-|-|" + "-|" * (2 * len(servers) - 1))
    for what, script, headers, key, unit, unit_name in workloads:
        if options.only not in (None, what):
            continue
        for connections in map(int, options.connections.split(",")):
            results = {server.name: [] for server in servers}
            for round_number in range(options.rounds):
                order = servers if round_number % 2 == 0 else servers[::-1]
                for server in order:
                    results[server.name].append(
                        load(server, script, headers, connections, options.seconds, options.client_core))
            values = {name: [run[key] for run in runs] for name, runs in results.items()}
            ours = values[servers[0].name]
            cells = [f"{statistics.median(values[s.name]) / unit:.1f} {unit_name}" for s in servers]
            ratios = [statistics.median(a / b for a, b in zip(ours, values[s.name])) for s in servers[1:]]
            print(f"| {what} | {connections} | " + " | ".join(cells) + " | " +
                  " | ".join(f"**{ratio:.2f}**" for ratio in ratios) + " |", flush=True)


if __name__ == "__main__":
    main()
