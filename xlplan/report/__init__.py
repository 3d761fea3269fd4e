"""What the merged and judged master is for: reports, each made from one set of figures."""
