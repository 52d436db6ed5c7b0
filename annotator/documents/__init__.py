"""Where articles come from: files and corpora read as documents, with their language and their zones found.

Splitting a text into sentences is `annotator.documents.sentences`; what the words mean is left to the engines.
"""

from annotator.documents.columns import Columns
from annotator.documents.corpus import Unreadable, stream, told_apart
from annotator.documents.language import identified
from annotator.documents.read import read
from annotator.documents.source import Format
from annotator.documents.zones import detect

__all__ = ["Columns", "Format", "Unreadable", "detect", "identified", "read", "stream", "told_apart"]
