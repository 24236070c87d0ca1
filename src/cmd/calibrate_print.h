/* The result of a calibration, as text or as Markdown: what docs/photo-rules.md is made of. */
#ifndef SRC_CMD_CALIBRATE_PRINT_H
#define SRC_CMD_CALIBRATE_PRINT_H

#include <stdio.h>

#include "src/cmd/calibrate_set.h"

/*
 * One set: its summary, a table by code (what students feel), a table by measure (limits, and the
 * limits that would be better), and points of the ROC. 0, or -1: out of memory.
 */
int calibrate_print(const CalibrationSet *set, int as_markdown, FILE *stream);

/* One line for every picture on which a measure errs: what was wrong, the value, the file. */
void calibrate_print_errors(const CalibrationSet *set, FILE *stream);

#endif
