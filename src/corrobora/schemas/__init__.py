"""JSON Schemas of what the commands print, shipped with the package."""
