"""A model server on loopback that answers, or misbehaves, as a test tells it."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_DOCUMENT = re.compile(r"(=====DOCUMENT \w+=====)\n(.*)\n\1", re.DOTALL)


@dataclass
class Asked:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def document(self) -> str:
        """The piece of a document it is about."""
        found = _DOCUMENT.search(self.body["messages"][-1]["content"])
        return found[2] if found else ""


Answer = Callable[["Handler", Asked], None]


class Handler(BaseHTTPRequestHandler):
    """Gives each request to the server's next answer; the last one stays."""

    protocol_version = "HTTP/1.1"
    server: ModelServer

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        asked = Asked(
            self.path, {k.lower(): v for k, v in self.headers.items()}, json.loads(self.rfile.read(length))
        )
        self.server.asked.append(asked)
        answers = self.server.answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        with suppress(BrokenPipeError, ConnectionResetError):
            answer(self, asked)

    def do_GET(self) -> None:
        self.server.got.append(self.path)
        self.send(200, b"{}")

    def send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        headers.setdefault("content_type", "application/json")
        headers.setdefault("content_length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None: ...


class ModelServer(ThreadingHTTPServer):
    """Attributes: what it answers, one a request; what it was asked."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is what some tests are about; nothing of it belongs on standard error."""

    def __init__(self, *answers: Answer) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = list(answers)
        self.asked: list[Asked] = []
        self.got: list[str] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


@contextmanager
def serving(*answers: Answer) -> Iterator[ModelServer]:
    server = ModelServer(*answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def completion(content: str, *, finish: str = "stop", **more: Any) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": finish}
    usage = {"prompt_tokens": 1000, "completion_tokens": 50, "total_tokens": 1050}
    return json.dumps(
        {
            "id": "x",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [choice],
            "usage": usage,
        }
        | more
    ).encode()


def saying(*claims: dict[str, Any]) -> Answer:
    """A well-formed answer with these claims."""
    return content(json.dumps({"claims": list(claims)}, ensure_ascii=False))


def content(words: str, *, finish: str = "stop") -> Answer:
    """A completion whose content is these words."""
    return lambda handler, _: handler.send(200, completion(words, finish=finish))


def status(code: int, body: bytes = b'{"error": {"message": "no"}}', **headers: str) -> Answer:
    """An error."""
    return lambda handler, _: handler.send(code, body, **headers)


def raw(body: bytes, **headers: str) -> Answer:
    """These bytes as an answer."""
    return lambda handler, _: handler.send(200, body, **headers)


def cut_off(handler: Handler, _: Asked) -> None:
    """Promises more than it sends, then hangs up."""
    body = completion('{"claims": []}')
    handler.send_response(200)
    handler.send_header("content-type", "application/json")
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[: len(body) // 2])
    handler.wfile.flush()
    handler.close_connection = True


def hang_up(handler: Handler, _: Asked) -> None:
    """Says nothing and hangs up."""
    handler.close_connection = True


def silent(handler: Handler, _: Asked) -> None:
    """Never answers."""
    handler.server.over.wait(20)
    handler.close_connection = True


def endless(handler: Handler, _: Asked) -> None:
    """Never stops answering."""
    handler.send_response(200)
    handler.send_header("content-type", "application/json")
    handler.send_header("connection", "close")
    handler.end_headers()
    while not handler.server.over.is_set():
        handler.wfile.write(b'{"choices": [' + b" " * 65536)


def dripping(handler: Handler, _: Asked) -> None:
    """Sends a space now and then, so that no single wait is long."""
    handler.send_response(200)
    handler.send_header("content-type", "application/json")
    handler.send_header("connection", "close")
    handler.end_headers()
    while not handler.server.over.is_set():
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.02)
