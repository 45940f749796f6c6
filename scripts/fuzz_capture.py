"""Feeds what capturing parses with input made to break it; needs `pip install atheris`.

    python scripts/fuzz_capture.py [CORPUS] -max_total_time=1800 -timeout=10 -rss_limit_mb=2000

Links in pages and style sheets, addresses, file names, packed bodies and verdicts: none may raise anything
but its own errors, hang, or give an address that reads otherwise the second time.
"""

from __future__ import annotations

import sys
from contextlib import suppress

import atheris

with atheris.instrument_imports(include=["corrobora.collect.capture", "urllib", "html"]):
    from corrobora.collect.capture.address import web_address
    from corrobora.collect.capture.capture import file_name
    from corrobora.collect.capture.errors import CaptureError
    from corrobora.collect.capture.fetch import unpack
    from corrobora.collect.capture.page_links import page_links, style_links
    from corrobora.collect.capture.verdict import Seen, judge
    from corrobora.collect.capture.warc import surt

BASE = "http://h.test/a/"
LIMIT = 5000


def one(data: bytes) -> None:
    source = atheris.FuzzedDataProvider(data)
    what = source.ConsumeIntInRange(0, 4)
    if what == 0:
        with suppress(CaptureError):
            assert len(unpack(data, "deflate" if len(data) % 2 else "gzip", LIMIT, BASE)) <= LIMIT
        return
    words = source.ConsumeUnicodeNoSurrogates(4000)
    if what in (1, 2):
        for url in (page_links if what == 1 else style_links)(words, BASE):
            assert web_address(url).url == url, url
    elif what == 3:
        judge(
            Seen(
                url=BASE, final_url=BASE + words[:9], status=len(words) % 600, text=words, markup=words, own=9
            )
        )
    else:
        try:
            address = web_address(words, base=BASE if len(words) % 2 else None)
        except CaptureError:
            return
        assert web_address(address.url) == address
        surt(address.url)
        name = file_name(address.url, "text/html", ".wacz")
        assert name
        assert "/" not in name


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
