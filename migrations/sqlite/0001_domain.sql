-- The domain: schools and their batches, students and their way, photos, staff, audit.
-- Times are milliseconds since 1970 UTC. Blobs are named, never stored here. Columns *_sealed are
-- sealed under the owner's key (docs/adr/0008), *_hash are keyed hashes to search by.

CREATE TABLE school (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    contact TEXT NOT NULL
) STRICT;

CREATE TABLE college (
    id INTEGER PRIMARY KEY,
    school_id INTEGER NOT NULL REFERENCES school,
    name TEXT NOT NULL,
    UNIQUE (school_id, name)
) STRICT;

CREATE TABLE staff (
    id INTEGER PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('college', 'school', 'retoucher', 'centre', 'auditor')),
    school_id INTEGER REFERENCES school,
    college_id INTEGER REFERENCES college,
    must_change_password INTEGER NOT NULL CHECK (must_change_password IN (0, 1)),
    totp_sealed BLOB,
    n_failed INTEGER NOT NULL,
    locked_until_ms INTEGER NOT NULL,
    is_disabled INTEGER NOT NULL CHECK (is_disabled IN (0, 1)),
    created_ms INTEGER NOT NULL,
    CHECK ((role IN ('college', 'school')) = (school_id IS NOT NULL)),
    CHECK ((role = 'college') = (college_id IS NOT NULL))
) STRICT;

CREATE TABLE batch (
    id INTEGER PRIMARY KEY,
    school_id INTEGER NOT NULL REFERENCES school,
    name TEXT NOT NULL,
    verification TEXT NOT NULL CHECK (verification IN ('roster', 'code')),
    opens_ms INTEGER NOT NULL,
    closes_ms INTEGER NOT NULL CHECK (closes_ms > opens_ms),
    daily_from_min INTEGER NOT NULL CHECK (daily_from_min BETWEEN 0 AND 1440),
    daily_to_min INTEGER NOT NULL CHECK (daily_to_min BETWEEN 0 AND 1440),
    is_payment_unified INTEGER NOT NULL CHECK (is_payment_unified IN (0, 1)),
    has_school_review INTEGER NOT NULL CHECK (has_school_review IN (0, 1)),
    production TEXT NOT NULL CHECK (production IN ('hand', 'automatic')),
    rules TEXT NOT NULL, -- what differs from the defaults: lines of name=value
    delivered_ms INTEGER,
    UNIQUE (school_id, name)
) STRICT;

CREATE TABLE batch_closed_day (
    batch_id INTEGER NOT NULL REFERENCES batch,
    day INTEGER NOT NULL, -- since 1970-01-01, China's zone
    PRIMARY KEY (batch_id, day)
) STRICT;

-- Texts that students read or agree to; a published one never changes.
CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('consent', 'notice', 'precautions', 'requirements')),
    batch_id INTEGER REFERENCES batch, -- NULL: for everybody
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    published_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX document_version ON document (kind, COALESCE(batch_id, 0), version);

CREATE TABLE video (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL UNIQUE,
    duration_ms INTEGER NOT NULL CHECK (duration_ms > 0),
    blob TEXT NOT NULL,
    published_ms INTEGER NOT NULL
) STRICT;

-- The roster: who may take part. Plain identity numbers are nowhere.
CREATE TABLE student (
    id INTEGER PRIMARY KEY,
    batch_id INTEGER NOT NULL REFERENCES batch,
    college_id INTEGER REFERENCES college,
    major TEXT NOT NULL,
    class_name TEXT NOT NULL,
    student_number TEXT NOT NULL,
    unique_number TEXT, -- of the registry
    key_name TEXT NOT NULL UNIQUE, -- in the key store
    name_masked TEXT NOT NULL,
    name_hash BLOB NOT NULL,
    name_sealed BLOB NOT NULL,
    identity_masked TEXT NOT NULL,
    identity_hash BLOB NOT NULL,
    identity_sealed BLOB NOT NULL,
    created_ms INTEGER NOT NULL,
    UNIQUE (batch_id, student_number),
    UNIQUE (batch_id, unique_number),
    UNIQUE (batch_id, identity_hash)
) STRICT;
CREATE INDEX student_college ON student (college_id);

