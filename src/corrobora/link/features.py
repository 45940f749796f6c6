"""What speaks for or against two claims being about one event, as numbers and as words.

Every feature is 0 where the claims do not say enough: silence counts neither way. The names are
the keys of the weights file (`weights.json`).
"""

from __future__ import annotations

import math
from collections.abc import Callable

from corrobora.link.facts import Facts, Place, nearest_km, overlap
from corrobora.link.names import keys_agree, names_agree
from corrobora.model.quantity import Quantity

Values = dict[str, float]
#: Weight of a place or day read outside the claim's own quotes.
DISTANT = 0.6


def place_relation(a: Place | None, b: Place | None, far_km: float = 60.0) -> str:
    """How two places stand to each other.

    ``unknown`` (one is unsaid), ``same``, ``near`` (within 15 km), ``within`` (one contains the
    other or both may lie in one area), ``apart`` (neither far nor the same), ``far``.
    """
    if a is None or b is None:
        return "unknown"
    named = names_agree(a.keys, b.keys)
    if a.narrow and b.narrow:
        km = nearest_km(a, b)
        if km is not None:
            if km <= 3 or (named == 1 and km <= 15):
                return "same"
            if km <= 15:
                return "near"
            if _may_contain(a, b) or _may_contain(b, a):
                return "within"
            return "far" if km > far_km and named < 1 else "apart"
        if named == 1 or a.ids & b.ids:
            return "same"
        if any(names_agree((k,), b.wider) for k in a.keys) or any(names_agree((k,), a.wider) for k in b.keys):
            return "within"
        if named >= 0.5:
            return "near"
        return "apart"
    if named == 1 or a.ids & b.ids:
        return "within" if a.narrow != b.narrow else "same_area"
    if a.ids & b.areas or b.ids & a.areas or names_agree(a.keys, b.wider) or names_agree(b.keys, a.wider):
        return "within"
    if a.country and b.country and a.country != b.country:
        return "far"
    return "apart" if (a.areas and b.areas) else "unknown"


def _may_contain(wide: Place, narrow: Place) -> bool:
    """Whether the one name can also mean a region around the other ("Kursk", a city and a region)."""
    return bool(wide.ids & narrow.areas) or names_agree(wide.keys, narrow.wider) == 1


def date_gap(a: Facts, b: Facts) -> int | None:
    """Days between the two intervals, 0 if they share one, ``None`` if one is unsaid or open both ways."""
    if (a.first is None and a.last is None) or (b.first is None and b.last is None):
        return None
    if a.last is not None and b.first is not None and a.last < b.first:
        return b.first - a.last
    if b.last is not None and a.first is not None and b.last < a.first:
        return a.first - b.last
    return 0


def values(a: Facts, b: Facts) -> Values:
    """Every feature of the pair that is not zero."""
    out: Values = {}
    _place(a, b, out)
    _date(a, b, out)
    _count(a, b, out)
    _parties(a, b, out)
    _words(a, b, out)
    return out


def _place(a: Facts, b: Facts, out: Values) -> None:
    relation = place_relation(a.place, b.place)
    if relation in ("same", "near") and one_mention(a, b, "place"):
        out["place_one_mention"] = 1.0
        return
    if relation != "unknown":
        out[f"place_{relation}"] = _own(a, b, "place")
    if a.place and b.place and a.place.narrow and b.place.narrow and names_part(a.place.keys, b.place.keys):
        out["place_parts_differ"] = 1.0


def one_mention(a: Facts, b: Facts, slot: str) -> bool:
    """Whether two claims of one document were given place or day from the same words.

    Two claims that each name the place agree; two that were given the document's place say nothing new.
    """
    return a.document == b.document and overlap(getattr(a, f"{slot}_at"), getattr(b, f"{slot}_at"))


def _own(a: Facts, b: Facts, slot: str) -> float:
    """How far a place or day can be taken at its word, less for each read outside the quotes."""
    own = (getattr(f, f"{slot}_own") for f in (a, b))
    return math.prod(1.0 if x else DISTANT for x in own)


