#!/usr/bin/env python3
"""Check an evidence bundle: python3 verify.py [FOLDER] [--key SHA256] [--checkpoint FILE]… [--json]

Needs Python 3.8 or newer and nothing else; timestamps are checked with openssl. Written apart from the
program that makes bundles and sharing no code with it, so that one can check the other.

Exit code 0: all of it holds; 1: something is wrong, each thing named; 2: bad usage.
"""

import argparse
import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

NAMES = (
    "bagit.txt",
    "bag-info.txt",
    "manifest-sha256.txt",
    "tagmanifest-sha256.txt",
    "seal.note",
    "verify.py",
)
LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
BAGIT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


class Wrong(Exception):
    """Something in the bundle is not what it should be."""


# -- Ed25519 (RFC 8032), verification only ------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point, scalar = add(point, point), scalar >> 1
    return result


def decode(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        raise Wrong("a key or signature is no point of the curve")
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (not x and sign):
        raise Wrong("a key or signature is no point of the curve")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(public, message, signature):
    s = int.from_bytes(signature[32:], "little")
    if s >= L:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    k = int.from_bytes(digest, "little") % L
    left, right = times(s, BASE), add(decode(signature[:32]), times(k, decode(public)))
    return (
        not (left[0] * right[2] - right[0] * left[2]) % P
        and not (left[1] * right[2] - right[1] * left[2]) % P
    )


# -- signed notes and checkpoints (C2SP) --------------------------------------------------------------


def unbase64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Wrong("is not base64")
    if base64.b64encode(data).decode() != text:
        raise Wrong("is not written in canonical base64")
    return data


def read_key(text):
    """Name and 32 bytes of a public key written NAME+ID+BASE64."""
    parts = text.rstrip("\n").split("+", 2)
    if len(parts) != 3 or text != "+".join(parts) + "\n":
        raise Wrong("is no public key")
    data = unbase64(parts[2])
    if len(data) != 33 or data[0] != 1 or key_id(parts[0], data[1:]).hex() != parts[1]:
        raise Wrong("is no Ed25519 key, or its id is not its own")
    return parts[0], data[1:]


def key_id(name, public):
    return hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]


def open_note(note, key):
    """The text of a note, if the key signed it; exactly one signature is accepted."""
    name, public = key
    match = re.fullmatch(r"((?:[^\n]+\n)+)\n— ([^\s+]+) (\S+)\n", note)
    if not match:
        raise Wrong("is no note with one signature")
    data = unbase64(match.group(3))
    if match.group(2) != name or len(data) != 68 or data[:4] != key_id(name, public):
        raise Wrong("is not signed by the bundle's key")
    if not signed(public, match.group(1).encode(), data[4:]):
        raise Wrong("its signature does not hold")
    return match.group(1)


def open_checkpoint(note, key):
    lines = open_note(note, key).split("\n")
    if len(lines) != 4 or lines[0] != key[0] or not re.fullmatch(r"0|[1-9]\d{0,17}", lines[1]):
        raise Wrong("is no checkpoint of this journal")
    return int(lines[1]), unbase64(lines[2])


# -- Merkle trees (RFC 6962) --------------------------------------------------------------------------


def leaf(data):
    return hashlib.sha256(b"\0" + data).digest()


def merkle(leaves):
    """The root, by joining complete subtrees of equal size as they come."""
    stack = []
    for number, hash in enumerate(leaves):
        stack.append(hash)
        while number & 1:
            right = stack.pop()
            stack.append(hashlib.sha256(b"\1" + stack.pop() + right).digest())
            number >>= 1
    if not stack:
        return hashlib.sha256(b"").digest()
    result = stack.pop()
    while stack:
        result = hashlib.sha256(b"\1" + stack.pop() + result).digest()
    return result


