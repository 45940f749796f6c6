"""Dates as intervals in English, Ukrainian and Russian."""

from corrobora.extract.dates.lexicon import Relation
from corrobora.extract.dates.mentions import find_dates, named_days
from corrobora.extract.dates.reading import TimeReading, read_times, recognise
from corrobora.extract.dates.timex import timex_value

__all__ = ["Relation", "TimeReading", "find_dates", "named_days", "read_times", "recognise", "timex_value"]
