"""Content Credentials (C2PA): who says how a file was made, and whether what they signed still holds.

A file without them is neither suspect nor genuine: most cameras write none, and most platforms strip them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import c2pa

from corrobora.read.footage.media_types import MEDIA_TYPES

#: Nothing leaves the machine to read a file.
_OFFLINE = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
_UNKNOWN = "no Content Credentials were found, which says nothing about how the file was made"


def provenance(path: Path, kind: str) -> dict[str, Any]:
    """The Content Credentials of a file, with the state of their validation.

    Args:
        path: the file.
        kind: its media type.
    """
    told: dict[str, Any] = {"tool": f"c2pa {c2pa.sdk_version()}"}
    if kind not in MEDIA_TYPES:
        return told | {"state": "unknown", "reason": f"{kind} is not looked at for Content Credentials"}
    try:
        context = c2pa.Context(c2pa.Settings.from_dict(_OFFLINE))
        with path.open("rb") as file, c2pa.Reader(kind, file, context=context) as reader:
            held = json.loads(reader.json())
    except c2pa.C2paError.ManifestNotFound:
        return told | {"state": "unknown", "reason": _UNKNOWN}
    except c2pa.C2paError.NotSupported:
        return told | {"state": "unknown", "reason": f"{kind} is not looked at for Content Credentials"}
    except c2pa.C2paError.RemoteManifest as error:
        reason = f"they lie on another machine, which was not asked: {str(error)[:200]}"
        return told | {"state": "unknown", "reason": reason}
    except (c2pa.C2paError, ValueError, OSError) as error:
        return told | {"state": "unreadable", "reason": str(error)[:300]}
    return told | _summary(held if isinstance(held, dict) else {})


def _summary(held: dict[str, Any]) -> dict[str, Any]:
    active = str(held.get("active_manifest", ""))
    manifests = held.get("manifests")
    manifest = manifests.get(active, {}) if isinstance(manifests, dict) else {}
    signature = manifest.get("signature_info") if isinstance(manifest, dict) else None
    problems = held.get("validation_status")
    return {
        "state": str(held.get("validation_state", "unknown")).lower(),
        "validation": problems if isinstance(problems, list) else [],
        "generator": manifest.get("claim_generator") or manifest.get("claim_generator_info"),
        "title": manifest.get("title"),
        "signature": signature,
        "actions": _actions(manifest),
        "ingredients": len(manifest.get("ingredients") or ()),
        "manifests": len(manifests) if isinstance(manifests, dict) else 0,
    }


def _actions(manifest: dict[str, Any]) -> list[Any]:
    for assertion in manifest.get("assertions") or ():
        if isinstance(assertion, dict) and str(assertion.get("label", "")).startswith("c2pa.actions"):
            data = assertion.get("data")
            listed = data.get("actions") if isinstance(data, dict) else None
            return [a.get("action") for a in listed or () if isinstance(a, dict)][:50]
    return []
