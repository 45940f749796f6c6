"""Photos and video: what they are, what they say of themselves, and what they look like."""
