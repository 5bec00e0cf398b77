#!/usr/bin/env python3
"""Searches at a steady rate and prints how long the answers took, from when each was due to be asked.

A request that waits for another counts its waiting: the clock of a request starts at its place in the
timetable. Words are those of the conference itself (people, sessions), as readers type them: whole, begun,
with a slip, in every language. With --catalogue, of exhibitors and products, narrowed by a facet now and then.
Fails where the p99 is above --most-ms.
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


def catalogue_of(base):
    """Whole paths below the catalogue, made of what is there."""
    def get(path):
        with urllib.request.urlopen(base + path) as answer:
            return json.load(answer)
    found = [one for lang in ("zh", "en", "id") for offset in range(0, 3000, 500)
             for one in get(f"/api/v1/exhibition/catalogue?limit=100&offset={offset}&lang={lang}")["results"]]
    exhibition = get("/api/v1/exhibition")
    dice = random.Random(1)
    paths = []
    for one in dice.sample(found, min(600, len(found))):
        title = one["title"]
        words = dice.choice([title, title.split()[0], title[:max(2, len(title) // 2)], ""])
        asked = {"q": words, "lang": dice.choice(["zh", "en", "id"])}
        if dice.random() < 0.3:
            asked["category"] = dice.choice(exhibition["categories"])["id"]
        if dice.random() < 0.2:
            asked["hall"] = dice.choice(exhibition["halls"])["id"]
        if dice.random() < 0.2:
            asked["kind"] = dice.choice(["exhibitor", "product"])
        paths.append("/api/v1/exhibition/catalogue?" + urllib.parse.urlencode(asked))
    return paths


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


async def measure(port, rate, seconds, paths):
    free = [Connection(port) for _ in range(64)]
    slots = asyncio.Semaphore(len(free))
    took, inside, hits = [], [], 0

    async def ask(due, path):
        nonlocal hits
        async with slots:
            connection = free.pop()
            body = json.loads(await connection.get(path))
            took.append(time.perf_counter() - due)
            inside.append(body["took_us"] / 1000)
            hits += len(body["results"])
            free.append(connection)

    tasks = []
    start = time.perf_counter() + 0.2
    for number in range(rate * seconds):
        due = start + number / rate
        await asyncio.sleep(max(0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(ask(due, paths[number % len(paths)])))
    await asyncio.gather(*tasks)

    def percentile(values, part):
        return sorted(values)[min(len(values) - 1, int(len(values) * part))]
    milliseconds = [1000 * value for value in took]
    print(f"{len(took)} searches at {rate} a second, {hits / len(took):.1f} results each")
    print(f"answered: p50 {percentile(milliseconds, 0.5):.2f} ms, p99 {percentile(milliseconds, 0.99):.2f} ms, "
          f"longest {max(milliseconds):.2f} ms")
    print(f"of which in the index: p50 {percentile(inside, 0.5):.2f} ms, p99 {percentile(inside, 0.99):.2f} ms")
    return percentile(milliseconds, 0.99)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--rate", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--most-ms", type=float, default=20, help="what the p99 may be")
    parser.add_argument("--catalogue", action="store_true")
    options = parser.parse_args()
    base = f"http://127.0.0.1:{options.port}"
    paths = catalogue_of(base) if options.catalogue else [
        "/api/v1/search?lang=en&q=" + urllib.parse.quote(query) for query in words_of(base)]
    p99 = asyncio.run(measure(options.port, options.rate, options.seconds, paths))
    if p99 > options.most_ms:
        raise SystemExit(f"the p99 is above {options.most_ms:g} ms")


if __name__ == "__main__":
    main()
