-- A second factor counts once its first code was given, and a code counts once.

ALTER TABLE staff ADD COLUMN totp_is_confirmed INTEGER NOT NULL DEFAULT 0
    CHECK (totp_is_confirmed IN (0, 1));
ALTER TABLE staff ADD COLUMN totp_step INTEGER NOT NULL DEFAULT 0;
