-- seq gives the order of syncs: clocks jump.
CREATE TABLE sync (
    seq         INTEGER PRIMARY KEY,
    application TEXT    NOT NULL,
    id          TEXT    NOT NULL,
    revision    TEXT    NOT NULL,
    author      TEXT,
    subject     TEXT,
    woken_by    TEXT    NOT NULL,
    started     INTEGER NOT NULL, -- milliseconds since 1970
    finished    INTEGER NOT NULL,
    outcome     TEXT    NOT NULL,
    message     TEXT,
    UNIQUE (application, id)
);

CREATE INDEX sync_latest ON sync (application, seq);

CREATE TABLE sync_object (
    sync        INTEGER NOT NULL REFERENCES sync (seq) ON DELETE CASCADE,
    place       INTEGER NOT NULL,
    api_group   TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    namespace   TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    action      TEXT    NOT NULL,
    message     TEXT,
    changes     TEXT, -- a JSON list; null where there are none
    PRIMARY KEY (sync, place)
) WITHOUT ROWID;

-- declared and answered: deflated JSON of {"declared": ..., "answered": ...}
CREATE TABLE base (
    application TEXT NOT NULL, -- the Application's uid
    api_group   TEXT NOT NULL,
    kind        TEXT NOT NULL,
    namespace   TEXT NOT NULL,
    name        TEXT NOT NULL,
    content     BLOB NOT NULL,
    UNIQUE (application, api_group, kind, namespace, name)
);

CREATE TABLE mask_key (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    content BLOB NOT NULL
);
