"""What pages call things: counts with their open ends, places, speakers, vocabulary in plain words.

Nothing here adds precision: what a value leaves open stays open in its words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import reduce

from babel.numbers import format_decimal

from corrobora.codebook.countries import load_countries
from corrobora.codebook.rules import rules
from corrobora.model.actor import Actor
from corrobora.model.journal import Decision
from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import (
    Act,
    Basis,
    ContextType,
    Kind,
    ResponseType,
    Stance,
    StatementType,
    Unit,
    Verification,
    VictimStatus,
)
from corrobora.model.where import Candidate, PlaceLevel, Where
from corrobora.publish import days
from corrobora.publish.language import ENGLISH, gettext, ngettext, noop, spoken

NOT_FOUND = "not found"

_LABELS: dict[StrEnum, str] = {
    Kind.INCIDENT: "incident",
    Kind.TALLY: "tally",
    Kind.STATEMENT: "statement",
    Kind.RESPONSE: "response",
    Kind.CONTEXT: "context",
    Act.EXECUTION: "execution",
    Act.TORTURE: "torture",
    Act.ILL_TREATMENT: "ill-treatment",
    Act.MUTILATION: "mutilation",
    Act.ENFORCED_DISAPPEARANCE: "enforced disappearance",
    Act.DEPORTATION: "deportation",
    Act.ATTACK_ON_CIVILIANS: "attack on civilians",
    Act.INCITEMENT: "incitement",
    VictimStatus.POW: "prisoners of war",
    VictimStatus.HORS_DE_COMBAT: "hors de combat",
    VictimStatus.CIVILIAN: "civilians",
    Basis.DRONE_VIDEO: "drone video",
    Basis.PERPETRATOR_VIDEO: "perpetrators’ video",
    Basis.VIDEO: "video",
    Basis.PHOTO: "photo",
    Basis.WITNESS: "witness account",
    Basis.SURVIVOR: "survivor’s account",
    Basis.INTERROGATION: "interrogation",
    Basis.INTERCEPT: "intercept",
    Basis.BODY: "body",
    Basis.FORENSIC: "forensic finding",
    Basis.SATELLITE: "satellite image",
    Basis.DOCUMENT: "document",
    Verification.VERIFIED: "said to be verified",
    Verification.UNVERIFIED: "said not to be verified",
    Stance.ASSERTED: "asserted",
    Stance.ALLEGED: "alleged",
    Stance.CONFIRMED: "confirmed",
    Stance.DENIED: "denied",
    StatementType.INCITEMENT: "incitement",
    StatementType.NO_QUARTER: "no quarter",
    StatementType.ORDER: "order",
    StatementType.JUSTIFICATION: "justification",
    StatementType.CONDEMNATION: "condemnation",
    StatementType.CALL_FOR_ACCOUNTABILITY: "call for accountability",
    StatementType.ASSESSMENT: "assessment",
    ResponseType.DENIAL: "denial",
    ResponseType.NO_COMMENT: "no comment",
    ResponseType.INVESTIGATION_OPENED: "investigation opened",
    ResponseType.SUSPECT_NOTIFIED: "suspect notified",
    ResponseType.CONVICTION: "conviction",
    ResponseType.WARRANT: "warrant",
    ResponseType.LETTER_SENT: "letter sent",
    ResponseType.WITHDRAWAL: "withdrawal",
    ResponseType.FUNDING_ENDED: "funding ended",
    ContextType.TERRITORIAL_CONTROL: "territorial control",
    ContextType.AIR_ATTACK: "air attack",
    ContextType.TROOP_STRENGTH: "troop strength",
    Unit.PERSONS: "persons",
    Unit.INCIDENTS: "incidents",
    Unit.PROCEEDINGS: "proceedings",
    Unit.STATEMENTS: "statements",
    Unit.OTHER: "of something else",
}

#: What a slot is called at the head of its row.
SLOTS = {
    "act": "Act",
    "victims": "Victims",
    "victim_status": "Status",
    "victim_side": "Victims’ side",
    "perpetrator_side": "Said to be responsible",
    "place": "Place",
    "date": "Day",
    "period": "Period",
    "basis": "Evidence named",
    "verification": "Verification",
    "verified_by": "Verified by",
    "stance": "How it is said",
    "claimants": "Said by",
    "incidents": "Incidents",
    "statements": "Statements",
    "type": "Type",
    "actor": "Who",
    "quantities": "Figures",
}

_VICTIMS = {
    VictimStatus.POW: ("prisoner of war", "prisoners of war"),
    VictimStatus.HORS_DE_COMBAT: ("person hors de combat", "persons hors de combat"),
    VictimStatus.CIVILIAN: ("civilian", "civilians"),
    None: ("person", "persons"),
}
_SMALL = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_UNITS = {
    Unit.PERSONS: ("person", "persons"),
    Unit.INCIDENTS: ("incident", "incidents"),
    Unit.PROCEEDINGS: ("proceeding", "proceedings"),
    Unit.STATEMENTS: ("statement", "statements"),
    Unit.OTHER: ("", ""),
}


#: What is counted, where the language has no plural that fits every bound.
_COUNTED = {
    Unit.PERSONS: noop("persons"), Unit.INCIDENTS: noop("incidents"), Unit.PROCEEDINGS: noop("proceedings"),
    Unit.STATEMENTS: noop("statements"),
}  # fmt: skip
#: How many of whom, whose number is not found: as titles say it in other languages than English.
_WHO = {
    VictimStatus.POW: noop("prisoners of war"), VictimStatus.HORS_DE_COMBAT: noop("persons hors de combat"),
    VictimStatus.CIVILIAN: noop("civilians"), None: noop("persons"),
}  # fmt: skip


def label(value: StrEnum | None) -> str:
    """A member of the vocabulary in plain words; ``not found`` for none."""
    return gettext(NOT_FOUND) if value is None else gettext(_LABELS[value])


def slot(name: str) -> str:
    """What a slot is called at the head of its row."""
    return gettext(SLOTS[name])


def number(value: int) -> str:
    """``25,000``, as the language in use writes it."""
    return f"{value:,}" if spoken() == ENGLISH else format_decimal(value, locale=spoken())


def percent(share: float) -> str:
    """``91 %``; never a certainty nobody has: ``over 99 %``, ``under 1 %``."""
    if 0.0 < share < 0.01:
        return gettext("under 1 %%") % ()
    return gettext("over 99 %%") % () if 0.99 < share < 1.0 else f"{share * 100:.0f} %"


def plural(count: int, one: str, many: str | None = None) -> str:
    """``1 claim``, ``3 claims``, in the language in use: its catalogue has ``%(num)s claim``."""
    said = ngettext(f"%(num)s {one}", f"%(num)s {many or one + 's'}", count)
    return said % {"num": number(count)}


def quantity(value: Quantity) -> str:
    """``9``, ``9 or more``, ``up to 25``, ``8 to 9``; a hedge beside one number is kept: ``40 (“about”)``."""
    low, high = value.low, value.high
    if low is None:
        return gettext("up to %(n)s") % {"n": number(high or 0)}
    if high is None:
        return gettext("%(n)s or more") % {"n": number(low)}
    if low != high:
        return gettext("%(low)s to %(high)s") % {"low": number(low), "high": number(high)}
    return f"{number(low)} (“{value.hedge}”)" if value.hedge else number(low)


def counted(value: Quantity) -> str:
    """A quantity with its unit: ``91 or more persons``, ``24 incidents``."""
    one, many = _UNITS[value.unit]
    if spoken() != ENGLISH and value.unit in _COUNTED:
        return f"{gettext(_COUNTED[value.unit])}: {quantity(value)}"
    return f"{quantity(value)} {one if value.bounds == (1, 1) else many}".strip()


def together(values: Sequence[Quantity]) -> str:
    """The sum of counts of different persons with its bounds; empty for none."""
    persons = [replace(v, unit=Unit.PERSONS) for v in values]
    return quantity(reduce(Quantity.plus, persons)) if persons else ""


def victims(value: Quantity | None, status: VictimStatus | None, side: str | None) -> str:
    """How a title names the victims: ``nine or more Norwegian prisoners of war``."""
    if spoken() != ENGLISH:
        who = gettext(_WHO[status]) + (f" ({country(side)})" if side else "")
        return f"{who}: {quantity(value)}" if value else gettext("%(who)s, number not found") % {"who": who}
    one, many = _VICTIMS[status]
    before, after = of_country(side) if side else ("", "")
    if value is None:
        return f"{before}{many}{after}, number not found"
    return f"{_spelled(value)} {before}{one if value.bounds == (1, 1) else many}{after}"


def of_one(status: VictimStatus) -> str:
    """What one victim was: ``prisoner of war``."""
    return _VICTIMS[status][0]


def _spelled(value: Quantity) -> str:
    def word(n: int) -> str:
        return _SMALL[n] if n < len(_SMALL) else number(n)

    low, high = value.low, value.high
    if low is None:
        return f"up to {word(high or 0)}"
    if high is None:
        return f"{word(low)} or more"
    return word(low) if low == high else f"{word(low)} to {word(high)}"


def decision(made: Decision) -> str:
    """What was decided, in words."""
    said = str(made.judgement or made.verdict or "")
    return {
        "same": gettext("the same event"), "different": gettext("different events"),
        "unsure": gettext("unsure"), "accepted": gettext("accepted"), "rejected": gettext("rejected"),
        "corrected": gettext("corrected"), "added": gettext("added"), "undone": gettext("taken back"),
        "sensitive": gettext("sensitive"), "ordinary": gettext("ordinary"),
        "allowed": gettext("allowed"), "forbidden": gettext("forbidden"),
    }.get(said, said)  # fmt: skip


def country(code: str) -> str:
    """A country's name; an unknown code stays as it is."""
    held = load_countries().get(code)
    if held is None:
        return code
    own = held.words[spoken()].names if spoken() in held.words else ()
    return own[0] if own else held.name


