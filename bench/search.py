#!/usr/bin/env python3
"""Searches at a steady rate and prints how long the answers took, from when each was due to be asked.

A request that waits for another counts its waiting: the clock of a request starts at its place in the
timetable. Words are those of the conference itself (people, sessions), as readers type them: whole, begun,
with a slip, in every language.
"""

import argparse
import asyncio
import json
import random
import time
import urllib.parse
import urllib.request


def words_of(base):
    """What readers type, made of what is there."""
    def get(path):
        with urllib.request.urlopen(base + path) as answer:
            return json.load(answer)
    texts = [text for person in get("/api/v1/people")["people"] for text in person["name"].values()]
    texts += [text for session in get("/api/v1/programme")["sessions"] for text in session["title"].values()]
    dice = random.Random(1)
    queries = []
    for text in dice.sample(texts, min(400, len(texts))):
        queries.append(text)
        queries.append(text[:max(2, len(text) // 2)])
        if len(text) > 6:
            at = dice.randrange(1, len(text) - 1)
            queries.append(text[:at] + text[at + 1:] + " ")
    queries += ["industrial internet", "工业互联网", "a", "forum"]
    dice.shuffle(queries)
    return queries


class Connection:
    def __init__(self, port):
        self.port = port
        self.reader = self.writer = None

    async def get(self, path):
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = await self.reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"{path}: {head.splitlines()[0].decode()}")
        length = next(int(line.split(b":")[1]) for line in head.splitlines()
                      if line.lower().startswith(b"content-length:"))
        return await self.reader.readexactly(length)


async def measure(port, rate, seconds, queries):
    free = [Connection(port) for _ in range(64)]
    slots = asyncio.Semaphore(len(free))
    took, inside, hits = [], [], 0

    async def ask(due, query):
        nonlocal hits
        async with slots:
            connection = free.pop()
            body = json.loads(await connection.get("/api/v1/search?lang=en&q=" + urllib.parse.quote(query)))
            took.append(time.perf_counter() - due)
            inside.append(body["took_us"] / 1000)
            hits += len(body["results"])
            free.append(connection)

    tasks = []
    start = time.perf_counter() + 0.2
    for number in range(rate * seconds):
        due = start + number / rate
        await asyncio.sleep(max(0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(ask(due, queries[number % len(queries)])))
    await asyncio.gather(*tasks)

    def percentile(values, part):
        return sorted(values)[min(len(values) - 1, int(len(values) * part))]
    milliseconds = [1000 * value for value in took]
    print(f"{len(took)} searches at {rate} a second, {hits / len(took):.1f} results each")
    print(f"answered: p50 {percentile(milliseconds, 0.5):.2f} ms, p99 {percentile(milliseconds, 0.99):.2f} ms, "
          f"longest {max(milliseconds):.2f} ms")
    print(f"of which in the index: p50 {percentile(inside, 0.5):.2f} ms, p99 {percentile(inside, 0.99):.2f} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--rate", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    queries = words_of(f"http://127.0.0.1:{options.port}")
    asyncio.run(measure(options.port, options.rate, options.seconds, queries))


if __name__ == "__main__":
    main()
