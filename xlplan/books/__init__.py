"""Who has the workbook open: a file, Excel, or memory."""
