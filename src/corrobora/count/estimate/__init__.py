"""How many were never recorded: multiple systems estimation from overlapping lists.

An estimate is never mixed into documented counts. Every method here assumes that, given the model,
being on one list says nothing about being on another beyond what the model allows; that assumption
cannot be tested with the data (Aleshin-Guendel, Sadinle and Wakefield, arXiv 2101.09304).
"""
