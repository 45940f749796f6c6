"""Protected terms kept out of what leaves a case: replaced before anything is laid out, then looked for.

Laying a black bar over words removes nothing. So a redacted edition is made anew from redacted records, and
what can be read from the finished file is searched for every term; one that is found stops the export.
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from corrobora.model.errors import CorroboraError

MARK = "█████"
#: Letters that belong together, or digits; characters nobody sees may stand between them.
_UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_LETTER = rf"[^\W\d_](?:[\u0300-\u036f{_UNSEEN}])*"
_WORD = re.compile(rf"(?:{_LETTER})+|\d+")
#: The same with a word that was divided at the end of a line, and with words written together (IvanMerrow).
_DIVIDED = re.compile(rf"(?:{_LETTER})+(?:[-‐­]\s*\n\s*(?:{_LETTER})+)+")
_TOGETHER = re.compile(rf"[A-ZА-ЯІЇЄҐЁ](?:(?![A-ZА-ЯІЇЄҐЁ]){_LETTER})+")
#: From so many letters on, a term is looked for within longer words too.
_LONG = 6
_LOOKALIKES = str.maketrans("aceopxykmtbhi", "асеорхукмтвні")

#: Cyrillic letters as rough Latin ones; what romanisations spell differently falls together afterwards.
_LATIN = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "h", "д": "d", "е": "e", "є": "e", "ё": "e", "ж": "zh",
    "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch",
    "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
})  # fmt: skip
_ALIKE = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        ("kh|gh|g", "h"), ("shch|sch|szcz", "sh"), ("tz|cz", "ts"), ("w", "v"), ("[yj]", "i"), ("i+", "i"),
        ("ie|io(?=v)", "e"), ("ii", "i"), ("iu", "u"), ("ia", "a"), (r"(.)\1", r"\1"),
    )
)  # fmt: skip


class Leaked(CorroboraError):
    """A protected term would have left the case; nothing was written."""


class BadTerms(CorroboraError):
    """A file of protected terms cannot be used; nothing was written."""


@dataclass(frozen=True, slots=True)
class Redaction:
    """Terms nobody outside may read.

    Attributes:
        terms: names and phrases. Upper and lower case, accents, white space, the other script, lookalike
            letters, characters nobody sees, words divided at a line's end or written together and, in
            Cyrillic, other endings of a word make no difference. Without any, nothing is replaced.
    """

    terms: tuple[str, ...]

    def apply(self, value: Any) -> Any:
        """The value with every term in its texts replaced; addresses with one are left out, keys stay."""
        match value:
            case str():
                return self._text(value)
            case dict():
                return {k: self.apply(v) for k, v in value.items()}
            case list():
                return [self.apply(v) for v in value]
        return value

    def in_json(self, data: bytes) -> bytes:
        """The same for a finished JSON file."""
        if not self.terms:
            return data
        return (json.dumps(self.apply(json.loads(data)), ensure_ascii=False, indent=1) + "\n").encode()

    def check_files(self, files: Mapping[str, bytes]) -> None:
        """Look for every term in the names of files and in all that can be read from them.

        Raises:
            Leaked: if one is there.
        """
        if not self.terms:
            return
        for name, data in files.items():
            self.check(name.replace("/", " "), "the name of a file")
            for text in _readable(name, data):
                self.check(text, name)

    def check(self, text: str, where: str) -> None:
        """Look for every term in what can be read from a finished file.

        Raises:
            Leaked: if one is there.
        """
        found = self._find(text)
        if found:
            raise Leaked(f"{where} still holds {len(found)} protected terms, so it was not written")

    def _text(self, text: str) -> str:
        if text.startswith(("http://", "https://")) and not re.search(r"\s", text) and self._find(text):
            return ""  # what is left of an address can be enough to look the page up
        for start, end in reversed(self._find(text)):
            text = text[:start] + MARK + text[end:]
        return text

    def _find(self, text: str) -> list[tuple[int, int]]:
        """Where terms stand, without overlaps, in order."""
        if not self.terms:
            return []
        wanted, stems = _wanted(self.terms)
        found: list[tuple[int, int]] = []
        for pattern in (_WORD, _DIVIDED, _TOGETHER):
            if any(_holds(word, stems) for word in set(pattern.findall(text))):
                found += _in([_Token.of(m) for m in pattern.finditer(text)], wanted)
        return _without_overlaps(found)


#: Nothing is protected.
NOTHING = Redaction(())
#: Files whose bytes are text.
_TEXTS = (".html", ".css", ".csv", ".json", ".geojson", ".txt", ".note")


def _readable(name: str, data: bytes) -> Iterator[str]:
    if name.endswith(".parquet"):
        import pyarrow.parquet as pq

        table = pq.read_table(io.BytesIO(data))
        yield "\n".join(f"{k.decode()}: {v.decode()}" for k, v in (table.schema.metadata or {}).items())
        for field in table.schema:
            yield "\n".join(v.decode() for v in (field.metadata or {}).values())
        for row in table.to_pylist():
            yield "\n".join(str(value) for value in row.values() if value is not None)
    elif name.endswith(".pdf"):
        yield text_of_pdf(data)
    elif name.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for part in packed.namelist():
                yield part
                yield re.sub(r"<[^>]*>", " ", packed.read(part).decode("utf-8", "replace"))
    elif name.endswith(_TEXTS):
        yield data.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    folded: str
    inflected: bool

    @classmethod
    def of(cls, match: re.Match[str]) -> _Token:
        inflected = any("\u0400" <= c <= "\u04ff" for c in match.group())
        return cls(match.start(), match.end(), _fold(match.group()), inflected)

    def is_form_of(self, wanted: str) -> bool:
        """Equal, or one word with another ending: a shared stem, and short words in Cyrillic but a vowel."""
        if wanted == self.folded:
            return True
        if self.inflected and 3 <= len(wanted) < 5:
            return wanted[:-1] == self.folded[:-1] and {wanted[-1], self.folded[-1]} <= set("aeiou")
        stem = max(4, len(wanted) - 2)
        same = self.folded[:stem] == wanted[:stem] and len(self.folded) <= len(wanted) + 3
        # an address writes several words as one, without a mark between them
        within = len(wanted) >= _LONG and wanted in self.folded
        return within or (len(wanted) >= 5 and same)


@lru_cache(maxsize=16)
def _wanted(terms: tuple[str, ...]) -> tuple[tuple[list[str], ...], tuple[str, ...]]:
    """The words of each term, and of each first one the letters that every form of it has."""
    words = [split for term in terms if (split := [_fold(w) for w in _WORD.findall(term)])]
    words += [["".join(split)] for split in words if len(split) > 1]
    firsts = {split[0] for split in words}
    return tuple(words), tuple(w[: max(4, len(w) - 2)] if len(w) >= 5 else w[:-1] or w for w in firsts)


@lru_cache(maxsize=65_536)
def _holds(word: str, stems: tuple[str, ...]) -> bool:
    folded = _fold(word)
    return any(stem in folded for stem in stems)


def _in(tokens: list[_Token], wanted: tuple[list[str], ...]) -> list[tuple[int, int]]:
    found = []
    at = 0
    while at < len(tokens):
        length = max((len(w) for w in wanted if _matches(w, tokens, at)), default=0)
        if length:
            found.append((tokens[at].start, tokens[at + length - 1].end))
        at += length or 1
    return found


def _without_overlaps(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(set(found)):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _matches(words: list[str], tokens: list[_Token], at: int) -> bool:
    if at + len(words) > len(tokens):
        return False
    return all(tokens[at + n].is_form_of(word) for n, word in enumerate(words))


@lru_cache(maxsize=65_536)
def _fold(word: str) -> str:
    """One form for upper and lower case, accents, scripts and ways to romanise."""
    small = unicodedata.normalize("NFKC", word).casefold()
    if any("\u0400" <= c <= "\u04ff" for c in small):  # Latin letters among Cyrillic ones are lookalikes
        small = small.translate(_LOOKALIKES)
    latin = small.translate(_LATIN)
    plain = unicodedata.normalize("NFKD", latin)
    plain = "".join(c for c in plain if not unicodedata.combining(c) and c.isalnum())
    for pattern, put in _ALIKE:
        plain = pattern.sub(put, plain)
    return plain


def redaction_of(*paths: Path | None) -> Redaction:
    """What the files of protected terms ask for, one term a line; `NOTHING` without any file.

    Raises:
        BadTerms: if one cannot be read or holds none.
    """
    terms: dict[str, None] = {}
    for path in paths:
        if path is None:
            continue
        try:
            found = terms_of(path.read_text(encoding="utf-8-sig").splitlines())
        except (OSError, UnicodeDecodeError) as error:
            raise BadTerms(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
        if not found:
            raise BadTerms(f"{path}: holds no terms; without any, leave --redact out")
        terms |= dict.fromkeys(found)
    return Redaction(tuple(terms))


def terms_of(lines: Iterable[str]) -> tuple[str, ...]:
    """Terms from a file with one a line; empty lines and those that begin with ``#`` are passed over."""
    stripped = (line.strip() for line in lines)
    return tuple(line for line in stripped if line and not line.startswith("#"))


def text_of_pdf(pdf: bytes) -> str:
    """Every character a reader can take out of the PDF, its bookmarks and description among them."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        parts: list[str] = [str(v) for v in document.get_metadata_dict().values()]
        parts += [bookmark.get_title() for bookmark in document.get_toc()]
        for page in document:
            parts.append(page.get_textpage().get_text_bounded())
    finally:
        document.close()
    return "\n".join(parts)
