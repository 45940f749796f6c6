"""Media types of footage, and the suffixes files of them have."""

from __future__ import annotations

PICTURES = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/gif": (".gif",),
}
VIDEOS = {
    "video/mp4": (".mp4", ".m4v"),
    "video/quicktime": (".mov",),
    "video/x-matroska": (".mkv",),
    "video/webm": (".webm",),
}
MEDIA_TYPES = frozenset({*PICTURES, *VIDEOS})
