"""One fuzzer over the whole interface, run by test_fuzz.py; by hand: python tests/soak/fuzz.py -max_total_time=9 DIR.

The first byte of an input says what is called, the rest is what it is called with. Whatever raises is a finding, as is
a text that cannot be written. libFuzzer keeps what it finds in the folder that -artifact_prefix names.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

HEADERS = (
    None,
    "text/html",
    "text/html; charset=gbk",
    "text/html; charset=utf-8",
    "text/html; charset=big5",
    "; charset=",
)
URL = "http://news.example.cn/2023/0802/t20230802_17.html"


def one_input(data: bytes) -> None:
    """Call one function of the interface."""
    from pipelines import clean, decode, extract, process  # instrumented, when the fuzzer has imported them

    call, body = data[0] if data else 0, data[1:]
    header = HEADERS[call // 4 % len(HEADERS)]
    if call % 4 == 0:
        found = decode(body, content_type=header, url=URL)
        found.text.encode()
        assert 0 <= found.confidence <= 1
        assert found == decode(body, content_type=header, url=URL)
    elif call % 4 == 1:
        clean(body.decode("utf-8", "surrogateescape")).encode()
    elif call % 4 == 2:
        extract(body.decode("utf-8", "replace"), url=URL)
    else:
        process(body, url=URL, content_type=header)


def fuzz() -> None:
    """Go on until libFuzzer's limits are reached."""
    import atheris  # of the extra `soak`

    sys.path.insert(0, str(Path(__file__).parents[2]))
    with atheris.instrument_imports(include=["pipelines"]):
        import pipelines  # noqa: F401  # imported to be instrumented
    warnings.simplefilter("error")
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    fuzz()
