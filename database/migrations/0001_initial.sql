-- SPDX-License-Identifier: Apache-2.0
-- Times are UTC seconds since 1970. Paths below the project are stored relative to it. A number that does not exist
-- (NaN) is NULL. Columns named json hold JSON text.

CREATE TABLE project (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE dataset (
    id            INTEGER PRIMARY KEY,
    number        INTEGER NOT NULL UNIQUE,
    name          TEXT NOT NULL UNIQUE,
    folder        TEXT NOT NULL,
    channel_names TEXT NOT NULL, -- JSON array
    source        TEXT NOT NULL,
    imported_at   INTEGER NOT NULL,
    checked_at    INTEGER
);

CREATE TABLE "case" (
    id         INTEGER PRIMARY KEY,
    dataset_id INTEGER NOT NULL REFERENCES dataset(id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    is_test    INTEGER NOT NULL CHECK (is_test IN (0, 1)),
    channels   TEXT NOT NULL, -- JSON array of paths
    label_file TEXT,
    UNIQUE (dataset_id, is_test, name)
);

CREATE TABLE label (
    dataset_id   INTEGER NOT NULL REFERENCES dataset(id) ON DELETE CASCADE,
    position     INTEGER NOT NULL,
    name         TEXT NOT NULL,
    label_values TEXT NOT NULL, -- JSON array
    PRIMARY KEY (dataset_id, position)
) WITHOUT ROWID;

-- What the last check saw of each case, and every finding. Findings of the whole dataset have an empty case name.
CREATE TABLE case_check (
    dataset_id INTEGER NOT NULL REFERENCES dataset(id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    case_name  TEXT NOT NULL,
    json       TEXT NOT NULL,
    PRIMARY KEY (dataset_id, position)
) WITHOUT ROWID;

CREATE TABLE check_result (
    id         INTEGER PRIMARY KEY,
    dataset_id INTEGER NOT NULL REFERENCES dataset(id) ON DELETE CASCADE,
    case_name  TEXT NOT NULL,
    severity   INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    summary    TEXT NOT NULL,
    text       TEXT NOT NULL,
    fix        TEXT NOT NULL
);
CREATE INDEX check_result_of_dataset ON check_result(dataset_id, case_name);

CREATE TABLE fingerprint (
    dataset_id INTEGER PRIMARY KEY REFERENCES dataset(id) ON DELETE CASCADE,
    json       TEXT NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE TABLE plan (
    id         INTEGER PRIMARY KEY,
    dataset_id INTEGER NOT NULL REFERENCES dataset(id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    json       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (dataset_id, name)
);

CREATE TABLE configuration (
    plan_id  INTEGER NOT NULL REFERENCES plan(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name     TEXT NOT NULL,
    json     TEXT NOT NULL,
    PRIMARY KEY (plan_id, name)
) WITHOUT ROWID;

CREATE TABLE run (
    id              INTEGER PRIMARY KEY,
    dataset_id      INTEGER NOT NULL REFERENCES dataset(id),
    plan_name       TEXT NOT NULL,
    configuration   TEXT NOT NULL,
    fold            INTEGER NOT NULL, -- -1 stands for all
    name            TEXT NOT NULL,
    options         TEXT NOT NULL, -- JSON object
    state           TEXT NOT NULL,
    state_reason    TEXT NOT NULL DEFAULT '',
    folder          TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    started_at      INTEGER NOT NULL DEFAULT 0,
    ended_at        INTEGER NOT NULL DEFAULT 0,
    heartbeat_at    INTEGER NOT NULL DEFAULT 0,
    process_id      INTEGER NOT NULL DEFAULT 0,
    process_started INTEGER NOT NULL DEFAULT 0, -- tells a process from a later one with the same number
    host            TEXT NOT NULL DEFAULT '',
    stop_request    INTEGER NOT NULL DEFAULT 0, -- 0 none, 1 after the epoch, 2 now
    epochs_done     INTEGER NOT NULL DEFAULT 0,
    best_dice       REAL,
    validation_dice REAL
);

CREATE TABLE epoch_metric (
    run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    fold   INTEGER NOT NULL,
    epoch  INTEGER NOT NULL,
    key    TEXT NOT NULL,
    class  INTEGER NOT NULL, -- -1 for a value of all classes together
    value  REAL,
    PRIMARY KEY (run_id, epoch, key, class)
) WITHOUT ROWID;

-- The last iteration that was reported, for a live display.
CREATE TABLE iteration (
    run_id     INTEGER PRIMARY KEY REFERENCES run(id) ON DELETE CASCADE,
    epoch      INTEGER NOT NULL,
    iteration  INTEGER NOT NULL,
    iterations INTEGER NOT NULL,
    loss       REAL
);

CREATE TABLE checkpoint (
    run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    kind   TEXT NOT NULL,
    epoch  INTEGER NOT NULL,
    file   TEXT NOT NULL,
    PRIMARY KEY (run_id, kind)
) WITHOUT ROWID;

CREATE TABLE model (
    id         INTEGER PRIMARY KEY,
    run_id     INTEGER REFERENCES run(id) ON DELETE SET NULL,
    name       TEXT NOT NULL,
    file       TEXT NOT NULL,
    json       TEXT NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE TABLE prediction (
    id         INTEGER PRIMARY KEY,
    run_id     INTEGER REFERENCES run(id) ON DELETE SET NULL,
    inputs     TEXT NOT NULL, -- JSON array of paths
    mask       TEXT NOT NULL,
    error      TEXT NOT NULL,
    seconds    REAL NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE TABLE report (
    id         INTEGER PRIMARY KEY,
    run_id     INTEGER REFERENCES run(id) ON DELETE SET NULL,
    file       TEXT NOT NULL,
    created_at INTEGER NOT NULL
);

-- Metrics of whole validation cases of a run.
CREATE TABLE case_metric (
    run_id    INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    case_name TEXT NOT NULL,
    key       TEXT NOT NULL,
    class     INTEGER NOT NULL,
    value     REAL,
    position  INTEGER NOT NULL,
    total     INTEGER NOT NULL,
    PRIMARY KEY (run_id, case_name, key, class)
) WITHOUT ROWID;

CREATE TABLE job (
    id         INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL,
    title      TEXT NOT NULL,
    state      TEXT NOT NULL,
    message    TEXT NOT NULL DEFAULT '',
    started_at INTEGER NOT NULL,
    ended_at   INTEGER NOT NULL DEFAULT 0
);

-- What happened to a run besides its numbers: states, warnings, errors.
CREATE TABLE event (
    id     INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    at     INTEGER NOT NULL,
    type   TEXT NOT NULL,
    text   TEXT NOT NULL
);
CREATE INDEX event_of_run ON event(run_id, id);

CREATE TABLE annotation (
    id         INTEGER PRIMARY KEY,
    dataset_id INTEGER NOT NULL REFERENCES dataset(id) ON DELETE CASCADE,
    case_name  TEXT NOT NULL,
    text       TEXT NOT NULL,
    created_at INTEGER NOT NULL
);
