"""Pages that show annotations and scores: self-contained, every text escaped."""
