"""What waits, what changed, places, the map, footage and saved views."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import FastAPI, Query, Response
from fastapi.responses import JSONResponse

from corrobora.case import output, shown_json
from corrobora.case.custody import CustodyEvent
from corrobora.places.outlines import Outlines
from corrobora.store.listing import Queued
from corrobora.web.acting import Anybody, Auditing, Deciding, Reading
from corrobora.web.api import models as m
from corrobora.web.api.lists import Narrowed
from corrobora.web.api.once import Key, once
from corrobora.web.api.paging import Cursor, Limit, Name, Page, cursor, key_of
from corrobora.web.pages.footage import blurred
from corrobora.web.pages.mapped import box_of, marks_json
from corrobora.web.pages.where import MOST_SPOTS
from corrobora.web.pictures import asked_for, checked, copy_of, jpeg, recording
from corrobora.web.preferences import Preferences, preferred, remember

#: Most marks of the map an answer holds; as many as the page draws.
Marks = Annotated[int, Query(ge=1, le=MOST_SPOTS, description="Most points an answer holds.")]
Unit = Annotated[str, Query(alias="in", max_length=16, description="Code of a region (ISO 3166-2).")]
Bounds = Annotated[str, Query(max_length=120, description="Only inside: west,south,east,north in degrees.")]


class GeoJSON(JSONResponse):
    """An answer under GeoJSON's own media type."""

    media_type = "application/geo+json"


def put(api: FastAPI) -> None:
    """Put them on an application."""
    _lists(api)
    _views(api)
    _settings(api)


