"""A small Excel for tests: one workbook model behind the two doors through which xlwings reaches a real one.

`application.excel(model)` opens a model on the desktop, `payload.payload_of(model)` is what the add-in sends, and
`payload.carry_out(answer, model)` what it does with the answer. `model` holds workbooks and types entries into cells as Excel does; `com` shows a model as Excel's COM objects, so that
xlwings' real `_xlwindows` engine runs on it; `payload` shows it as the browser-based add-in sends it, and carries out the
actions that xlwings' real `remote` engine answers with. What is not modelled raises: a test never passes for want of a
feature. It proves our calls and xlwings' conversion; it does not prove Excel.
"""
