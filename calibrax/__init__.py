"""Turn the output of any benchmark tool into a verdict that a team can trust.

Import what you need from its folder: ``calibrax.core`` (the vocabulary), ``calibrax.storage``
(:class:`~calibrax.storage.Store`), ``calibrax.analysis`` (comparison, regression, ranking).
"""

__version__ = "0.1.0"
