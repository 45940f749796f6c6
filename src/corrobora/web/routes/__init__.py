"""Routes, one family of pages a module: a function that puts them on an application."""