def of_country(code: str) -> tuple[str, str]:
    """What stands before and after a noun to say its country: ``Norwegian …`` or ``… from XA``."""
    held = load_countries().get(code)
    adjectives = held.words["en"].adjectives if held else ()
    return (f"{adjectives[0]} ", "") if adjectives else ("", f" from {country(code)}")


def candidate(value: Candidate) -> str:
    """A gazetteer entry with what contains it, narrowest first: ``Old Mill, Westshire, United Kingdom``."""
    return ", ".join((value.name, *reversed(value.admin), country(value.country)))


def containing(value: Where) -> str:
    """What contains the place: by the text itself, else by the gazetteer where that leaves no doubt."""
    if value.within:
        return ", ".join(value.within)
    best = value.best
    if best is None or best.level is PlaceLevel.COUNTRY:
        return ""
    return ", ".join((*reversed(best.admin), country(best.country)))


def place_doubt(value: Where) -> str | None:
    """What the gazetteer cannot tell about the place, if anything."""
    if not value.candidates:
        return gettext("not in the gazetteer")
    if value.ambiguous:
        best = value.candidates[0].score
        several = sum(c.score >= 0.9 * best for c in value.candidates)
        return plural(several, "place of that name", "places of that name")
    return None


def speaker(value: Actor) -> str:
    """An actor's name with its role, unless the name says it already."""
    if value.role and value.role.casefold() not in value.name.casefold():
        return f"{value.name}, {value.role}"
    return value.name


