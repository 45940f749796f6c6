"""The public record: a static site of what the lead approved."""