def proved(index, size, hash, proof, root):
    """RFC 6962 section 2.1.1, from the leaf up."""
    if not 0 <= index < size:
        return False

    def climb(index, size, path):
        if size == 1:
            return hash if not path else None
        if not path:
            return None
        half = 1 << ((size - 1).bit_length() - 1)
        if index < half:
            below = climb(index, half, path[:-1])
            return below and hashlib.sha256(b"\1" + below + path[-1]).digest()
        below = climb(index - half, size - half, path[:-1])
        return below and hashlib.sha256(b"\1" + path[-1] + below).digest()

    return climb(index, size, proof) == root


# -- the bundle ---------------------------------------------------------------------------------------


def canonical(data):
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def sha(data):
    return hashlib.sha256(data).hexdigest()


def encoded(text):
    return text.encode("utf-8", "surrogatepass")


class Bundle:
    """A bundle under examination; ``problems`` gathers what is wrong."""

    def __init__(self, folder):
        self.folder = folder
        self.problems = []
        self.hashes = {}
        self.counts = {}

    def wrong(self, where, what):
        self.problems.append((where, str(what)))

    def data(self, name):
        try:
            with open(os.path.join(self.folder, name), "rb") as file:
                return file.read()
        except OSError as error:
            raise Wrong(error.strerror or error)

    def text(self, name):
        try:
            return self.data(name).decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise Wrong("is not UTF-8")

    def guarded(self, where, check, *values):
        """The check's result, or None with the problem noted."""
        try:
            return check(*values)
        except Wrong as error:
            self.wrong(where, error)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
            self.wrong(where, "cannot be read: %s: %s" % (type(error).__name__, error))
        return None

    # files against manifests

    def files(self):
        if not os.path.isdir(self.folder):
            raise Wrong("is no folder")
        for folder, folders, names in os.walk(self.folder):
            for name in folders + names:
                path = os.path.join(folder, name)
                local = os.path.relpath(path, self.folder).replace(os.sep, "/")
                if os.path.islink(path) or not (os.path.isdir(path) or os.path.isfile(path)):
                    self.wrong(local, "is a link or no plain file")
                elif os.path.isdir(path):
                    if not os.listdir(path):
                        self.wrong(local, "is an empty folder that does not belong there")
                else:
                    self.guarded(local, self.hash, local, path)
        for name in NAMES:
            if name not in self.hashes:
                self.wrong(name, "is missing")

    def hash(self, local, path):
        digest = hashlib.sha256()
        try:
            with open(path, "rb") as file:
                for part in iter(lambda: file.read(1 << 20), b""):
                    digest.update(part)
        except OSError as error:
            raise Wrong(error.strerror or error)
        self.hashes[local] = digest.hexdigest()

    def manifest(self, name, payload):
        listed = {}
        text = self.text(name)
        if not text.endswith("\n"):
            raise Wrong("does not end in a line feed")
        for number, line in enumerate(text[:-1].split("\n"), 1):
            match = LINE.fullmatch(line)
            if not match or match.group(2) in listed:
                raise Wrong("line %d is no line of a manifest, or names a file twice" % number)
            listed[match.group(2)] = match.group(1)
        present = {n: h for n, h in self.hashes.items() if n.startswith("data/") == payload}
        for own in ("tagmanifest-sha256.txt", "seal.note") if not payload else ():
            present.pop(own, None)
        for path in sorted(set(listed) | set(present)):
            if path not in present:
                self.wrong(path, "is missing, though %s names it" % name)
            elif path not in listed:
                self.wrong(path, "is named by no manifest")
            elif listed[path] != present[path]:
                self.wrong(path, "was changed: its hash is not the one in %s" % name)

    def bag(self):
        if self.data("bagit.txt") != BAGIT.encode():
            self.wrong("bagit.txt", "is not what BagIt 1.0 asks for")
        octets = files = 0
        for name in self.hashes:
            if name.startswith("data/"):
                files += 1
                octets += os.path.getsize(os.path.join(self.folder, name))
        if "Payload-Oxum: %d.%d\n" % (octets, files) not in self.text("bag-info.txt"):
            self.wrong("bag-info.txt", "its Payload-Oxum is not that of the payload")

    # seal, key, journal

    def seal(self, key, pinned):
        fingerprint = sha(key[1])
        if pinned and fingerprint != pinned.lower():
            self.wrong("data/journal.public", "is not the expected key: its SHA-256 is %s" % fingerprint)
        lines = open_note(self.text("seal.note"), key).split("\n")
        if lines[0] != "corrobora.bundle/1" or len(lines) != 3:
            raise Wrong("is no seal of a bundle")
        if lines[1] != self.hashes.get("tagmanifest-sha256.txt"):
            raise Wrong("was made over other files")

    def journal(self):
        """The entries, each checked to follow the one before."""
        entries, leaves, previous = [], [], "0" * 64
        text = self.text("data/journal.jsonl")
        if not text.endswith("\n"):
            raise Wrong("does not end in a line feed")
        for number, line in enumerate(text[:-1].split("\n"), 1):
            entry = json.loads(line)
            fields = {k: entry[k] for k in ("seq", "time", "actor", "act", "payload", "previous")}
            if canonical(entry) != line or set(entry) != set(fields) | {"hash"}:
                raise Wrong("line %d is no entry in canonical form" % number)
            if sha(encoded(canonical(fields))) != entry["hash"]:
                raise Wrong("entry %d was changed: it does not have its hash" % number)
            if entry["seq"] != number or entry["previous"] != previous:
                raise Wrong("entry %d does not follow the entry before it" % number)
            previous = entry["hash"]
            entries.append(entry)
            leaves.append(leaf(encoded(line)))
        if not entries or entries[-1]["act"] != "export":
            raise Wrong("does not end with the export that made this bundle")
        self.counts["journal entries"] = len(entries)
        return entries, leaves

    def checkpoint(self, note, key, leaves, whole=False):
        size, root = open_checkpoint(note, key)
        if size > len(leaves):
            raise Wrong("covers %d entries, the journal has %d: its end was cut off" % (size, len(leaves)))
        if merkle(leaves[:size]) != root:
            raise Wrong("the first %d entries are not those it was signed over" % size)
        if whole and size != len(leaves):
            raise Wrong("does not cover the whole journal")

    def sealed(self, key, entries, leaves, published):
        expected = {len(leaves): None}
        for entry in entries:
            if entry["act"] == "checkpoint":
                expected[entry["payload"]["size"]] = entry["payload"]["note"]
        self.counts["checkpoints"] = len(expected)
        for size, note in sorted(expected.items()):
            name = "data/checkpoints/%08d.note" % size
            found = self.guarded(name, self.text, name)
            if found is None:
                continue
            if note is not None and found != note:
                self.wrong(name, "is not the checkpoint the journal holds")
            self.guarded(name, self.checkpoint, found, key, leaves, size == len(leaves))
        for path in published:
            try:
                with open(path, encoding="utf-8", newline="") as file:
                    note = file.read()
            except (OSError, ValueError) as error:
                self.wrong(path, "cannot be read: %s" % error)
                continue
            self.guarded(path, self.checkpoint, note, key, leaves)

    # timestamps

    def timestamps(self, entries, size):
        expected, numbers = {}, {}
        for entry in entries:
            if entry["act"] == "timestamp":
                at = entry["payload"]["size"]
                numbers[at] = numbers.get(at, 0) + 1
                token, root = base64.b64decode(entry["payload"]["token"]), entry["payload"]["root"]
                expected["data/timestamps/%08d-%d" % (at, numbers[at])] = (
                    at,
                    sha(token),
                    sha(root.encode()),
                    None,
                )
        for number, authority in enumerate(entries[-1]["payload"]["authorities"], 1):
            expected["data/timestamps/%08d-%d" % (size, number)] = (size, None, None, authority["root"])
        self.counts["timestamps"] = len(expected)
        openssl = shutil.which("openssl")
        for name, (at, token, root, fingerprint) in sorted(expected.items()):
            if (token and self.hashes.get(name + ".tsr") != token) or (
                root and self.hashes.get(name + ".pem") != root
            ):
                self.wrong(name + ".tsr", "is not the timestamp the journal holds")
            self.guarded(name + ".tsr", self.timestamp, openssl, name, at, fingerprint)
        for name in self.hashes:
            if name.startswith("data/timestamps/") and os.path.splitext(name)[0] not in expected:
                self.wrong(name, "is a timestamp the journal knows nothing of")

    def timestamp(self, openssl, name, at, fingerprint):
        pem = self.text(name + ".pem")
        body = re.sub(r"-----[A-Z ]+-----|\s", "", pem)
        if fingerprint and sha(base64.b64decode(body)) != fingerprint:
            raise Wrong("its authority is not the one the journal names")
        if openssl is None:
            raise Wrong("cannot be checked: openssl is not installed")
        inside = lambda local: os.path.join(self.folder, local)  # noqa: E731
        done = subprocess.run(
            [openssl, "ts", "-verify", "-in", inside(name + ".tsr"), "-CAfile", inside(name + ".pem"),
             "-data", inside("data/checkpoints/%08d.note" % at)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        if done.returncode or b"Verification: OK" not in done.stdout + done.stderr:
            said = done.stderr.decode("utf-8", "replace").strip().split("\n")
            raise Wrong("the timestamp does not hold: %s" % said[-1])

    # records against the journal

    def items(self, entries, leaves):
        held_back = withheld(entries)
        added = {e["payload"]["sha256"]: e for e in entries if e["act"] == "add"}
        added = {hash: e for hash, e in added.items() if hash not in held_back}
        self.counts["items"] = len(added)
        if held_back:
            self.counts["withheld testimonies"] = len(held_back)
        for hash, entry in sorted(added.items()):
            name = "data/items/%s/%s" % (hash[:2], hash[2:])
            if name not in self.hashes:
                self.wrong(name, "is missing, though journal entry %d recorded it" % entry["seq"])
            elif self.hashes[name] != hash:
                self.wrong(name, "bytes have changed: their hash is not the item's")
            elif os.path.getsize(os.path.join(self.folder, name)) != entry["payload"]["size"]:
                self.wrong(name, "has not the size journal entry %d recorded" % entry["seq"])
        for name in self.hashes:
            if name.startswith("data/items/") and name[11:].replace("/", "") not in added:
                self.wrong(name, "is an item the journal knows nothing of")
        proved_items, root = set(), merkle(leaves)
        for number, record in self.lines("data/proofs/items.jsonl"):
            entry = added.get(record["sha256"])
            proof = [bytes.fromhex(h) for h in record["proof"]]
            if not entry or entry["seq"] != record["entry"] or record["size"] != len(leaves):
                raise Wrong("line %d is about no item of the journal" % number)
            if not proved(entry["seq"] - 1, len(leaves), leaves[entry["seq"] - 1], proof, root):
                raise Wrong("line %d proves nothing" % number)
            proved_items.add(record["sha256"])
        if proved_items != set(added):
            raise Wrong("does not prove every item")

    def lines(self, name):
        text = self.text(name)
        if text and not text.endswith("\n"):
            raise Wrong("does not end in a line feed")
        for number, line in enumerate(text.split("\n")[:-1], 1):
            record = json.loads(line)
            if canonical(record) != line:
                raise Wrong("line %d is not in canonical form" % number)
            yield number, record

    def records(self, entries):
        texts, held_back = {}, withheld(entries)
        for entry in entries:
            said = entry["payload"]
            if entry["act"] == "read" and (said["sha256"] not in held_back or said["reader"] == "withheld/1"):
                texts.setdefault(entry["payload"]["text"], set()).add(entry["payload"]["sha256"])
        self.counts["texts"] = len(texts)
        for digest in sorted(texts):
            if self.hashes.get("data/texts/%s.txt" % digest) != digest:
                self.wrong("data/texts/%s.txt" % digest, "is missing or was changed")
        for name in self.hashes:
            if name.startswith("data/texts/") and name[11:-4] not in texts:
                self.wrong(name, "is a text the journal knows nothing of")
        read = {e["payload"]["sha256"]: e["payload"] for e in entries if e["act"] == "read"}
        documents = {}
        for number, record in self.lines("data/records/documents.jsonl"):
            said = read.get(record["sha256"])
            fields = ("path", "publisher", "published", "url", "origins")
            if not said or record["text"] != said["text"] or any(record[f] != said[f] for f in fields):
                raise Wrong("documents.jsonl line %d: differs from the journal" % number)
            documents[record["sha256"]] = record["text"]
        extracted = {e["payload"]["sha256"]: e for e in entries if e["act"] == "extract"}
        if set(documents) != set(extracted):
            raise Wrong("documents.jsonl: not the documents the journal recorded")
        self.claims(documents, extracted)
        self.register(entries)
        self.findings(entries, held_back)

    def claims(self, documents, extracted):
        found = {hash: [] for hash in documents}
        for _, record in self.lines("data/records/claims.jsonl"):
            found[record["sha256"]].append([record["id"], record["data"]])
        self.counts["claims"] = sum(map(len, found.values()))
        for hash, claims in sorted(found.items()):
            digest = sha(encoded(canonical({"claims": sorted(claims, key=lambda pair: pair[0])})))
            if digest != extracted[hash]["payload"]["digest"]:
                self.wrong("data/records/claims.jsonl", "claims of item %s differ from the journal" % hash)
            text = self.guarded("texts", self.text, "data/texts/%s.txt" % documents[hash]) if claims else ""
            for id, data in claims:
                for start, end, quote in spans(data):
                    if text is None or text[start:end] != quote:
                        self.wrong(
                            "data/records/claims.jsonl", "claim %s: its words do not stand in its text" % id
                        )
                        break

    def register(self, entries):
        events, merged, links = [], {}, []
        for _, record in self.lines("data/records/register.jsonl"):
            if "event" in record:
                events.append(record["event"])
            elif "merged" in record:
                merged[str(record["merged"][0])] = record["merged"][1]
            else:
                links.append(record["link"])
        self.counts["incidents"] = len(events)
        latest = [e for e in entries if e["act"] == "link"]
        if not latest:
            if events or links:
                raise Wrong("register.jsonl: the journal recorded no linking")
            return
        events.sort(key=lambda event: event["number"])
        links.sort(key=lambda link: (link[0], link[1]))
        said = latest[-1]["payload"]
        if "history" in said:
            lines = [(event["number"], {"event": event}) for event in events]
            lines += [(int(n), {"merged": [int(n), into]}) for n, into in merged.items()]
            lines.sort(key=lambda line: line[0])
            incidents = tree(("%04x" % (n % 65536), line) for n, line in lines) == said["events"]
            reasons = tree((link[0][1:5], {"link": link}) for link in links) == said["reasons"]
        else:  # as linkings up to link/2 recorded them
            incidents = sha(encoded(canonical({"events": events, "merged": merged}))) == said["register"]
            reasons = sha(encoded(canonical({"links": links}))) == said["links"]
        if not incidents:
            raise Wrong("register.jsonl: incidents differ from the journal")
        if not reasons:
            raise Wrong("register.jsonl: reasons for links differ from the journal")

    def findings(self, entries, held_back):
        examined = [e for e in entries if e["act"] == "examine"]
        said = {e["seq"]: e["payload"] for e in examined if e["payload"]["sha256"] not in held_back}
        self.counts["findings"] = len(said)
        for number, record in self.lines("data/records/findings.jsonl"):
            content = {name: record[name] for name in ("tool", "data", "subject", "moment")}
            about = {name: record[name] for name in ("sha256", "sort", "tool")}
            about["digest"] = sha(encoded(canonical(content)))
            if said.pop(record["entry"], None) != about:
                raise Wrong("findings.jsonl line %d: differs from the journal" % number)
        if said:
            raise Wrong("findings.jsonl: %d findings the journal recorded are missing" % len(said))


def tree(records):
    """The root over records in order: leaves by four digits, nodes by two, each hashed over what is below."""
    leaves, nodes = {}, {}
    for key, record in records:
        leaves.setdefault(key, []).append(canonical(record) + "\n")
    for key in sorted(leaves):
        nodes.setdefault(key[:2], []).append("%s %s\n" % (key, sha(encoded("".join(leaves[key])))))
    tops = ["%s %s\n" % (key, sha(encoded("".join(nodes[key])))) for key in sorted(nodes)]
    return sha(encoded("".join(tops)))


def withheld(entries):
    """Testimony whose witness does not agree that it leaves the case: it must not be in the bundle."""
    consent, items = {}, {}
    for said in [e["payload"] for e in entries if e["act"] == "witness"]:
        if said["record"] == "testimony":
            items[said["sha256"]] = said["witness"]
        elif "consent" in said:
            consent[said["witness"]] = said["consent"]
    return {hash for hash, witness in items.items() if consent.get(witness, "none") == "none"}


def spans(data):
    """Every span anywhere in a claim."""
    if isinstance(data, dict):
        if set(data) >= {"start", "end", "quote"}:
            yield data["start"], data["end"], data["quote"]
        else:
            for value in data.values():
                yield from spans(value)
    elif isinstance(data, list):
        for value in data:
            yield from spans(value)


def check(folder, pinned=None, published=()):
    """The bundle with its problems."""
    bundle = Bundle(folder)
    bundle.guarded(folder, bundle.files)
    for name, payload in (("manifest-sha256.txt", True), ("tagmanifest-sha256.txt", False)):
        bundle.guarded(name, bundle.manifest, name, payload)
    bundle.guarded("bagit.txt", bundle.bag)
    key = bundle.guarded("data/journal.public", lambda: read_key(bundle.text("data/journal.public")))
    if key is None:
        return bundle
    bundle.fingerprint = sha(key[1])
    bundle.guarded("seal.note", bundle.seal, key, pinned)
    journal = bundle.guarded("data/journal.jsonl", bundle.journal)
    if journal is None:
        return bundle
    entries, leaves = journal
    bundle.guarded("data/journal.jsonl", bundle.sealed, key, entries, leaves, published)
    bundle.guarded("data/timestamps", bundle.timestamps, entries, len(leaves))
    bundle.guarded("data/proofs/items.jsonl", bundle.items, entries, leaves)
    bundle.guarded("data/records", bundle.records, entries)
    return bundle


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("folder", nargs="?", default=here, help="the bundle; else the folder of this file")
    parser.add_argument("--key", metavar="SHA256", help="fingerprint of the key its maker gave you")
    parser.add_argument("--checkpoint", action="append", default=[], metavar="FILE",
                        help="a checkpoint published earlier; may be given again")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print JSON for programs")
    args = parser.parse_args()
    bundle = check(args.folder, args.key, args.checkpoint)
    fingerprint = getattr(bundle, "fingerprint", None)
    if args.json:
        problems = [{"part": part, "reason": reason} for part, reason in bundle.problems]
        result = {"clean": not problems, "problems": problems, "counts": bundle.counts, "key": fingerprint}
        print(json.dumps(result, indent=1))
    else:
        for part, reason in bundle.problems:
            print("%s: %s" % (part, reason), file=sys.stderr)
        print("checked: " + ", ".join("%d %s" % (n, what) for what, n in bundle.counts.items()))
        if not bundle.problems:
            note = "as expected" if args.key else "compare it with what its maker tells you"
            print("nothing is wrong; signed with the key %s (%s)" % (fingerprint, note))
    return 1 if bundle.problems else 0


if __name__ == "__main__":
    sys.exit(main())