def rule_name(name: str) -> str:
    """A derivation rule's name as pages write it: ``lowest and highest stated``."""
    rule = rules().get(name)
    return gettext(rule.said if rule else name)


def readable(reason: str) -> str:
    """A reason another room gives, its days, countries and vocabulary as pages write them, without ids."""
    reason = re.sub(r"\s*\[c[0-9a-f]{15}\]", "", reason)
    reason = re.sub(r"\b\d{4}-\d\d-\d\d\b", lambda m: _day(m[0]), reason)
    reason = re.sub(r"\bof ([A-Z]{2}) (?=[a-z])", lambda m: f"of {of_country(m[1])[0] or m[1] + ' '}", reason)
    reason = re.sub(r"(\bby |: )([A-Z]{2})\b", lambda m: m[1] + country(m[2]), reason)
    return re.sub(r"(?<=[a-z])_(?=[a-z])", " ", reason)


def _day(iso: str) -> str:
    try:
        return days.day(date.fromisoformat(iso))
    except ValueError:
        return iso


def listed(names: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(names) < 2:
        return names[0] if names else ""
    return gettext("%(these)s and %(last)s") % {"these": ", ".join(names[:-1]), "last": names[-1]}


def capital(text: str) -> str:
    """With its first letter large."""
    return text[:1].upper() + text[1:]


def short_hash(sha256: str) -> str:
    """``5f1c02…e09a``: enough to tell two apart by eye."""
    return f"{sha256[:6]}…{sha256[-4:]}"


def bytes_of(size: int) -> str:
    """``812 bytes``, ``4.2 KB``, ``3.1 MB``."""
    if size < 1000:
        return plural(size, "byte")
    unit, shown = ("KB", size / 1000) if size < 1_000_000 else ("MB", size / 1_000_000)
    written = f"{shown:.1f}" if spoken() == ENGLISH else format_decimal(round(shown, 1), locale=spoken())
    return f"{written}{chr(160)}{gettext(unit)}"


def visible(text: str) -> str:
    """The text with characters that HTML forbids or that turn the line around made visible.

    Directional overrides and isolates would let an imported text rearrange the page's own words;
    each becomes its code point in angle brackets. Right-to-left letters themselves stay.
    """
    # most strings of a page are plain, which this tells without going through them in Python
    if text.isascii() and text.isprintable():
        return text
    return _SUSPECT.sub(_coded, text)


def _coded(found: re.Match[str]) -> str:
    c = found[0]
    hidden = unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") or c in _TURNING
    return f"⟨U+{ord(c):04X}⟩" if hidden else c


_TURNING = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Letters, digits, punctuation and spaces of the scripts pages are mostly in are never hidden; the rest is
# looked up in the Unicode database.
_SUSPECT = re.compile("[^\\n\\t\u0020-\u007e\u00a0-\u0377\u0400-\u052f\u2010-\u2027\u2030-\u205e]")
