"""What the endpoint engine makes of perfect and of careless pointing: `measure_endpoint.py SHARED`.

No model is asked. A server on loopback answers for each piece of a training document with the annotators'
quotes and the words they give as evidence, so that the score shows what alignment and the program's own
readers keep of a model that points as a careful colleague does: the engine's ceiling. A second run answers
with the same words as a model writes them (straight quotes and dashes, single spaces), a third with words
that stand nowhere.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import score
from score import document, gold_files, measure

from corrobora.extract import extract_all
from corrobora.extract.endpoint.engine import EndpointEngine
from corrobora.extract.endpoint.settings import EndpointSettings

_DOCUMENT = re.compile(r"(=====DOCUMENT \w+=====)\n(.*)\n\1", re.DOTALL)
_JUDGED = ("stance", "act", "victim_status", "verification")
_WORDS = (
    "actor",
    "victims",
    "incidents",
    "statements",
    "victim_side",
    "perpetrator_side",
    "place",
    "date",
    "period",
)
_PLAIN = str.maketrans(
    {**dict.fromkeys("“”«»„", '"'), **dict.fromkeys("‘’ʼ", "'"), **dict.fromkeys("–—", "-")}
)


def answered(claim: dict[str, Any]) -> dict[str, Any]:
    """A gold claim in the form a model is asked for."""
    evidence = claim.get("evidence", {})

    def words(slot: str) -> str | None:
        said = evidence.get(slot)
        return said[0] if said and claim.get(slot) is not None else None

    out: dict[str, Any] = {"kind": claim["kind"], "quotes": claim["quotes"]}
    out["claimants"] = evidence.get("claimants") or claim.get("claimants") or []
    for slot in _WORDS:
        out[slot] = words(slot)
    for slot in _JUDGED:
        said = words(slot)
        out[slot] = {"value": claim[slot], "words": said} if said else None
    if claim.get("type"):
        said = words("type") or claim["quotes"][0]
        out[f"{claim['kind']}_type"] = {"value": claim["type"], "words": said}
    said = evidence.get("basis") or claim["quotes"]
    out["basis"] = [
        {"value": b, "words": said[min(n, len(said) - 1)]} for n, b in enumerate(claim.get("basis") or [])
    ]
    out["verified_by"] = evidence.get("verified_by") or claim.get("verified_by") or []
    out["quantities"] = evidence.get("quantities") or []
    return out


class Server(ThreadingHTTPServer):
    """Answers with what it holds of the piece it is asked about."""

    def __init__(self, mode: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.mode = mode
        self.claims: list[dict[str, Any]] = []


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        found = _DOCUMENT.search(asked["messages"][-1]["content"])
        piece = found[2] if found else ""
        claims = [c for c in self.server.claims if any(q in piece for q in c["quotes"])]
        content = json.dumps({"claims": [_told(c, self.server.mode) for c in claims]}, ensure_ascii=False)
        body = json.dumps({"choices": [{"message": {"content": content}, "finish_reason": "stop"}]}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None: ...


def _told(value: Any, mode: str) -> Any:
    if isinstance(value, dict):
        return {k: v if k in ("kind", "value") else _told(v, mode) for k, v in value.items()}
    if isinstance(value, list):
        return [_told(v, mode) for v in value]
    if not isinstance(value, str) or mode == "exact":
        return value
    if mode == "plain":
        return " ".join(value.translate(_PLAIN).split())
    letters = list(value.split())
    random.Random(value).shuffle(letters)
    return " ".join([*letters, "quux"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--every", type=int, default=3, help="only every so manyth training document")
    args = parser.parse_args()
    gold = list(gold_files(args.shared, ["train"]))[:: args.every]
    documents = [document(g) for g in gold]
    by_text = {
        d.text.sha256: json.loads(g.claims.read_text("utf-8"))["claims"]
        for g, d in zip(gold, documents, strict=True)
    }
    for mode in ("exact", "plain", "invented"):
        server = Server(mode)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings = EndpointSettings(url=f"http://127.0.0.1:{server.server_address[1]}/v1", model="annotators")
        engine = EndpointEngine(settings)
        dropped: Counter[str] = Counter()
        spent = [0.0, 0.0]

        def reading(
            documents: Any,
            server: Server = server,
            engine: EndpointEngine = engine,
            spent: list[float] = spent,
            dropped: Counter[str] = dropped,
        ) -> Any:
            for each in documents:
                server.claims = [answered(c) for c in by_text[each.text.sha256]]
                start, processor = time.perf_counter(), time.process_time()
                (extraction,) = extract_all([each], engine)
                spent[0] += time.perf_counter() - start
                spent[1] += time.process_time() - processor
                dropped.update(extraction.dropped)
                yield extraction

        score.extract_all = reading
        print(f"== {mode}")
        with tempfile.TemporaryDirectory() as name:
            measure(gold, args.shared / "score" / "score.py", Path(name), kinds=mode == "exact")
        each, processor = (1000 * seconds / len(gold) for seconds in spent)
        print(f"   {each:.0f} ms a document, {processor:.0f} ms of processor")
        print(f"   refused: {dict(sorted(dropped.items()))}")
        server.shutdown()
        server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
