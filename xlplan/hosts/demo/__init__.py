"""The sample round: invented returns for every department, six of them spoilt on purpose, taken through every step."""

from xlplan.hosts.demo.tour import run

__all__ = ["run"]
