"""Text to claims: numbers, dates, places, attribution, engines and the gate."""
