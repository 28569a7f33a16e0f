-- SPDX-License-Identifier: Apache-2.0
-- Colors that somebody chose for the labels of a dataset; a label without a row keeps the program's own.

CREATE TABLE label_color (
    dataset_id INTEGER NOT NULL REFERENCES dataset(id) ON DELETE CASCADE,
    value      INTEGER NOT NULL, -- of the label in the mask
    color      TEXT NOT NULL,    -- "#e5484d"
    PRIMARY KEY (dataset_id, value)
) WITHOUT ROWID;
