"""Counts in English, Ukrainian and Russian, with hedges and ranges; and what other numbers are."""

from corrobora.extract.numbers.quantities import Number, find_numbers, find_quantities
from corrobora.extract.numbers.sorts import NumberSort

__all__ = ["Number", "NumberSort", "find_numbers", "find_quantities"]
