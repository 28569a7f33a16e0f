-- SPDX-License-Identifier: Apache-2.0
-- A project.db of schema 2 as Python's sqlite3 dumps it: project_v1.sql with migrations/0002_dataset_fixes.sql and one
-- fix. Never change it: it stands for files that people have.
BEGIN TRANSACTION;
CREATE TABLE annotation (
    id         INTEGER PRIMARY KEY,
    dataset_id INTEGER NOT NULL REFERENCES dataset(id) ON DELETE CASCADE,
    case_name  TEXT NOT NULL,
    text       TEXT NOT NULL,
    created_at INTEGER NOT NULL
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
INSERT INTO "case" VALUES(1,1,'a',0,'["datasets/Dataset004_Shapes/imagesTr/a_0000.nii.gz"]','datasets/Dataset004_Shapes/labelsTr/a.nii.gz');
INSERT INTO "case" VALUES(2,1,'b',0,'["datasets/Dataset004_Shapes/imagesTr/b_0000.nii.gz"]','datasets/Dataset004_Shapes/labelsTr/b.nii.gz');
CREATE TABLE case_check (
    dataset_id INTEGER NOT NULL REFERENCES dataset(id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    case_name  TEXT NOT NULL,
    json       TEXT NOT NULL,
    PRIMARY KEY (dataset_id, position)
) WITHOUT ROWID;
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
INSERT INTO "case_metric" VALUES(1,'a','dice',0,0.8125,0,1);
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
INSERT INTO "check_result" VALUES(1,1,'a',1,'few_voxels','few voxels','Label 2 has 3 voxels.','');
CREATE TABLE checkpoint (
    run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    kind   TEXT NOT NULL,
    epoch  INTEGER NOT NULL,
    file   TEXT NOT NULL,
    PRIMARY KEY (run_id, kind)
) WITHOUT ROWID;
INSERT INTO "checkpoint" VALUES(1,'final',1,'runs/0001/checkpoints/final.pt');
CREATE TABLE configuration (
    plan_id  INTEGER NOT NULL REFERENCES plan(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name     TEXT NOT NULL,
    json     TEXT NOT NULL,
    PRIMARY KEY (plan_id, name)
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
INSERT INTO "dataset" VALUES(1,4,'Dataset004_Shapes','datasets/Dataset004_Shapes','["MR"]','/source/Task04_Shapes',1790000001,1790000002);
CREATE TABLE dataset_fix (
    id         INTEGER PRIMARY KEY,
    dataset_id INTEGER NOT NULL REFERENCES dataset(id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    case_name  TEXT NOT NULL, -- empty for a fix of the whole dataset
    parameters TEXT NOT NULL, -- JSON object
    text       TEXT NOT NULL, -- what was done and how it was before
    files      TEXT NOT NULL, -- JSON array
    applied_at INTEGER NOT NULL,
    undone_at  INTEGER NOT NULL DEFAULT 0
);
INSERT INTO "dataset_fix" VALUES(1,1,'copy_geometry','a','{}','Copied the image''s geometry to the label of a.','["labelsTr/a.nii.gz"]',1790000200,0);
CREATE TABLE epoch_metric (
    run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    fold   INTEGER NOT NULL,
    epoch  INTEGER NOT NULL,
    key    TEXT NOT NULL,
    class  INTEGER NOT NULL, -- -1 for a value of all classes together
    value  REAL,
    PRIMARY KEY (run_id, epoch, key, class)
) WITHOUT ROWID;
INSERT INTO "epoch_metric" VALUES(1,0,0,'dice',0,0.5);
INSERT INTO "epoch_metric" VALUES(1,0,0,'dice',1,0.25);
INSERT INTO "epoch_metric" VALUES(1,0,0,'ema_dice',-1,0.375);
INSERT INTO "epoch_metric" VALUES(1,0,0,'learning_rate',-1,0.01);
INSERT INTO "epoch_metric" VALUES(1,0,0,'mean_dice',-1,0.375);
INSERT INTO "epoch_metric" VALUES(1,0,0,'memory_mib',-1,812.0);
INSERT INTO "epoch_metric" VALUES(1,0,0,'seconds',-1,48.0);
INSERT INTO "epoch_metric" VALUES(1,0,0,'train_loss',-1,0.5);
INSERT INTO "epoch_metric" VALUES(1,0,0,'validation_loss',-1,0.25);
INSERT INTO "epoch_metric" VALUES(1,0,1,'dice',0,0.75);
INSERT INTO "epoch_metric" VALUES(1,0,1,'dice',1,0.5);
INSERT INTO "epoch_metric" VALUES(1,0,1,'ema_dice',-1,0.5625);
INSERT INTO "epoch_metric" VALUES(1,0,1,'learning_rate',-1,0.01);
INSERT INTO "epoch_metric" VALUES(1,0,1,'mean_dice',-1,0.625);
INSERT INTO "epoch_metric" VALUES(1,0,1,'memory_mib',-1,812.0);
INSERT INTO "epoch_metric" VALUES(1,0,1,'seconds',-1,48.0);
INSERT INTO "epoch_metric" VALUES(1,0,1,'train_loss',-1,0.25);
INSERT INTO "epoch_metric" VALUES(1,0,1,'validation_loss',-1,0.25);
CREATE TABLE event (
    id     INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    at     INTEGER NOT NULL,
    type   TEXT NOT NULL,
    text   TEXT NOT NULL
);
INSERT INTO "event" VALUES(1,1,1790000100,'state','finished');
CREATE TABLE fingerprint (
    dataset_id INTEGER PRIMARY KEY REFERENCES dataset(id) ON DELETE CASCADE,
    json       TEXT NOT NULL,
    created_at INTEGER NOT NULL
);
CREATE TABLE iteration (
    run_id     INTEGER PRIMARY KEY REFERENCES run(id) ON DELETE CASCADE,
    epoch      INTEGER NOT NULL,
    iteration  INTEGER NOT NULL,
    iterations INTEGER NOT NULL,
    loss       REAL
);
CREATE TABLE job (
    id         INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL,
    title      TEXT NOT NULL,
    state      TEXT NOT NULL,
    message    TEXT NOT NULL DEFAULT '',
    started_at INTEGER NOT NULL,
    ended_at   INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE label (
    dataset_id   INTEGER NOT NULL REFERENCES dataset(id) ON DELETE CASCADE,
    position     INTEGER NOT NULL,
    name         TEXT NOT NULL,
    label_values TEXT NOT NULL, -- JSON array
    PRIMARY KEY (dataset_id, position)
) WITHOUT ROWID;
INSERT INTO "label" VALUES(1,0,'background','[0]');
INSERT INTO "label" VALUES(1,1,'core','[1]');
INSERT INTO "label" VALUES(1,2,'rim','[2]');
CREATE TABLE model (
    id         INTEGER PRIMARY KEY,
    run_id     INTEGER REFERENCES run(id) ON DELETE SET NULL,
    name       TEXT NOT NULL,
    file       TEXT NOT NULL,
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
CREATE TABLE prediction (
    id         INTEGER PRIMARY KEY,
    run_id     INTEGER REFERENCES run(id) ON DELETE SET NULL,
    inputs     TEXT NOT NULL, -- JSON array of paths
    mask       TEXT NOT NULL,
    error      TEXT NOT NULL,
    seconds    REAL NOT NULL,
    created_at INTEGER NOT NULL
);
CREATE TABLE project (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL
);
INSERT INTO "project" VALUES(1,'Old study',1790000000);
CREATE TABLE report (
    id         INTEGER PRIMARY KEY,
    run_id     INTEGER REFERENCES run(id) ON DELETE SET NULL,
    file       TEXT NOT NULL,
    created_at INTEGER NOT NULL
);
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
INSERT INTO "run" VALUES(1,1,'nnUNetPlans','3d_fullres',0,'3d_fullres, fold 0','{"configuration": "3d_fullres", "fold": 0, "epochs": 2, "iterations_per_epoch": 10}','finished','','runs/0001',1790000003,1790000004,1790000100,1790000099,4711,123456,'workstation',0,2,0.5625,0.8125);
CREATE TABLE schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL);
INSERT INTO "schema_version" VALUES(1,'initial',1790000000);
INSERT INTO "schema_version" VALUES(2,'dataset_fixes',1790000100);
CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "setting" VALUES('layout','four-up');
CREATE INDEX check_result_of_dataset ON check_result(dataset_id, case_name);
CREATE INDEX event_of_run ON event(run_id, id);
CREATE INDEX dataset_fix_of_dataset ON dataset_fix(dataset_id, id);
COMMIT;
