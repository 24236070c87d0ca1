/* A portrait before the viewfinder, for the tests of the framing hints. Not thread-safe. */
#ifndef TESTS_UNIT_CLIENT_SIGHT_H
#define TESTS_UNIT_CLIENT_SIGHT_H

#include "tests/simulate/viewfinder.h"

typedef struct Sight Sight;
typedef int SightFault(Portrait *portrait, double strength);

/* Of the good portrait of the test pictures (TUCAI_PICTURES). NULL: it says why on stderr. */
Sight *sight_new(void);
void sight_free(Sight *sight);

/* A frame of VIEWFINDER_BYTES, borrowed until the next call; fault may be NULL. NULL: memory. */
uint8_t *sight_show(Sight *sight, SightFault *fault, double strength, double distance);

#endif
