#!/usr/bin/env python3
"""Plenary's own delivery beside nginx with the same bytes, one core each, in one run.

    python3 bench/serve.py [--rounds 3] [--connections 8,64,256] [--only segments]

`plenary serve` is pinned to one core and holds a stage: ffmpeg publishes for --record seconds. Then:

  live playlist   /live/opening/720p/index.m3u8 while the stage is on air (on its slate; no publisher), plain and
                  compressed. Decoding, composing and encoding go on beside it in threads with names of
                  their own, which do not count.
  segments        what the replay's playlist names, after the session has ended and the stage has closed
  replay playlist /replay/opening-ceremony/720p/index.m3u8, the same

nginx's root has the same paths: the recorded segments' own files, and the bodies of playlists, compressed ones as
.gz beside them. wrk asks for the same paths on either server. Needs nginx, wrk, ffmpeg and build/release/plenary. Prints
what a CPU second of the server moves: segments in bytes, playlists in requests, and Plenary's ratio to nginx
with and without open_file_cache, medians of the rounds. A round runs every server once, in turn, so that
whatever else the machine does falls on all of them.
"""

import argparse
import gzip
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
STAGE, SESSION, RENDITION = "opening", "opening-ceremony", "720p"
LIVE = f"/live/{STAGE}/{RENDITION}/index.m3u8"
REPLAY = f"/replay/{SESSION}/{RENDITION}/index.m3u8"
SEGMENTS = 16

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
  gzip_vary on;
  types {{ application/vnd.apple.mpegurl m3u8; video/mp4 m4s; }}
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  add_header access-control-allow-origin "*";
  add_header access-control-expose-headers "age, content-range, date";
  server {{
    listen 127.0.0.1:{port};
    root {folder}/www;
    open_file_cache max=1000 inactive=60s;
    open_file_cache_valid 60s;
    expires 1y;
    location ~ m3u8$ {{ expires 0; }}
  }}
  server {{
    listen 127.0.0.1:{port_uncached};
    root {folder}/www;
    expires 1y;
    location ~ m3u8$ {{ expires 0; }}
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


def until(what, probe, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            value = probe()
            if value:
                return value
        except OSError:
            pass
        time.sleep(0.1)
    sys.exit(f"waited {seconds} s for {what}")


def connects(port):
    with socket.socket() as attempt:
        return attempt.connect_ex(("127.0.0.1", port)) == 0


class Server:
    """A process to be measured: `counts` says by a thread's name whether its CPU counts."""

    def __init__(self, name, port, pid):
        self.name, self.port, self.pid = name, port, pid
        self.counts = lambda thread: True

    def cpu_seconds(self):
        spent = 0
        for task in pathlib.Path(f"/proc/{self.pid}/task").iterdir():
            try:
                if self.counts((task / "comm").read_text().strip()):
                    spent += int((task / "schedstat").read_text().split()[0])
            except FileNotFoundError:
                pass  # The thread ended.
        return spent / 1e9


class Plenary:
    """A server of its own with one stage, in a folder that goes with the run."""

    def __init__(self, exe, folder, core, client_core, port):
        self.exe, self.folder, self.client_core, self.port, self.rtmp = exe, folder, client_core, port, port + 3
        self.process = subprocess.Popen(
            ["taskset", "-c", str(core), exe, "serve", "--rehearsal", "--conference",
             str(ROOT / "examples/cic2020"), "--data", str(folder / "data"), "--threads", "1",
             "--listen", f"127.0.0.1:{port}", "--rtmp", f"127.0.0.1:{self.rtmp}"],
            stdout=subprocess.DEVNULL, stderr=open(folder / "plenary.log", "wb"))
        self.server = Server("plenary", port, self.process.pid)
        # Those that decode, draw and encode have names of their own.
        self.server.counts = lambda thread: thread == "plenary"
        self.whole = Server("plenary", port, self.process.pid)
        until("plenary to be ready", lambda: self.get("/readyz"))
        self.sign_in()

    def request(self, method, path, body=None, headers=()):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method,
                                         headers=dict(headers), data=body)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.read(), answer.headers

    def get(self, path, headers=()):
        return self.request("GET", path, headers=headers)[0]

    def command(self, pattern, *arguments):
        said = subprocess.run([self.exe, *arguments, "--data", str(self.folder / "data")],
                              capture_output=True, text=True, check=True).stdout
        return re.search(pattern, said).group(1)

    def sign_in(self):
        password = self.command(r"password\s+(\S+)", "user", "organiser")
        body, headers = self.request("POST", "/api/v1/session",
                                     json.dumps({"name": "organiser", "password": password}).encode(),
                                     {"content-type": "application/json"})
        self.hand = {"cookie": headers["set-cookie"].split(";")[0], "x-plenary-csrf": json.loads(body)["csrf"],
                     "content-type": "application/json"}

    def desk(self, path):
        self.request("POST", f"/api/v1/desk/{path}", b"", self.hand)

    def record(self, seconds):
        """Opens the stage, starts the session and publishes for a while; leaves the stage on its slate."""
        self.desk(f"stages/{STAGE}/open")
        self.desk(f"sessions/{SESSION}/start")
        key = self.command(r"stream key\s+(\S+)", "key", STAGE, "primary", "--rtmp", f"127.0.0.1:{self.rtmp}")
        publisher = subprocess.Popen(
            ["taskset", "-c", str(self.client_core), "ffmpeg", "-loglevel", "error", "-nostdin", "-re",
             "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=25,noise=alls=6:allf=t",
             "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000",
             "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-pix_fmt", "yuv420p",
             "-g", "50", "-b:v", "2500k", "-c:a", "aac", "-t", str(seconds),
             "-f", "flv", f"rtmp://127.0.0.1:{self.rtmp}/live/{key}"])
        if publisher.wait(timeout=seconds + 60) != 0:
            sys.exit("the publisher failed")

    def close(self):
        """Ends the session and the stage: from here on nothing is encoded."""
        self.desk(f"sessions/{SESSION}/end")

        def replay():
            try:
                return self.get(REPLAY)
            except urllib.error.HTTPError:
                return None
        text = until("the replay", replay).decode()
        self.desk(f"stages/{STAGE}/close")
        print(f"# closed: the process uses {until('the encoders to end', self.idle, 180)} of a core by itself")
        return text

    def idle(self):
        """What the process uses by itself, once that is next to nothing."""
        before = self.whole.cpu_seconds()
        time.sleep(2)
        used = (self.whole.cpu_seconds() - before) / 2
        return f"{used:.3f}" if 0 <= used < 0.02 else None

    def segments(self, playlist):
        """The paths of the largest of the recorded segments: the slate's are small."""
        names = [line for line in playlist.splitlines() if line and not line.startswith("#")]
        paths = [urllib.parse.urljoin(REPLAY, name) for name in names]
        return sorted(paths, key=lambda path: -len(self.get(path)))[:SEGMENTS]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)


def start_nginx(folder, core, port):
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=port, port_uncached=port + 1))
    process = subprocess.Popen(["taskset", "-c", str(core), "nginx", "-p", str(folder), "-c", str(config)],
                               stderr=subprocess.DEVNULL)
    until("nginx", lambda: connects(port))
    worker = int(pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])
    return process, [Server("nginx, open_file_cache", port, worker), Server("nginx", port + 1, worker)]


