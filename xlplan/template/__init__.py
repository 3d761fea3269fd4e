"""Workbooks made from the declarations in `xlplan.tables`: the master, and the department's return form."""
