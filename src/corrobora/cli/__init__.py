"""The command line over `corrobora.case.Case`.

Exit codes: 0 done; 1 something is wrong with the material (inputs that could not be used while others
were, a case that does not verify); 2 the command could not be carried out (bad usage, no such case, no input
that could be used at all). Every message about what is wrong is one line on standard error.
"""

from corrobora.cli.main import main

__all__ = ["main"]
