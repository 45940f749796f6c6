"""Telling a caller how far a long act has come."""

from __future__ import annotations

from collections.abc import Callable

#: Called with the number of files done, of all files, and the path at hand; or of other things, and what
#: they are.
Progress = Callable[[int, int, str], None]
