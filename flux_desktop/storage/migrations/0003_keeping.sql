-- What people do with pictures: tags, albums, searches with a name; pictures that came from outside; folders to watch.

CREATE TABLE tag (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (name <> '')
) STRICT;

CREATE TABLE picture_tag (
    tag_id     INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
    picture_id INTEGER NOT NULL REFERENCES picture (id) ON DELETE CASCADE,
    PRIMARY KEY (tag_id, picture_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX picture_tag_of ON picture_tag (picture_id);

CREATE TABLE album (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (name <> '')
) STRICT;

CREATE TABLE picture_album (
    album_id   INTEGER NOT NULL REFERENCES album (id) ON DELETE CASCADE,
    picture_id INTEGER NOT NULL REFERENCES picture (id) ON DELETE CASCADE,
    PRIMARY KEY (album_id, picture_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX picture_album_of ON picture_album (picture_id);

CREATE TABLE saved_search (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (name <> ''),
    text TEXT NOT NULL
) STRICT;

CREATE INDEX picture_favourite ON picture (id) WHERE favourite = 1 AND binned_at IS NULL;

CREATE INDEX picture_rated ON picture (rating, id) WHERE rating > 0 AND binned_at IS NULL;

-- The same picture once more, and one whose file was moved, are known by their bytes.
CREATE INDEX picture_content ON picture (sha256);

-- How many references it was made from: searches ask for it. Nothing is known of those of imported pictures.
ALTER TABLE picture ADD COLUMN reference_count INTEGER NOT NULL DEFAULT 0;

UPDATE picture SET reference_count = (
    SELECT json_array_length(request, '$.references') FROM generation WHERE generation.id = picture.generation_id
) WHERE generation_id IS NOT NULL;

-- Where the file of a picture is that was left in its place: an absolute path, and then ``path`` is the same.
ALTER TABLE picture ADD COLUMN is_outside INTEGER NOT NULL DEFAULT 0 CHECK (is_outside IN (0, 1));

-- What the file of an imported picture says of its making, as JSON; NULL where it says nothing.
ALTER TABLE picture ADD COLUMN file_settings TEXT;

-- The name that the file of an imported picture had; searches find it like a word of the prompt.
ALTER TABLE picture ADD COLUMN file_name TEXT NOT NULL DEFAULT '';

-- The number of the colour that there is most of (``domain/colours.py``); NULL until somebody has looked.
ALTER TABLE picture ADD COLUMN colour INTEGER;

DROP TRIGGER picture_words_added;
DROP TRIGGER picture_words_removed;
DROP TRIGGER picture_words_changed;
DROP TABLE picture_words;

CREATE VIRTUAL TABLE picture_words USING fts5 (
    prompt, prompt_used, file_name,
    content = 'picture', content_rowid = 'id',
    tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3 4'
);

INSERT INTO picture_words (picture_words) VALUES ('rebuild');

CREATE TRIGGER picture_words_added AFTER INSERT ON picture
BEGIN
    INSERT INTO picture_words (rowid, prompt, prompt_used, file_name)
    VALUES (new.id, new.prompt, new.prompt_used, new.file_name);
END;

CREATE TRIGGER picture_words_removed AFTER DELETE ON picture
BEGIN
    INSERT INTO picture_words (picture_words, rowid, prompt, prompt_used, file_name)
    VALUES ('delete', old.id, old.prompt, old.prompt_used, old.file_name);
END;

CREATE TRIGGER picture_words_changed AFTER UPDATE OF prompt, prompt_used, file_name ON picture
BEGIN
    INSERT INTO picture_words (picture_words, rowid, prompt, prompt_used, file_name)
    VALUES ('delete', old.id, old.prompt, old.prompt_used, old.file_name);
    INSERT INTO picture_words (rowid, prompt, prompt_used, file_name)
    VALUES (new.id, new.prompt, new.prompt_used, new.file_name);
END;

CREATE TABLE watched_folder (
    id       INTEGER PRIMARY KEY,
    path     TEXT    NOT NULL UNIQUE,
    in_place INTEGER NOT NULL CHECK (in_place IN (0, 1))  -- pictures are left there; else they are copied
) STRICT;

-- Files that were looked at, so that the next look at an unchanged folder reads none of them.
CREATE TABLE seen_file (
    path        TEXT    PRIMARY KEY,
    bytes       INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    picture_id  INTEGER REFERENCES picture (id) ON DELETE SET NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX seen_file_picture ON seen_file (picture_id) WHERE picture_id IS NOT NULL;

-- What a search by fields asks of a picture, newest first, without its row: 10 ms for 100,000 when nothing is found.
CREATE INDEX picture_facts ON picture (
    id, model, width, height, practice, cost, reference_count, missing, colour, binned_at
) WHERE binned_at IS NULL;

CREATE INDEX picture_model ON picture (model, id) WHERE binned_at IS NULL;

CREATE INDEX picture_seed ON picture (seed, id) WHERE binned_at IS NULL;
