-- An order knows the draft that is handed in once it is paid, and a payment pays one order only.

ALTER TABLE purchase ADD COLUMN draft_id INTEGER REFERENCES draft;
CREATE UNIQUE INDEX purchase_reference ON purchase (provider, provider_reference);
CREATE INDEX submission_draft ON submission (draft_id);
