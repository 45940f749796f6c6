"""What can be done with a case, one module for each sort of act; `corrobora.case.Case` has them all.

Methods here ask for rights, open a transaction and call the module of `corrobora.case` that does the work.
"""
