#!/usr/bin/env python3
"""Compares what a CPU second serves of /api/v1/programme: a running Plenary, and nginx with the same bytes.

nginx has the body and its gzip as files (`gzip_static`) with and without open_file_cache; Plenary has
everything else to do as well that a server does. Rounds alternate; the ratio is the median of the rounds'.
"""

import argparse
import pathlib
import statistics
import tempfile
import urllib.request

import serve


def fetch(port, encoding):
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/programme", headers={"accept-encoding": encoding})
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=64)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench_programme_") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        place = folder / "www/api/v1"
        place.mkdir(parents=True)
        (place / "programme").write_bytes(fetch(options.port, "identity"))
        (place / "programme.gz").write_bytes(fetch(options.port, "gzip"))
        script = folder / "programme.lua"
        script.write_text(serve.LUA % '"/api/v1/programme"')
        ours = serve.Server("plenary", options.port, None, options.pid)
        peers = serve.start_nginx(folder, 0, options.port + 7)
        try:
            sizes = [(place / file).stat().st_size for file in ("programme", "programme.gz")]
            print(f"# {sizes[0] / 1000:.0f} kB, gzip {sizes[1] / 1000:.0f} kB; {options.connections} connections, "
                  f"{options.rounds} rounds of {options.seconds} s, requests per CPU second; medians")
            print("| what | plenary | " + " | ".join(peer.name for peer in peers) + " | " +
                  " | ".join(f"ratio to {peer.name}" for peer in peers) + " |")
            print("|-|-|" + "-|" * (2 * len(peers)))
            for what, headers in (("gzip", ["accept-encoding: gzip"]), ("plain", [])):
                compare(what, headers, script, [ours, *peers], options)
        finally:
            peers[0].process.terminate()
            peers[0].process.wait(timeout=10)


def compare(what, headers, script, servers, options):
    runs = {server.name: [] for server in servers}
    for number in range(options.rounds):
        for server in servers if number % 2 == 0 else servers[::-1]:
            result = serve.load(server, script, headers, options.connections, options.seconds, 1)
            runs[server.name].append(result["requests"])
    values = [f"{statistics.median(runs[server.name]) / 1000:.2f} k" for server in servers]
    ratios = [statistics.median(a / b for a, b in zip(runs["plenary"], runs[peer.name])) for peer in servers[1:]]
    print(f"| {what} | " + " | ".join(values) + " | " + " | ".join(f"**{ratio:.2f}**" for ratio in ratios) + " |",
          flush=True)


if __name__ == "__main__":
    main()
