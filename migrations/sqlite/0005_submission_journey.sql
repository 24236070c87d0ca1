-- Who asks for a photo asks by the journey: without it every question reads all submissions.

CREATE INDEX submission_journey ON submission (journey_id, id);