def copy_served(plenary, www, path):
    """What Plenary writes at a path, plain and compressed, where nginx finds it."""
    target = www / path.lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(plenary.get(path))
    packed = plenary.get(path, {"accept-encoding": "gzip"})
    gzip.decompress(packed)
    target.with_name(target.name + ".gz").write_bytes(packed)
    return target.stat().st_size, len(packed)


def share_recorded(plenary, www, path):
    """The file itself that Plenary recorded and sends, by another name in nginx's root: one page cache for both."""
    body = plenary.get(path)
    recorded = next(file for file in (plenary.folder / "data").rglob("*")
                    if file.is_file() and file.stat().st_size == len(body) and file.read_bytes() == body)
    target = www / path.lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    os.link(recorded, target)
    target.chmod(0o644)  # nginx is another user.
    return len(body)


def load(server, script, headers, connections, seconds, core):
    """One run of wrk. Returns requests and bytes per CPU second."""
    command = ["taskset", "-c", str(core), "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script)]
    for header in headers:
        command += ["-H", header]
    command.append(f"http://127.0.0.1:{server.port}/")
    before = server.cpu_seconds()
    output = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 30).stdout
    spent = server.cpu_seconds() - before
    found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+)", output)
    if not found:
        sys.exit(f"wrk said nothing of use:\n{output}")
    requests, size, bad, _ = map(int, found.groups())
    if bad:
        sys.exit(f"{server.name}: {bad} requests failed")
    return {"requests": requests / spent, "bytes": size / spent}


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.www = folder / "www"
        self.www.mkdir()
        self.plenary = Plenary(options.exe, folder, options.server_core, options.client_core, options.port)
        self.nginx, peers = start_nginx(folder, options.server_core, options.port + 1)
        self.servers = [self.plenary.server, *peers[:1 if options.cached_only else 2]]

    def stop(self):
        self.nginx.send_signal(signal.SIGTERM)
        self.nginx.wait(timeout=10)
        self.plenary.stop()

    def head(self):
        peers = [server.name for server in self.servers[1:]]
        print("| what | connections | plenary | " + " | ".join(peers) + " | " +
              " | ".join(f"ratio to {name}" for name in peers) + " |")
        print("|-|-|" + "-|" * (1 + 2 * len(peers)))

    def measure(self, what, paths, compressed=False):
        if self.options.only and self.options.only not in what:
            return
        script = self.folder / "paths.lua"
        script.write_text(LUA % ", ".join(f'"{path}"' for path in paths))
        headers = ["accept-encoding: gzip"] if compressed else []
        key, unit, unit_name = ("bytes", 1e6, "MB") if what == "segments" else ("requests", 1e3, "k requests")
        for connections in map(int, self.options.connections.split(",")):
            runs = {server.name: [] for server in self.servers}
            for number in range(self.options.rounds):
                for server in self.servers if number % 2 == 0 else self.servers[::-1]:
                    runs[server.name].append(load(server, script, headers, connections, self.options.seconds,
                                                  self.options.client_core)[key])
            ours = runs[self.servers[0].name]
            cells = [f"{statistics.median(runs[s.name]) / unit:.1f} {unit_name}" for s in self.servers]
            ratios = [statistics.median(a / b for a, b in zip(ours, runs[s.name])) for s in self.servers[1:]]
            print(f"| {what} | {connections} | " + " | ".join(cells) + " | " +
                  " | ".join(f"**{ratio:.2f}**" for ratio in ratios) + " |", flush=True)

    def run(self):
        print(f"# {self.options.rounds} rounds of {self.options.seconds} s, per CPU second of the server; medians")
        self.plenary.record(self.options.record)
        plain, packed = copy_served(self.plenary, self.www, LIVE)
        print(f"# on air: a live playlist of {plain} bytes, {packed} compressed")
        self.head()
        self.measure("live playlist", [LIVE])
        self.measure("live playlist, gzip", [LIVE], compressed=True)

        segments = self.plenary.segments(self.plenary.close())
        sizes = [share_recorded(self.plenary, self.www, path) for path in segments]
        plain, packed = copy_served(self.plenary, self.www, REPLAY)
        print(f"# {len(segments)} segments of {statistics.mean(sizes) / 1000:.0f} kB in the mean, "
              f"a replay playlist of {plain} bytes, {packed} compressed")
        self.head()
        self.measure("segments", segments)
        self.measure("replay playlist", [REPLAY])
        self.measure("replay playlist, gzip", [REPLAY], compressed=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exe", default=os.environ.get("PLENARY_BINARY", str(ROOT / "build/release/plenary")))
    parser.add_argument("--record", type=int, default=65, help="seconds: a live playlist lists a minute")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3, help="of load, each server in each round")
    parser.add_argument("--connections", default="8,64,256")
    parser.add_argument("--port", type=int, default=25090, help="the first of four")
    parser.add_argument("--server-core", type=int, default=0)
    parser.add_argument("--client-core", type=int, default=1)
    parser.add_argument("--only", choices=["live playlist", "segments", "replay playlist"])
    parser.add_argument("--cached-only", action="store_true", help="leave out nginx without open_file_cache")
    options = parser.parse_args()
    for tool in ("nginx", "wrk", "taskset", "ffmpeg"):
        if not shutil.which(tool):
            sys.exit(f"{tool} is missing: scripts/bench-packages")
    with tempfile.TemporaryDirectory(prefix="bench_serve_") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        bench = Bench(options, folder)
        try:
            bench.run()
        finally:
            bench.stop()


if __name__ == "__main__":
    main()
