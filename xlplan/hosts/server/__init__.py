"""The browser-based add-in (optional extra `[server]`): the same operations, behind https inside the city's network.

`serving` starts it, `web` is the application, `gate` stands in front of every request, `scripts` run the operations on the
workbook that a request brings, `tokens` say who may run which. Only `web`, `scripts` and `guards` need the extra.
"""
