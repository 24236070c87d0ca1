-- What has been given up and must be destroyed: owners' keys and blobs. A row is written in the
-- transaction that drops the last reference, and goes when the thing itself has gone.
CREATE TABLE erasure (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('key', 'blob')),
    name TEXT NOT NULL,
    asked_ms INTEGER NOT NULL,
    UNIQUE (kind, name)
) STRICT;
