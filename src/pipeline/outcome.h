/* What a photo's report means for the student: passed, or which count of failures it adds to. */
#ifndef SRC_PIPELINE_OUTCOME_H
#define SRC_PIPELINE_OUTCOME_H

#include <idphoto/report.h>

typedef enum Outcome {
    OUTCOME_PASSED,
    OUTCOME_FAILED,      /* a photo rule */
    OUTCOME_NOT_GENUINE, /* recapture, beautification, liveness: this counts, whatever else failed
                          */
    OUTCOME_NONE         /* refused, but nothing the student did: broken file, our own work */
} Outcome;

/* By the lock classes of the rules that failed (idphoto/rule.h). Pure. */
Outcome outcome_get(const IdpReport *report);

/* "passed", "failed", "not-genuine", "none": as the database has them. */
const char *outcome_get_name(Outcome outcome);

#endif
