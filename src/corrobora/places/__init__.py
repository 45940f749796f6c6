"""Names to points: the embedded gazetteer and how names resolve in it."""
