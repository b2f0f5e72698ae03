-- The library: what was asked for, what came of it, and a log of every step.
--
-- One number names a generation and its picture. Ids grow with time (milliseconds since 1970, shifted left by ten bits,
-- plus a counter), so the order of ids is the order of dates. Amounts are hundredths of a credit. Moments are
-- microseconds since 1970 in UTC.

CREATE TABLE generation (
    id             INTEGER PRIMARY KEY,
    batch_id       INTEGER NOT NULL,
    state          TEXT    NOT NULL CHECK (state IN ('queued', 'submitting', 'unconfirmed', 'running', 'fetching',
                                                     'done', 'refused', 'failed', 'expired', 'cancelled')),
    server         TEXT    NOT NULL,
    practice       INTEGER NOT NULL CHECK (practice IN (0, 1)),

    -- What was asked. The request is whole in JSON; what lists and searches need stands beside it.
    request        TEXT    NOT NULL,
    model          TEXT    NOT NULL,
    prompt         TEXT    NOT NULL,
    seed           INTEGER,
    width          INTEGER NOT NULL CHECK (width > 0),      -- the size to expect
    height         INTEGER NOT NULL CHECK (height > 0),

    -- What the service answered. The polling URL is how a paid task is resumed.
    task_id        TEXT,
    polling_url    TEXT,
    prompt_used    TEXT,
    seed_used      INTEGER,
    submitted_at   INTEGER,
    ready_at       INTEGER,
    finished_at    INTEGER,
    failure_cause  TEXT,
    failure_detail TEXT,
    failure_field  TEXT,

    -- The file this picture will be in, committed before it is written, so that a crash in between leaves no orphan.
    planned_path   TEXT,
    planned_sha256 TEXT,

    -- The three costs are never mixed. Doubtful is what earlier attempts may have cost: it outlives sending again and
    -- dismissing, so that no sum forgets it.
    estimate       INTEGER,
    submitted_cost INTEGER,
    settled_cost   INTEGER,
    doubtful_cost  INTEGER NOT NULL DEFAULT 0,
    spent          INTEGER NOT NULL GENERATED ALWAYS AS (
        doubtful_cost + CASE
            WHEN settled_cost IS NOT NULL THEN settled_cost
            WHEN state IN ('running', 'fetching', 'done', 'expired') THEN coalesce(submitted_cost, estimate, 0)
            WHEN state = 'unconfirmed' THEN coalesce(estimate, 0)
            ELSE 0
        END
    ) VIRTUAL,

    CHECK (task_id IS NOT NULL OR state NOT IN ('running', 'fetching', 'done'))
) STRICT;

-- The tiles of the gallery that are no pictures: what is under way and what someone should look at. (The last column
-- of this index and the next ones is there for SQLite, which else goes to the table to test the condition once more.)
CREATE INDEX generation_tile ON generation (id, width, height, state) WHERE state NOT IN ('done', 'cancelled');

CREATE INDEX generation_spent ON generation (id, spent, practice) WHERE practice = 0;

-- How long a model took lately.
CREATE INDEX generation_pace ON generation (model, practice, id) WHERE state = 'done';

