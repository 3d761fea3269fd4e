"""`make wheelhouse`: everything a locked-down Windows PC needs to run xlplan without a network, in one folder.

The folder holds the locked wheels, xlplan's own, the master, the manuals, an installer that asks for no rights of an
administrator, and a list with the SHA-256 of each file. It names no host, and the installer asks none.
"""
