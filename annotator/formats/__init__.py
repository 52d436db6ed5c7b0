"""Exchange formats: how annotations come in from other tools. Each module knows one format."""
