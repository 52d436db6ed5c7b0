"""How far annotations can be trusted: optimal matching, honest statistics, and what went wrong where.

It works on `annotator.schema.Annotation` from anywhere and reads no file; pages and tables are left to
`annotator.views`.
"""

from annotator.scoring.ceiling import ceiling
from annotator.scoring.coders import agree
from annotator.scoring.comparison import Comparison, compare
from annotator.scoring.coverage import Coverage
from annotator.scoring.criteria import Criterion
from annotator.scoring.evaluation import inspect, score
from annotator.scoring.quantities import estimate
from annotator.scoring.scheme import Scheme
from annotator.scoring.scores import Scores
from annotator.scoring.uncertainty import Resampling

__all__ = [
    "Comparison",
    "Coverage",
    "Criterion",
    "Resampling",
    "Scheme",
    "Scores",
    "agree",
    "ceiling",
    "compare",
    "estimate",
    "inspect",
    "score",
]
