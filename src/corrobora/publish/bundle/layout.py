"""Names inside a bundle: a BagIt bag (RFC 8493) whose payload is an RO-Crate.

::

    bagit.txt  bag-info.txt  manifest-sha256.txt  tagmanifest-sha256.txt
    seal.note                 signed: the hash of tagmanifest-sha256.txt, which covers all other files
    verify.py                 checks the bundle; needs Python 3 (and openssl for timestamps), nothing else
    data/
      ro-crate-metadata.json  report.html
      journal.jsonl           the whole journal, an entry a line
      journal.public          the key checkpoints and the seal are signed with
      checkpoints/…note       signed checkpoints, the last one over the whole journal
      timestamps/…tsr …pem    RFC 3161 tokens over a checkpoint, and the root each leads to
      proofs/items.jsonl      for every item, that its entry is in the journal the last checkpoint covers
      items/ab/cdef…          the bytes as received, named by their SHA-256
      texts/….txt             texts read from them, named by their SHA-256
      records/….jsonl         documents, claims, register, findings of tools about items
"""

from __future__ import annotations

PAYLOAD = "data"
BAGIT = "bagit.txt"
BAG_INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
SEAL = "seal.note"
VERIFIER = "verify.py"

CRATE = "data/ro-crate-metadata.json"
REPORT = "data/report.html"
JOURNAL = "data/journal.jsonl"
KEY = "data/journal.public"
PROOFS = "data/proofs/items.jsonl"
DOCUMENTS = "data/records/documents.jsonl"
CLAIMS = "data/records/claims.jsonl"
REGISTER = "data/records/register.jsonl"
FINDINGS = "data/records/findings.jsonl"

#: First line of the text a bundle's seal signs.
SEAL_TITLE = "corrobora.bundle/1"
#: What RFC 8493 asks of ``bagit.txt``.
BAGIT_TEXT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def item(sha256: str) -> str:
    """Where an item lies."""
    return f"data/items/{sha256[:2]}/{sha256[2:]}"


def text(digest: str) -> str:
    """Where a text lies."""
    return f"data/texts/{digest}.txt"


def checkpoint(size: int) -> str:
    """Where the signed checkpoint over that many entries lies."""
    return f"data/checkpoints/{size:08d}.note"


def token(size: int, number: int) -> str:
    """Where a timestamp over that checkpoint lies; its authority's root lies beside it as ``.pem``."""
    return f"data/timestamps/{size:08d}-{number}.tsr"


def root(token: str) -> str:
    """Where the root of a timestamp lies."""
    return token.removesuffix(".tsr") + ".pem"
