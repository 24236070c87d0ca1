-- What officers search and change: students by keyed hashes, one open request for an exception,
-- settings with a version, so that two officers do not undo each other's change unseen.

CREATE INDEX student_name ON student (name_hash);
CREATE INDEX student_identity ON student (identity_hash);

ALTER TABLE batch ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE school ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

ALTER TABLE exception_request ADD COLUMN shot_id BIGINT REFERENCES shot;
CREATE UNIQUE INDEX exception_request_open ON exception_request (journey_id) WHERE state = 'asked';
