"""Who said what about whom in the news: quotes, claims and stances, each pinned to the characters that prove it."""
