"""Japanese target sentences → typed targets, with what is not certain said aloud.

`explain` is the way in. A sentence is cleaned (`clean`), cut into tokens (`tokens`, by the words of `lexicon`), what it
says is gathered (`parts`), and the first pattern that fits decides its kind (`changes`, `levels`, `series`). Whatever no
pattern understood makes the reading ambiguous: a wrong reading given with confidence is the worst outcome.
"""

from xlplan.sentences.explain import explain
from xlplan.sentences.reading import Kind, Reading

__all__ = ["Kind", "Reading", "explain"]
