"""What the desktop host needs inside the workbook: the sources in `macros/`, those generated for it, and the ribbon."""
