"""How far annotations can be trusted: optimal matching, honest statistics, and what went wrong where.

It works on `annotator.schema.Annotation` from anywhere and reads no file; pages and tables are left to
`annotator.views`.
"""
