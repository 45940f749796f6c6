"""What claims and incidents hold, slot by slot and in words, for dossiers, pages, letters and files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from corrobora.assess.accountability import Silence
from corrobora.case.records import ClaimRecord
from corrobora.codebook.rules import rules
from corrobora.count.scope import Scope
from corrobora.model.actor import Actor
from corrobora.model.claim import LIST_SLOTS, Slot
from corrobora.model.incident import Derived, Incident
from corrobora.model.quantity import Quantity
from corrobora.model.when import When
from corrobora.model.where import Where
from corrobora.publish import days, words

#: Slots of an incident in the order they are shown, with what they are called.
SLOTS: Mapping[str, str] = {
    "act": "Act",
    "victims": "Victims",
    "victim_status": "Status of the victims",
    "victim_side": "Side of the victims",
    "perpetrator_side": "Said to be responsible",
    "place": "Place",
    "date": "Day",
    "basis": "Evidence named",
    "verification": "Verification",
    "verified_by": "Verified by",
    "stance": "How it is said",
}
#: Slots of any claim.
CLAIM_SLOTS: Mapping[str, str] = {
    **SLOTS,
    "incidents": "Incidents",
    "statements": "Statements",
    "period": "Period",
    "type": "Type",
    "actor": "Who",
}


def title_of(incident: Incident) -> str:
    """What an incident is called: its victims and place."""
    whom = words.victims(
        incident.victims.value if incident.victims else None,
        incident.victim_status.value if incident.victim_status else None,
        incident.victim_side.value if incident.victim_side else None,
    )
    where = f", {incident.place.value.name}" if incident.place else ""
    return words.capital(whom) + where


def in_words(name: str, value: object) -> str:
    """Any slot's value in words."""
    match value:
        case Quantity():
            return words.quantity(value)
        case When():
            return days.when(value)
        case Where():
            inside, doubt = words.containing(value), words.place_doubt(value)
            return value.name + (f", {inside}" if inside else "") + (f" ({doubt})" if doubt else "")
        case Actor():
            return words.speaker(value)
        case tuple():
            return ", ".join(in_words(name, v) for v in value)
    return words.country(str(value)) if name.endswith("_side") else words.label(value)  # type: ignore[arg-type]


def values_of(incident: Incident) -> Iterator[tuple[str, Derived[object]]]:
    """The slots an incident has a value for, in the order they are shown."""
    for name in SLOTS:
        derived: Derived[object] | None = getattr(incident, name, None)
        if derived is not None and derived.value not in (None, ()):
            yield name, derived


def rule_of(derived: Derived[object]) -> str:
    """What the rule is called that an incident's value follows from; empty if the codebook has it no more."""
    rule = rules().get(derived.rule)
    return words.rule_name(rule.name) if rule else ""


def rule_texts() -> tuple[tuple[str, str], ...]:
    """What each rule is called that an incident's values follow from, and how it goes."""
    return tuple((words.rule_name(r.name), r.text) for r in rules().values() if not r.ledger)


def scope_in_words(scope: Scope) -> str:
    """What a figure counts: ``executions of Norwegian prisoners of war by Iceland, until 3 Feb 2031``."""
    counted = words.readable(replace(scope, first=None, last=None, standard=None).words())
    first, last = scope.first, scope.last
    if first and last:
        period = days.between(first, last)
    else:
        period = f"until {days.day(last)}" if last else f"since {days.day(first)}" if first else ""
    standard = words.readable(scope.standard.value) if scope.standard else ""
    return ", ".join(part for part in (counted, period, standard) if part)


def silence_in_words(silence: Silence) -> str:
    """What was not found, and since when: nothing is said of what nobody looked for."""
    since = f" since {days.day(silence.since)}, when it was first published" if silence.since else ""
    whose = f"No answer of {words.country(silence.of)}" if silence.of else "No proceedings of anybody"
    found = "was" if silence.of else "were"
    return f"{whose} {found} found in these documents{since}."


def whom(incident: Incident) -> str:
    """Whose side the victims are of and what protected them: ``Norwegian prisoners of war``."""
    before, after = words.of_country(incident.victim_side.value) if incident.victim_side else ("", "")
    status = words.label(incident.victim_status.value) if incident.victim_status else "persons"
    return f"{before}{status}{after}" if before or after or incident.victim_status else ""


def slots_of(record: ClaimRecord, name: str) -> tuple[Slot[object], ...]:
    """The values of one slot of a claim, none, one or several."""
    value = getattr(record.claim, name)
    return value if name in LIST_SLOTS else (value,) if value else ()


def claim_values(record: ClaimRecord) -> Iterator[tuple[str, tuple[Slot[object], ...]]]:
    """What a claim's slots are called that hold something, with what they hold."""
    for name in CLAIM_SLOTS:
        if slots := slots_of(record, name):
            yield name, slots


def totals(incidents: Sequence[Incident]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """How many incidents and victims there are of each act, and which; an open bound stays open."""
    by_act: dict[str, list[Incident]] = {}
    for found in incidents:
        act = words.label(found.act.value) if found.act else "act not found"
        by_act.setdefault(act, []).append(found)
    for act, own in by_act.items():
        bounds = [i.victims.value.bounds if i.victims else (None, None) for i in own]
        low = sum(b[0] or 0 for b in bounds)
        high = None if any(b[1] is None for b in bounds) else sum(b[1] or 0 for b in bounds)
        unknown = sum(b == (None, None) for b in bounds)
        if low == high:
            victims = words.plural(low, "victim")
        else:
            victims = f"{low} or more victims" if high is None else f"{low} to {high} victims"
        note = f"; of {unknown} the number is not found" if unknown else ""
        said = f"{words.capital(act)}: {words.plural(len(own), 'incident')}, {victims}{note}"
        yield said, tuple(i.label for i in own)