CREATE TABLE generation_event (
    id            INTEGER PRIMARY KEY,      -- the same number as in the journal beside the database
    generation_id INTEGER NOT NULL REFERENCES generation (id),
    at            INTEGER NOT NULL,
    from_state    TEXT,
    to_state      TEXT    NOT NULL,
    note          TEXT    NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX generation_event_of ON generation_event (generation_id);

CREATE TRIGGER generation_event_is_never_changed BEFORE UPDATE ON generation_event
BEGIN
    SELECT raise(ABORT, 'the event log is append-only');
END;

CREATE TRIGGER generation_event_is_never_deleted BEFORE DELETE ON generation_event
BEGIN
    SELECT raise(ABORT, 'the event log is append-only');
END;

-- A picture carries copies of the words, the model, the seed and the cost. Imported pictures have no generation but do
-- have these, and so the gallery, its sections and the search read one table and join nothing. What is copied is final
-- when the picture arrives, save the cost, which the same transaction keeps in step.
CREATE TABLE picture (
    id            INTEGER PRIMARY KEY,
    generation_id INTEGER REFERENCES generation (id) CHECK (generation_id = id),
    path          TEXT    NOT NULL UNIQUE,  -- relative to the library, with forward slashes
    sha256        TEXT    NOT NULL CHECK (length(sha256) = 64),
    bytes         INTEGER NOT NULL,
    width         INTEGER NOT NULL CHECK (width > 0),
    height        INTEGER NOT NULL CHECK (height > 0),
    format        TEXT    NOT NULL,
    practice      INTEGER NOT NULL DEFAULT 0 CHECK (practice IN (0, 1)),
    missing       INTEGER NOT NULL DEFAULT 0 CHECK (missing IN (0, 1)),
    model         TEXT    NOT NULL DEFAULT '',
    prompt        TEXT    NOT NULL DEFAULT '',
    prompt_used   TEXT,
    seed          INTEGER,
    cost          INTEGER,
    favourite     INTEGER NOT NULL DEFAULT 0 CHECK (favourite IN (0, 1)),
    rating        INTEGER NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5),
    notes         TEXT    NOT NULL DEFAULT '',
    binned_at     INTEGER
) STRICT;

-- Everything the layout and the section headers need, so that 100,000 pictures are laid out without reading their rows.
CREATE INDEX picture_shown ON picture (id, width, height, practice, cost, binned_at) WHERE binned_at IS NULL;

CREATE INDEX picture_binned ON picture (binned_at) WHERE binned_at IS NOT NULL;

-- Words asked and words used, with every prefix of one to four letters indexed: results while typing, at any length.
CREATE VIRTUAL TABLE picture_words USING fts5 (
    prompt, prompt_used,
    content = 'picture', content_rowid = 'id',
    tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3 4'
);

CREATE TRIGGER picture_words_added AFTER INSERT ON picture
BEGIN
    INSERT INTO picture_words (rowid, prompt, prompt_used) VALUES (new.id, new.prompt, new.prompt_used);
END;

CREATE TRIGGER picture_words_removed AFTER DELETE ON picture
BEGIN
    INSERT INTO picture_words (picture_words, rowid, prompt, prompt_used)
    VALUES ('delete', old.id, old.prompt, old.prompt_used);
END;

CREATE TRIGGER picture_words_changed AFTER UPDATE OF prompt, prompt_used ON picture
BEGIN
    INSERT INTO picture_words (picture_words, rowid, prompt, prompt_used)
    VALUES ('delete', old.id, old.prompt, old.prompt_used);
    INSERT INTO picture_words (rowid, prompt, prompt_used) VALUES (new.id, new.prompt, new.prompt_used);
END;

-- The two views below are for other programs: their columns do not change.
CREATE VIEW pictures_v1 AS
SELECT id,
       generation_id,
       strftime('%Y-%m-%dT%H:%M:%fZ', (id >> 10) / 1000.0, 'unixepoch') AS created_at,
       path,
       prompt,
       prompt_used,
       model,
       seed,
       width,
       height,
       format,
       cost / 100.0 AS cost_credits,
       favourite,
       rating,
       binned_at IS NOT NULL AS binned,
       practice
FROM picture;

CREATE VIEW generations_v1 AS
SELECT generation.id AS id,
       strftime('%Y-%m-%dT%H:%M:%fZ', (generation.id >> 10) / 1000.0, 'unixepoch') AS created_at,
       generation.state AS state,
       generation.model AS model,
       generation.prompt AS prompt,
       coalesce(generation.seed_used, generation.seed) AS seed,
       generation.task_id AS task_id,
       generation.estimate / 100.0 AS estimate_credits,
       generation.submitted_cost / 100.0 AS submitted_credits,
       generation.settled_cost / 100.0 AS settled_credits,
       generation.failure_cause AS error,
       picture.id AS picture_id,
       generation.practice AS practice
FROM generation
LEFT JOIN picture ON picture.id = generation.id;
