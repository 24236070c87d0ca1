-- Production: first the machine's turn, then perhaps people's; what a student reports is sealed.

ALTER TABLE production ADD COLUMN hand_reason TEXT -- NULL: the machine's turn
    CHECK (hand_reason IN ('batch', 'warnings', 'audit', 'problem', 'machine'));
ALTER TABLE production ADD COLUMN n_attempts INTEGER NOT NULL DEFAULT 0; -- of the machine
ALTER TABLE production ADD COLUMN finished_by INTEGER REFERENCES staff; -- NULL: the machine
ALTER TABLE production ADD COLUMN problem_ms INTEGER;
ALTER TABLE production ADD COLUMN problem_sealed BLOB;
ALTER TABLE production DROP COLUMN problem;

DROP INDEX production_queue;
CREATE INDEX production_machine ON production (queued_ms, id)
    WHERE state IN ('waiting', 'claimed') AND hand_reason IS NULL;
CREATE INDEX production_hand ON production (queued_ms, id)
    WHERE state IN ('waiting', 'claimed') AND hand_reason IS NOT NULL;
CREATE INDEX production_claimed_by ON production (claimed_by) WHERE state = 'claimed';
