/*
 * The demo's schools with their colleges, batches and texts; each school has its own way of the
 * guide's choices, so that every one can be seen.
 */
#ifndef SRC_CMD_DEMO_PROVINCE_H
#define SRC_CMD_DEMO_PROVINCE_H

#include "src/app/app.h"
#include "src/store/db.h"

enum { DEMO_SCHOOLS = 3, DEMO_COLLEGES_MAX = 4 };

typedef struct DemoCollege {
    const char *name, *major;
} DemoCollege;

typedef struct DemoSchool {
    const char *code, *name, *contact, *what; /* what is special about it, for the operator */
    const char *verification;                 /* "roster", "code" */
    int is_payment_unified, has_school_review, is_production_automatic;
    int has_short_rules; /* waits of minutes instead of hours */
    int share_percent;   /* of all students */
    size_t n_colleges;
    DemoCollege colleges[DEMO_COLLEGES_MAX];
} DemoSchool;

extern const DemoSchool demo_schools[DEMO_SCHOOLS];

/* What the rows became. */
typedef struct DemoProvince {
    int64_t batch_ids[DEMO_SCHOOLS];
    int64_t college_ids[DEMO_SCHOOLS][DEMO_COLLEGES_MAX];
} DemoProvince;

/* In one transaction, with its audit row; windows from yesterday on for a year, all day. CONFLICT:
 * the database has schools already. */
int demo_province_add(const App *app, Db *db, DemoProvince *ret_province, Message *ret_message);

#endif
