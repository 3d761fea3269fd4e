"""xlplan: a city's reform plan in Excel, made trustworthy."""