-- A WeChat account, or a browser.
CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    openid_hash BLOB UNIQUE, -- NULL: a browser
    created_ms INTEGER NOT NULL
) STRICT;

-- One student's way through one batch. The state is that of src/model/journey.c; version rises with
-- every change, so that two changes of one state cannot both happen.
CREATE TABLE journey (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account,
    student_id INTEGER UNIQUE REFERENCES student, -- NULL until verified
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    consent_id INTEGER REFERENCES document,
    consented_ms INTEGER,
    withdrawn_ms INTEGER,
    phone_hash BLOB,
    phone_sealed BLOB,
    notice_id INTEGER REFERENCES document,
    precautions_id INTEGER REFERENCES document,
    requirements_id INTEGER REFERENCES document,
    wants_messages INTEGER CHECK (wants_messages IN (0, 1)),
    is_paid INTEGER NOT NULL CHECK (is_paid IN (0, 1)),
    n_failed_in_row INTEGER NOT NULL,
    n_other_in_row INTEGER NOT NULL,
    n_timed_locks INTEGER NOT NULL,
    cooldown_until_ms INTEGER NOT NULL,
    lock_kind TEXT NOT NULL CHECK (lock_kind IN ('none', 'timed', 'school')),
    locked_until_ms INTEGER NOT NULL,
    not_genuine TEXT NOT NULL, -- JSON: the times of the latest such failures
    created_ms INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX journey_account ON journey (account_id);
CREATE INDEX journey_state ON journey (state);

CREATE TABLE viewing (
    account_id INTEGER NOT NULL REFERENCES account,
    video_id INTEGER NOT NULL REFERENCES video,
    position_ms INTEGER NOT NULL, -- seen without a gap, as the server measured
    beat_ms INTEGER NOT NULL,     -- when the client last said that it plays
    finished_ms INTEGER,
    PRIMARY KEY (account_id, video_id)
) STRICT;

-- Leave to take one photo: single use, short life.
CREATE TABLE capture (
    id INTEGER PRIMARY KEY,
    journey_id INTEGER NOT NULL REFERENCES journey,
    nonce TEXT NOT NULL UNIQUE,
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    used_ms INTEGER
) STRICT;
CREATE INDEX capture_journey ON capture (journey_id);

CREATE TABLE shot (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    journey_id INTEGER NOT NULL REFERENCES journey,
    capture_id INTEGER NOT NULL UNIQUE REFERENCES capture,
    idempotency_key TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'making', 'passed', 'failed', 'broken')),
    stage TEXT,    -- while it is made
    outcome TEXT CHECK (outcome IN ('passed', 'failed', 'not-genuine', 'none')),
    file_blob TEXT,   -- NULL: erased
    frames TEXT NOT NULL, -- JSON: blobs and times of the burst
    overlay_blob TEXT,
    report TEXT,      -- JSON, version in it
    fingerprint TEXT,
    received_ms INTEGER NOT NULL,
    finished_ms INTEGER,
    UNIQUE (journey_id, idempotency_key)
) STRICT;
CREATE INDEX shot_finished ON shot (finished_ms);

CREATE TABLE job (
    id INTEGER PRIMARY KEY,
    shot_id INTEGER NOT NULL UNIQUE REFERENCES shot,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'dead')),
    run_after_ms INTEGER NOT NULL,
    lease_token TEXT,
    lease_until_ms INTEGER,
    n_attempts INTEGER NOT NULL
) STRICT;
CREATE INDEX job_open ON job (run_after_ms, id) WHERE state IN ('waiting', 'running');