def _lists(api: FastAPI) -> None:
    @api.get("/waiting", response_model=Page[m.WaitingOut])
    def waiting(acting: Deciding, at: Cursor = "", limit: Limit = 50) -> Any:
        """What waits for a person, most pressing first."""
        key = key_of(at, int, int, int, str, int, str)
        found, more = acting.case.shown.waiting_after(_place(key) if key else None, limit)
        items = [shown_json.waiting_json(one) for one in found]
        return {"items": items, "next": cursor(*_key(more)) if more else None}

    @api.get("/changes", response_model=m.ChangesOut)
    def changes(acting: Auditing, since: Annotated[str, Query(min_length=1, max_length=20)]) -> Any:
        """What is otherwise than it was at a journal entry, or before a day began (UTC)."""
        return output.changes_json(acting.case.changes(since.strip()))

    @api.get("/places", response_model=Page[m.PlaceOut])
    def places(acting: Reading, at: Cursor = "", limit: Limit = 50) -> Any:
        """Places of incidents, those in doubt first, then by name."""
        key = key_of(at, str)
        portion = acting.case.shown.places(limit=limit, after=key[0] if key else None)
        items = [shown_json.place_json(place) for _, place in portion.items]
        return {"items": items, "next": cursor(portion.items[-1][0]) if portion.later else None}

    @api.get("/map", response_model=m.MapOut, response_class=GeoJSON)
    def marks(
        acting: Reading, wanted: Narrowed, inside: Unit = "", bbox: Bounds = "", at: Cursor = "",
        limit: Marks = 200,
    ) -> Any:  # fmt: skip
        """Where incidents can have been, as GeoJSON: regions where no more is known, then places.

        Points that are not exact say how far off they can be; they are places, not incidents, and come with
        how many incidents each has. Regions come with the first page.
        """
        asked, query = replace(wanted.asked(), unit=inside), wanted.query()
        features, last = marks_json(
            acting.case.shown, asked, Outlines.built(), query, limit=limit, box=box_of(bbox),
            after=key_of(at, int, float, float, int),
        )  # fmt: skip
        more = cursor(last.incidents, last.lat, last.lon, int(last.several)) if last else None
        return GeoJSON({"type": "FeatureCollection", "features": features, "next": more})

    @api.get("/footage", response_model=Page[m.FootageOut])
    def footage(acting: Reading, at: Cursor = "", limit: Limit = 50) -> Any:
        """Photos and videos, what was looked at last first; no pictures."""
        key = key_of(at, int)
        portion = acting.case.shown.footage(limit=limit, after=key[0] if key else None)
        items = [shown_json.footage_json(record) for _, record in portion.items]
        return {"items": items, "next": cursor(int(portion.items[-1][0])) if portion.later else None}

    @api.get("/footage/{sha256}", response_model=m.FootageOut)
    def one(sha256: Name, acting: Reading) -> Any:
        """One photo or video with where it appears."""
        record = acting.case.footage_item(sha256)
        showings = [shown_json.showing_json(s) for s in acting.case.showings(record.item.sha256)]
        return {**shown_json.footage_json(record), "showings": showings}

    @api.post("/footage/{sha256}/view", response_model=m.EntryOut, status_code=201)
    def view(sha256: Name, acting: Reading, given: m.ReasonIn, key: Key = None) -> Response:
        """Ask to see an item's pictures as they are, for twelve hours; the journal holds who did, and why."""
        item = checked(acting, sha256)
        return once(
            acting, key, f"view {item}", given,
            lambda: (201, output.entry_json(
                acting.case.record_custody(item, CustodyEvent.VIEW, reason=given.reason))),
        )  # fmt: skip

    @api.get(
        "/footage/{sha256}/pictures/{copy}", response_class=Response,
        responses={200: {"content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}}},
    )  # fmt: skip
    def picture(sha256: Name, copy: Name, acting: Reading, clear: bool = False) -> Response:
        """A key frame or the contact sheet, as ``copies`` lists them: with only its colours to be made out.

        ``clear``: as it is, for who asked to see it. 403: they did not, or it is marked sensitive.
        """
        if clear:
            return jpeg(copy_of(acting, asked_for(acting, sha256), copy))
        return jpeg(blurred(copy_of(acting, checked(acting, sha256), copy)))

    @api.get(
        "/footage/{sha256}/recording", response_class=Response,
        responses={
            200: {"content": {"video/*": {"schema": {"type": "string", "format": "binary"}}}},
            206: {"description": "The range that was asked for."},
            416: {"description": "It has no such range."},
        },
    )  # fmt: skip
    def played(sha256: Name, acting: Reading) -> Response:
        """A video itself, for who asked to see it; 404 if browsers do not play its sort."""
        return recording(acting, sha256)


def _views(api: FastAPI) -> None:
    @api.get("/views", response_model=Page[m.ViewOut])
    def views(acting: Reading) -> Any:
        """Saved views of the register, by name."""
        found = [{"name": v.name, "query": v.query, "author": v.author} for v in acting.case.views()]
        return {"items": found}

    @api.post("/views", response_model=m.EntryOut, status_code=201)
    def save(acting: Deciding, given: m.ViewIn, key: Key = None) -> Response:
        """Save a view under a name, or drop the one of that name."""
        return once(
            acting, key, "view", given,
            lambda: (201, output.entry_json(acting.case.save_view(given.name, given.query))),
        )  # fmt: skip


def _settings(api: FastAPI) -> None:
    @api.get("/settings/shown", response_model=m.ShownOut)
    def shown(acting: Anybody) -> Any:
        """How pages are shown in the browser that asks: what its cookie says."""
        held = preferred()
        return {"language": held.language, "theme": held.theme, "graphic": held.graphic, "keys": held.keys}

    @api.post("/settings/shown", response_model=m.ShownOut)
    def show(acting: Anybody, given: m.ShownIn, response: Response) -> Any:
        """Have pages shown otherwise in it: sets the cookie, which says nothing about the case."""
        wanted = Preferences(
            language=given.language, theme=given.theme, graphic=given.graphic, keys=given.keys
        )
        remember(response, wanted)
        return given


def _key(item: Queued) -> tuple[Any, ...]:
    return item.why, item.unplaced, item.incident, item.sha256, item.start, item.key


def _place(key: tuple[Any, ...]) -> Queued:
    """A place in the queue, whether what stood there still waits or not."""
    why, unplaced, incident, sha256, start, name = key
    return Queued(
        why=why, unplaced=unplaced, incident=incident, sha256=sha256, start=start, key=name, claim="",
        other=None, reasons="", slots="",
    )  # fmt: skip
