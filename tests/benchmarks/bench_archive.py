"""What archiving costs: `python tests/benchmarks/bench_archive.py`. CPU time, warcio in the same run.

Pages of 30 KB made up of the samples' own, packed by the server or not; written, and read back.
"""

from __future__ import annotations

import gzip
import io
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from scrapy import Request
from scrapy.http import Headers, Response
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.archive import records
from crawler.archive.members import members
from crawler.archive.writer import Archive
from crawler.profiles import make_profile
from crawler.samples import samples_folder

SIZE, COUNT = 30_000, 300


def pages() -> list[bytes]:
    """Different pages of 30 KB."""
    known = [path.read_bytes() for path in sorted(samples_folder().glob("*/www/**/*.htm*"))]
    draw = random.Random(0)
    return [b"\n".join(draw.sample(known, len(known)))[:SIZE] for _ in range(COUNT)]


def cpu(action: Callable[[], object]) -> float:
    """Microseconds a page, the best of three."""
    times = []
    for _ in range(3):
        start = time.process_time()
        action()
        times.append((time.process_time() - start) / COUNT * 1e6)
    return min(times)


def ours(bodies: list[bytes], headers: Headers) -> int:
    """Write an archive; returns its size."""
    profile = make_profile({"id": "bench", "name": "bench", "home": "http://a.example/"})
    with tempfile.TemporaryDirectory() as folder:
        with Archive(Path(folder), profile, software="bench", roll=1 << 30) as archive:
            for number, body in enumerate(bodies):
                url = f"http://a.example/{number}.html"
                archive.store(Request(url), Response(url, headers=headers, body=body))
        return sum(path.stat().st_size for path in Path(folder).rglob("*.gz"))


def warcio(bodies: list[bytes]) -> int:
    """The same by warcio."""
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=True, warc_version="WARC/1.1")
    for number, body in enumerate(bodies):
        url = f"http://a.example/{number}.html"
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        answer = writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=head)
        question = StatusAndHeaders("GET / HTTP/1.1", [("Host", "a.example")], is_http_request=True)
        writer.write_request_response_pair(writer.create_warc_record(url, "request", http_headers=question), answer)
    return stream.tell()


def read(bodies: list[bytes]) -> None:
    """Write and read back."""
    profile = make_profile({"id": "bench", "name": "bench", "home": "http://a.example/"})
    with tempfile.TemporaryDirectory() as folder:
        with Archive(Path(folder), profile, software="bench", roll=1 << 30) as archive:
            for number, body in enumerate(bodies):
                url = f"http://a.example/{number}.html"
                archive.store(Request(url), Response(url, body=body))
        (path,) = Path(folder).rglob("*.gz")
        print(f"{'read back, us a page':<44}{cpu(lambda: list(members(path))):8.0f}")


def main() -> None:
    """Measure and print."""
    plain = pages()
    packed = [gzip.compress(body, 6) for body in plain]
    for name, bodies in (("plain", plain), ("gzip from the server", packed)):
        headers = Headers({"Content-Type": "text/html"})
        print(f"{name}: {sum(map(len, bodies)) / COUNT / 1000:.1f} KB a page")
        for level in (1, 4, 6, 9) if "--levels" in sys.argv else (records._LEVEL,):
            records._LEVEL = level
            size = ours(bodies, headers) / COUNT / 1000
            spent = cpu(lambda bodies=bodies, headers=headers: ours(bodies, headers))
            print(f"{f'  level {level}: us, KB a page':<44}{spent:8.0f}{size:8.1f}")
        spent = cpu(lambda bodies=bodies: warcio(bodies))
        print(f"{'  warcio (level 9): us, KB a page':<44}{spent:8.0f}{warcio(bodies) / COUNT / 1000:8.1f}")
    read(plain)


if __name__ == "__main__":
    main()
