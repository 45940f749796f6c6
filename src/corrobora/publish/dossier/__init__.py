"""Dossiers: one incident written out so that each sentence leads to the words and bytes it rests on."""
