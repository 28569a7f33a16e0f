-- SPDX-License-Identifier: Apache-2.0
-- What was changed in a dataset after its import. The files as they were before lie in
-- originals/<dataset>/<id>/ under the paths listed here, relative to the dataset's folder.

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
CREATE INDEX dataset_fix_of_dataset ON dataset_fix(dataset_id, id);
