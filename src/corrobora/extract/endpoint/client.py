"""Asking an endpoint: attempts with growing pauses, patience for its limits, and what it all cost."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel, NonNegativeInt, ValidationError

from corrobora.extract.endpoint.answer import schema
from corrobora.extract.endpoint.errors import BadAnswer, Closed, CutAnswer, EndpointFailed
from corrobora.extract.endpoint.settings import EndpointSettings
from corrobora.extract.endpoint.transport import BoundedTransport, json_object

if TYPE_CHECKING:
    from openai import OpenAI

#: Failed documents in a row after which a server that does not answer is not asked any more.
SILENT = 3
#: Statuses after which the same question may be answered.
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})
_REFUSED = frozenset({401, 403})


#: What an answer is asked to look like.
_FORMAT = {"type": "json_schema", "json_schema": {"name": "claims", "strict": True, "schema": schema()}}


class _Message(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: NonNegativeInt = 0
    completion_tokens: NonNegativeInt = 0


class _Completion(BaseModel):
    choices: list[_Choice]
    usage: _Usage | None = None


@dataclass(slots=True)
class Account:
    """What a run has asked for so far; safe to fill from several threads."""

    requests: int = 0
    cached: int = 0
    failed: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    untold: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(self, **numbers: int) -> None:
        """Count further requests, tokens and answers."""
        with self._lock:
            for name, number in numbers.items():
                setattr(self, name, getattr(self, name) + number)

    def words(self, settings: EndpointSettings) -> str:
        """One line for people."""
        parts = [f"{self.requests} requests", f"{self.cached} answers from the cache"]
        if self.failed:
            parts.append(f"{self.failed} attempts in vain")
        parts.append(f"{self.tokens_in:,} tokens sent, {self.tokens_out:,} received")
        if self.untold:
            parts.append(f"{self.untold} answers did not tell their tokens")
        if settings.price_in or settings.price_out:
            cost = (self.tokens_in * settings.price_in + self.tokens_out * settings.price_out) / 1e6
            parts.append(f"{cost:.4f} {settings.currency}")
        return f"{settings.model} at {settings.origin}: " + "; ".join(parts)


class EndpointClient:
    """Asks one endpoint, from several threads if need be.

    Args:
        settings: where and how.
        clock, sleep: seconds of a steady clock, and waiting; given by tests of the pauses alone.

    Raises:
        BadEndpoint: if a remote endpoint has no key.
    """

    def __init__(
        self,
        settings: EndpointSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.settings = settings
        self.account = Account()
        self._key = settings.key()
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._not_before = 0.0
        self._silent = 0
        self._closed: str | None = None
        self._client: OpenAI | None = None

    def ask(self, messages: list[dict[str, str]], accept: Callable[[str], object]) -> str:
        """The content of the first answer that ``accept`` does not refuse.

        Args:
            messages: the question.
            accept: raises `BadAnswer` for content that cannot be used.

        Raises:
            CutAnswer: if the answer is longer than may be asked for.
            EndpointFailed: if no attempt gave one.
        """
        reason, status = "", None
        for attempt in range(1, self.settings.attempts + 1):
            self._open()
            self._wait()
            self.account.add(requests=1)
            try:
                content = self._once(messages)
                accept(content)
            except CutAnswer:
                self._answered()
                raise
            except BadAnswer as error:
                reason, status, asked_to_wait = str(error), None, None
            except _Status as error:
                status, asked_to_wait = error.status, error.wait
                reason = str(error)
            else:
                self._answered()
                return content
            self.account.add(failed=1)
            if status is not None and status not in _PASSING:
                break
            if attempt < self.settings.attempts:
                self._pause(attempt, asked_to_wait, reason)
        self._gave_up(reason, status)
        tried = f" ({attempt} attempts)" if attempt > 1 else ""
        raise EndpointFailed(f"{self.settings.origin} {reason}{tried}")

    def close(self) -> None:
        """Let the connections go."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None

    def _once(self, messages: list[dict[str, str]]) -> str:
        import openai

        try:
            raw = self._opened().chat.completions.with_raw_response.create(
                model=self.settings.model,
                messages=cast(Any, messages),
                temperature=0,
                max_tokens=self.settings.answer_tokens,
                response_format=cast(Any, _FORMAT),
            )
            return self._content(json_object(raw.text, "what it answers"))
        except openai.APITimeoutError as error:
            raise BadAnswer(f"did not answer within {self.settings.timeout:g} s") from error
        except openai.APIConnectionError as error:
            if isinstance(error.__cause__, BadAnswer):
                raise error.__cause__ from error
            raise BadAnswer(f"cannot be reached or broke off ({type(error.__cause__).__name__})") from error
        except openai.APIStatusError as error:
            raise _Status(error.status_code, _patience(error.response.headers.get("retry-after"))) from error
        except openai.OpenAIError as error:
            raise BadAnswer(f"gave an answer the client refused ({type(error).__name__})") from error

    def _content(self, answered: dict[str, Any]) -> str:
        try:
            completion = _Completion.model_validate(answered)
        except ValidationError as error:
            raise BadAnswer("answers JSON that is no chat completion") from error
        used = completion.usage
        if used is None:
            self.account.add(untold=1)
        else:
            self.account.add(tokens_in=used.prompt_tokens, tokens_out=used.completion_tokens)
        if not completion.choices:
            raise BadAnswer("answers without a choice")
        choice = completion.choices[0]
        if choice.finish_reason == "length":
            raise CutAnswer(f"cut its answer at {self.settings.answer_tokens:,} tokens")
        content = choice.message.content
        if not content:
            raise BadAnswer(f"answers nothing ({choice.finish_reason or 'no reason given'})"[:80])
        if self._key and self._key in content:
            raise BadAnswer("repeats the API key in its answer")
        return content

    def _opened(self) -> OpenAI:
        with self._lock:
            if self._client is None:
                import httpx2
                import openai

                s = self.settings
                transport = BoundedTransport(s.origin, timeout=s.timeout, most_bytes=s.most_bytes)
                http = httpx2.Client(
                    transport=transport, timeout=s.timeout, follow_redirects=False, trust_env=False
                )
                self._client = openai.OpenAI(
                    base_url=s.url, api_key=self._key or "none", max_retries=0, http_client=http
                )
            return self._client

    def _open(self) -> None:
        with self._lock:
            if self._closed:
                raise Closed(f"{self.settings.origin} was not asked: it {self._closed}")

    def _answered(self) -> None:
        with self._lock:
            self._silent = 0

    def _gave_up(self, reason: str, status: int | None) -> None:
        with self._lock:
            self._silent += 1
            if status in _REFUSED or self._silent >= SILENT:
                self._closed = f"{reason} before"

    def _wait(self) -> None:
        with self._lock:
            wait = self._not_before - self._clock()
        if wait > 0:
            self._sleep(wait)

    def _pause(self, attempt: int, asked_to_wait: float | None, reason: str) -> None:
        """Put the next request off; what the server asks for holds for every thread."""
        longest = self.settings.longest_pause
        if asked_to_wait is None:
            # doubled each time, with jitter so that many askers do not come back together
            wait = min(longest, self.settings.pause * 2 ** (attempt - 1) * random.uniform(0.5, 1.0))  # noqa: S311
        elif asked_to_wait > longest:
            with self._lock:
                self._closed = f"asked to wait {asked_to_wait:.0f} s, longer than longest_pause"
            raise Closed(f"{self.settings.origin} {reason}: it {self._closed}")
        else:
            wait = asked_to_wait
        with self._lock:
            self._not_before = max(self._not_before, self._clock() + wait)


class _Status(Exception):
    """An HTTP status that is no success."""

    def __init__(self, status: int, wait: float | None) -> None:
        meaning = {
            401: "refused the API key", 403: "refused access", 404: "knows no such model or address",
            413: "finds the piece too long", 429: "is over its limit of requests",
        }.get(status, "failed")  # fmt: skip
        super().__init__(f"{meaning} (HTTP {status})")
        self.status, self.wait = status, wait


def _patience(header: str | None) -> float | None:
    """Seconds a ``Retry-After`` asks for, given as seconds or as a date (RFC 9110, 10.2.3)."""
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            until = parsedate_to_datetime(header)
        except ValueError:
            return None
        seconds = (until - datetime.now(UTC)).total_seconds() if until.tzinfo else 0.0
    return seconds if 0 <= seconds < float("inf") else None
