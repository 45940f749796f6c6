"""Bytes in: files, folders and manifests."""
