"""The doors: command line, Excel, server. Thin."""