def names_part(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether each of two names has a word the other lacks ("the mill, Oldtown", "the school, Oldtown")."""
    return any(not any(keys_agree(x, y) for y in b) for x in a) and any(
        not any(keys_agree(x, y) for x in a) for y in b
    )


def _date(a: Facts, b: Facts, out: Values) -> None:
    gap = date_gap(a, b)
    if gap is None:
        if a.published is not None and b.published is not None:
            out["published_gap"] = math.log1p(abs(a.published - b.published)) / 5
        return
    days = [d for d in (a.days, b.days) if d is not None]
    own = _own(a, b, "date")
    if gap:
        out["date_gap"] = own * min(1.0, math.log1p(gap) / 5)
        if len(days) == 2 and max(days) <= 3:
            out["date_differs"] = own
        return
    if one_mention(a, b, "date"):
        out["date_one_mention"] = 1.0
    elif len(days) < 2:
        out["date_open"] = own
    elif max(days) <= 3:
        out["date_same"] = own
    elif min(days) <= 3:
        out["date_inside"] = own
    else:
        out["date_overlap"] = own


def _count(a: Facts, b: Facts, out: Values) -> None:
    if a.victims is None or b.victims is None:
        return
    if a.document == b.document:
        out["both_counted"] = 1.0
    if a.victims.bounds == b.victims.bounds:
        out["count_same"] = 1.0
        out["count_size"] = min(1.0, math.log(max(1, _size(a.victims))) / 5)
    elif a.victims.admits(b.victims):
        out["count_fits"] = 1.0
    else:
        ratio = abs(math.log(max(1, _size(a.victims)) / max(1, _size(b.victims))))
        out["count_differs"] = 1.0
        out["count_ratio"] = min(1.0, ratio / 3)


def _size(q: Quantity) -> float:
    low, high = q.bounds
    return float(low if high is None else high if low is None else (low + high) / 2)  # type: ignore[arg-type]


def _parties(a: Facts, b: Facts, out: Values) -> None:
    for name in ("act", "victim_side", "victim_status", "perpetrator_side"):
        x, y = getattr(a, name), getattr(b, name)
        if x is not None and y is not None:
            out[f"{name}_{'same' if x == y else 'differs'}"] = 1.0
    if a.basis and b.basis:
        out["basis_shared"] = len(a.basis & b.basis) / len(a.basis | b.basis)
    if a.speakers and b.speakers:
        shared = any(names_agree(x, y) == 1 for x in a.speakers for y in b.speakers)
        if shared:
            out["speaker_shared"] = 1.0
        elif a.document == b.document:
            out["speaker_other"] = 1.0
        if shared and "count_differs" in out:
            out["speaker_recounts"] = 1.0


def _words(a: Facts, b: Facts, out: Values) -> None:
    inside = a.document == b.document
    mine, theirs = (a.own_terms, b.own_terms) if inside else (a.terms, b.terms)
    if mine and theirs:
        out["words_shared"] = len(mine & theirs) / math.sqrt(len(mine) * len(theirs))
    taken = frozenset(k for p in (a.place, b.place) if p for k in (*p.keys, *p.wider))
    shared = {n for n in a.names & b.names if n not in taken}
    if shared and not inside:
        out["names_shared"] = min(1.0, len(shared) / 4)
    if inside and overlap(a.spans, b.spans):
        out["one_sentence"] = 1.0
    if inside:
        gap = min(max(0, x - v, u - y) for x, y in a.spans for u, v in b.spans)
        out["nearness"] = math.exp(-gap / 600)


def _range(q: Quantity | None) -> str:
    if q is None:
        return "no count"
    low, high = q.bounds
    if high is None:
        return f"at least {low}"
    if low is None:
        return f"up to {high}"
    return str(low) if low == high else f"{low} to {high}"


def _names(a: Facts, b: Facts) -> str:
    return f"“{a.place.name if a.place else '–'}” and “{b.place.name if b.place else '–'}”"


def _said(what: str, name: str) -> Callable[[Facts, Facts, float], str]:
    def words(a: Facts, b: Facts, value: float) -> str:
        x, y = getattr(a, name), getattr(b, name)
        return f"same {what}: {x}" if x == y else f"different {what}: {x} and {y}"

    return words


def _dates(what: str) -> Callable[[Facts, Facts, float], str]:
    def words(a: Facts, b: Facts, value: float) -> str:
        return f"{what}: {_when(a)} and {_when(b)}"

    return words


def _when(f: Facts) -> str:
    if f.when is None:
        return "no day"
    first, last = f.when.first, f.when.last
    if first == last:
        return str(first)
    return f"{first or 'open'} to {last or 'open'}"


#: What each feature says to people.
WORDS: dict[str, Callable[[Facts, Facts, float], str]] = {
    "place_same": lambda a, b, v: f"one place: {_names(a, b)}",
    "place_same_area": lambda a, b, v: f"one area: {_names(a, b)}",
    "place_near": lambda a, b, v: f"places close together: {_names(a, b)}",
    "place_within": lambda a, b, v: f"one place can lie in the other: {_names(a, b)}",
    "place_apart": lambda a, b, v: f"different places: {_names(a, b)}",
    "place_far": lambda a, b, v: f"places far from each other: {_names(a, b)}",
    "place_parts_differ": lambda a, b, v: f"each place is named by something of its own: {_names(a, b)}",
    "place_one_mention": lambda a, b, v: f"both are given one mention of a place: {_names(a, b)}",
    "date_one_mention": _dates("both are given one mention of a day"),
    "one_sentence": lambda a, b, v: "said in the same words of one document",
    "published_gap": lambda a, b, v: f"published {abs((a.published or 0) - (b.published or 0))} days apart",
    "date_gap": _dates("days that do not meet"),
    "date_differs": _dates("two different days"),
    "date_open": _dates("days that can meet"),
    "date_same": _dates("the same days"),
    "date_inside": _dates("one day lies in the other's interval"),
    "date_overlap": _dates("intervals that overlap"),
    "count_same": lambda a, b, v: f"the same count: {_range(a.victims)}",
    "count_size": lambda a, b, v: "a count seldom met by chance" if v > 0.3 else "a count often met",
    "count_fits": lambda a, b, v: f"counts that fit: {_range(a.victims)} and {_range(b.victims)}",
    "count_differs": lambda a, b, v: f"different counts: {_range(a.victims)} and {_range(b.victims)}",
    "count_ratio": lambda a, b, v: "counts far from each other" if v > 0.3 else "counts close to each other",
    "both_counted": lambda a, b, v: "each tells a count of its own in one document",
    "act_same": _said("act", "act"),
    "act_differs": _said("act", "act"),
    "victim_side_same": _said("side of the victims", "victim_side"),
    "victim_side_differs": _said("side of the victims", "victim_side"),
    "victim_status_same": _said("status of the victims", "victim_status"),
    "victim_status_differs": _said("status of the victims", "victim_status"),
    "perpetrator_side_same": _said("side of the perpetrators", "perpetrator_side"),
    "perpetrator_side_differs": _said("side of the perpetrators", "perpetrator_side"),
    "basis_shared": lambda a, b, v: f"evidence shared: {', '.join(sorted(a.basis & b.basis)) or 'none'}",
    "speaker_shared": lambda a, b, v: "one of those who say it is the same",
    "speaker_other": lambda a, b, v: "said by two speakers of one document",
    "speaker_recounts": lambda a, b, v: "the same speaker gives another count",
    "words_shared": lambda a, b, v: f"{round(100 * v)} % of the words shared",
    "names_shared": lambda a, b, v: "names shared beside the place's",
    "nearness": lambda a, b, v: "close together in one document" if v > 0.3 else "far apart in one document",
}

#: All features in a fixed order.
NAMES = tuple(WORDS)
