"""The tables of a run's SQLite file, and the views that make it readable in any SQLite browser.

It is text only; who writes and reads the rows is `annotator.runs.store`.
"""

from __future__ import annotations

APPLICATION_ID = 0x616E6E6F
"""“anno” in ASCII: marks the file as ours."""
VERSION = 4
"""Grows when an older annotator could misread the tables."""

TABLES = """
CREATE TABLE documents(
    position    INTEGER PRIMARY KEY,  -- place in the corpus, from 0
    id          TEXT NOT NULL,
    sha256      TEXT,                 -- of the text; null when the document could not be read
    document    TEXT,                 -- the document as JSON; null when it could not be read
    state       TEXT NOT NULL CHECK (state IN ('annotated', 'failed')),
    key         TEXT,                 -- of its row in annotations; null when it failed
    shared      INTEGER NOT NULL DEFAULT 0,  -- 1 when the answer was made for an equal document
    error       TEXT,                 -- class of the error
    message     TEXT,                 -- what went wrong, a sentence
    reply       TEXT,                 -- the model's last raw reply before it failed
    seconds     REAL,                 -- wall clock
    finished_at TEXT NOT NULL
);
CREATE INDEX documents_failed ON documents(position) WHERE state = 'failed';
CREATE INDEX documents_key ON documents(key);
CREATE TABLE annotations(
    key         TEXT PRIMARY KEY,     -- digest of text, prompts, schema, codebook, model and parameters
    annotation  TEXT NOT NULL,
    setup       TEXT NOT NULL         -- digest of what decided the answer; run.json holds the one in force
);
CREATE INDEX annotations_setup ON annotations(setup);
CREATE TABLE attempts(
    number           INTEGER PRIMARY KEY,
    position         INTEGER NOT NULL,  -- of the document
    request          TEXT NOT NULL,     -- digest of messages, response schema, model and parameters
    reply            TEXT,              -- raw; null when none came
    error            TEXT,
    status           INTEGER,           -- of HTTP
    latency_s        REAL NOT NULL,
    calls            INTEGER NOT NULL,
    reasks           INTEGER NOT NULL,
    retries          INTEGER NOT NULL,
    input_tokens     INTEGER NOT NULL,
    output_tokens    INTEGER NOT NULL,
    cached_tokens    INTEGER NOT NULL,
    reasoning_tokens INTEGER NOT NULL,
    cost             REAL,              -- US dollars; null when the model's price is unknown
    spoiled          INTEGER NOT NULL DEFAULT 0,  -- 1 when the document failed on this reply: it is not used again
    at               TEXT NOT NULL
);
CREATE INDEX attempts_request ON attempts(request);
CREATE INDEX attempts_position ON attempts(position);
CREATE TABLE batches(
    id           TEXT PRIMARY KEY,    -- as the provider names it
    input_file   TEXT NOT NULL,
    round        INTEGER NOT NULL,
    requests     INTEGER NOT NULL,
    state        TEXT NOT NULL,
    collected    INTEGER NOT NULL DEFAULT 0,
    submitted_at TEXT NOT NULL
);
CREATE TABLE batch_requests(
    request  TEXT NOT NULL,           -- digest, as in attempts; with the position it makes the custom_id
    position INTEGER NOT NULL,
    batch    TEXT NOT NULL REFERENCES batches(id),
    PRIMARY KEY (request, position, batch)
);
CREATE TABLE sessions(
    number     INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL DEFAULT 'run' CHECK (kind IN ('run', 'retry')),
    started_at TEXT NOT NULL,
    ended_at   TEXT,                  -- null while it works, or when it was killed
    ending     TEXT,
    corpus     TEXT                   -- of a shard that came to its end: digest of the whole corpus
);
"""

_ANNOTATED = "documents d JOIN annotations a ON a.key = d.key"


_NAME = """(SELECT json_extract(x.value, '$.name') FROM json_each(a.annotation, '$.actors') x
        WHERE json_extract(x.value, '$.id') = json_extract(r.value, '$.FIELD'))"""
_WORDS = """(SELECT group_concat(json_extract(x.value, '$.text'), ' … ') FROM json_each(r.value, '$.FIELD') x)"""


def _name(field: str) -> str:
    """SQL for the name of the actor that a field of the record r refers to."""
    return _NAME.replace("FIELD", field)


def _words(field: str) -> str:
    """SQL for the words of a field's spans in the record r."""
    return _WORDS.replace("FIELD", field)


VIEWS = f"""
CREATE VIEW quotes AS SELECT d.position, d.id AS document, json_extract(r.value, '$.id') AS quote,
    json_extract(r.value, '$.kind') AS kind, {_name("speaker")} AS speaker, {_words("cue")} AS cue,
    {_words("content")} AS content
    FROM {_ANNOTATED}, json_each(a.annotation, '$.quotes') r;
CREATE VIEW claims AS SELECT d.position, d.id AS document, json_extract(r.value, '$.id') AS claim,
    json_extract(r.value, '$.kind') AS kind, {_name("claimant")} AS claimant,
    json_extract(r.value, '$.proposition') AS proposition, {_words("evidence")} AS evidence
    FROM {_ANNOTATED}, json_each(a.annotation, '$.claims') r;
CREATE VIEW stances AS SELECT d.position, d.id AS document, json_extract(r.value, '$.id') AS stance,
    {_name("holder")} AS holder, json_extract(r.value, '$.polarity') AS polarity,
    json_extract(r.value, '$.target.label') AS target, json_extract(r.value, '$.act') AS act,
    {_words("evidence")} AS evidence
    FROM {_ANNOTATED}, json_each(a.annotation, '$.stances') r;
"""  # noqa: S608  # constants of this module
