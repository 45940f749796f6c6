"""The API: what the pages show and do, for programs, under ``/api/v1``."""
