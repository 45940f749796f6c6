"""Metadata inside pictures and videos (EXIF, container tags), as written there.

What a file says of itself is no fact about the world: clocks are wrong, tags are edited and stripped. A place
may be a witness's home, so all of it is sensitive.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from PIL import ExifTags, Image

_LONGEST = 500
_MOST = 200
# ISO 6709, as phones write it into videos: +48.1234+037.5678/ or with a height
_ISO_6709 = re.compile(r"^([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)(?:[+-][\d.]+)?(?:CRS[^/]*)?/?$")
_PLACES = ("location", "com.apple.quicktime.location.ISO6709", "location-eng")


def of_picture(picture: Image.Image) -> dict[str, Any]:
    """EXIF of a picture, with tags by their names, and its place in degrees if it holds one."""
    found: dict[str, Any] = {}
    exif = picture.getexif()
    tags = _named(dict(exif), ExifTags.TAGS)
    tags |= _named(dict(exif.get_ifd(ExifTags.IFD.Exif)), ExifTags.TAGS)
    if tags:
        found["exif"] = tags
    gps = dict(exif.get_ifd(ExifTags.IFD.GPSInfo))
    if gps:
        found["gps"] = _named(gps, ExifTags.GPSTAGS)
        if place := _place(gps):
            found["place"] = place
    for key in ("comment", "xmp", "Software", "Description"):
        if value := picture.info.get(key):
            found[key.lower()] = _value(value)
    return found


def of_tags(tags: Mapping[str, str]) -> dict[str, Any]:
    """Tags of a container, and its place in degrees if they name one."""
    found: dict[str, Any] = {"tags": {str(k)[:100]: _value(v) for k, v in list(tags.items())[:_MOST]}}
    small = {str(key).lower(): str(value).strip() for key, value in tags.items()}
    for key in _PLACES:
        if match := _ISO_6709.match(small.get(key.lower(), "")):
            lat, lon = float(match[1]), float(match[2])
            if abs(lat) <= 90 and abs(lon) <= 180:
                found["place"] = {"lat": lat, "lon": lon, "from": key}
                break
    return found if tags else {}


def _named(tags: Mapping[Any, Any], names: Mapping[int, str]) -> dict[str, Any]:
    return {
        names.get(tag, f"tag {tag}"): _value(value)
        for tag, value in list(tags.items())[:_MOST]
        if not isinstance(value, Mapping)
    }


def _value(value: Any) -> Any:
    match value:
        case bytes():
            text = value.split(b"\0")[0]
            if text.isascii() and text and len(value) <= _LONGEST:
                return text.decode("ascii")
            return f"({len(value):,} bytes)"
        case str():
            return value if len(value) <= _LONGEST else value[:_LONGEST] + "…"
        case bool() | int():
            return value
        case tuple() | list():
            return [_value(v) for v in value[:20]]
        case _:
            number = _number(value)
            return number if number is not None else str(value)[:_LONGEST]


def _number(value: Any) -> float | None:
    try:
        number = float(value)  # EXIF's fractions, whose divisor may be zero
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _place(gps: Mapping[Any, Any]) -> dict[str, Any] | None:
    """Latitude and longitude in degrees, north and east positive."""
    degrees = []
    for value, reference, negative, most in ((2, 1, "S", 90), (4, 3, "W", 180)):
        parts = gps.get(value)
        if not isinstance(parts, tuple) or len(parts) != 3:
            return None
        numbers = [_number(part) for part in parts]
        if any(n is None for n in numbers):
            return None
        size = sum((n or 0.0) / 60**i for i, n in enumerate(numbers))
        if size > most:
            return None
        degrees.append(-size if str(gps.get(reference, "")).strip().upper() == negative else size)
    return {"lat": round(degrees[0], 7), "lon": round(degrees[1], 7), "from": "EXIF GPS"}
