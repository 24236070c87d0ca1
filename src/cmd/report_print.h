/* A report as lines for people, Chinese first. */
#ifndef SRC_CMD_REPORT_PRINT_H
#define SRC_CMD_REPORT_PRINT_H

#include <stdio.h>

#include <idphoto/report.h>

/* Every rule with its value, limits and verdict, and the texts of those that do not hold. */
void report_print(const IdpReport *report, const char *name, FILE *stream);

/* The word for a verdict that a photo as a whole got: "passed", "passed with warnings", "refused".
 */
const char *report_get_outcome(const IdpReport *report);

/* The first rule that failed (or warned, if none did), or NULL. */
const IdpRuleResult *report_get_first_reason(const IdpReport *report);

#endif
