"""Numbers as they are written and said, in digits and words, whatever they are used for."""

from corrobora.extract.numerals.reading import Form, Numeral, find_numerals
from corrobora.extract.numerals.tokens import Lex, Tokens, tokenise

__all__ = ["Form", "Lex", "Numeral", "Tokens", "find_numerals", "tokenise"]