CREATE TABLE draft (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    journey_id INTEGER NOT NULL REFERENCES journey,
    shot_id INTEGER NOT NULL UNIQUE REFERENCES shot,
    photo_blob TEXT,
    preview_blob TEXT,
    has_warnings INTEGER NOT NULL CHECK (has_warnings IN (0, 1)),
    created_ms INTEGER NOT NULL,
    deleted_ms INTEGER
) STRICT;
CREATE INDEX draft_journey ON draft (journey_id);

CREATE TABLE submission (
    id INTEGER PRIMARY KEY,
    journey_id INTEGER NOT NULL REFERENCES journey,
    draft_id INTEGER NOT NULL REFERENCES draft,
    submitted_ms INTEGER NOT NULL,
    opened_by INTEGER REFERENCES staff,
    opened_ms INTEGER,
    decision TEXT CHECK (decision IN ('approved', 'returned', 'withdrawn', 'reset')),
    decided_by INTEGER REFERENCES staff,
    decided_ms INTEGER,
    reasons TEXT, -- JSON: codes
    remark TEXT
) STRICT;
CREATE UNIQUE INDEX submission_open ON submission (journey_id) WHERE decision IS NULL;

-- Money: one order for a journey, whatever happens.
CREATE TABLE purchase (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    journey_id INTEGER NOT NULL UNIQUE REFERENCES journey,
    amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),
    provider TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'closed', 'refunded')),
    provider_reference TEXT,
    created_ms INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE production (
    id INTEGER PRIMARY KEY,
    submission_id INTEGER NOT NULL UNIQUE REFERENCES submission,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'claimed', 'finished', 'returned')),
    claimed_by INTEGER REFERENCES staff,
    claimed_until_ms INTEGER,
    sample_blob TEXT,
    final_blob TEXT,
    finished_ms INTEGER,
    proofread_ms INTEGER,
    problem TEXT,
    queued_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX production_queue ON production (queued_ms) WHERE state IN ('waiting', 'claimed');

CREATE TABLE exception_request (
    id INTEGER PRIMARY KEY,
    journey_id INTEGER NOT NULL REFERENCES journey,
    codes TEXT NOT NULL, -- JSON: rule codes
    note_sealed BLOB NOT NULL,
    proof_blob TEXT,
    state TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'refused')),
    asked_ms INTEGER NOT NULL,
    decided_by INTEGER REFERENCES staff,
    decided_ms INTEGER,
    remark TEXT
) STRICT;
CREATE INDEX exception_request_journey ON exception_request (journey_id);

-- The inbox.
CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    journey_id INTEGER NOT NULL REFERENCES journey,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL, -- JSON
    created_ms INTEGER NOT NULL,
    read_ms INTEGER
) STRICT;
CREATE INDEX message_journey ON message (journey_id, id);

CREATE TABLE session (
    token_hash BLOB PRIMARY KEY,
    account_id INTEGER REFERENCES account,
    staff_id INTEGER REFERENCES staff,
    csrf_token TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    CHECK ((account_id IS NULL) <> (staff_id IS NULL))
) STRICT;
CREATE INDEX session_expires ON session (expires_ms);
CREATE INDEX session_staff ON session (staff_id);

-- Who did what: every row carries the hash of the one before it. Rows are added, never changed.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    time_ms INTEGER NOT NULL,
    actor TEXT NOT NULL,   -- "staff:7", "student:12", "system"
    action TEXT NOT NULL,
    subject TEXT NOT NULL, -- "journey:12"
    detail TEXT NOT NULL,  -- JSON, no personal data
    previous_hash BLOB NOT NULL,
    hash BLOB NOT NULL UNIQUE
) STRICT;
CREATE INDEX audit_subject ON audit (subject);

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
-- Three years, by law; then rows may go.
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
WHEN OLD.time_ms > CAST(strftime('%s', 'now') AS INTEGER) * 1000 - 94608000000
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
