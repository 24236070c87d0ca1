/*
 * The people of the demo: names that sound right, numbers that check, nobody who lives.
 *
 * A person is a function of school and position alone, so that any part of the demo can be told
 * again. Identity numbers begin with 99, an area that GB/T 2260 gives to no place.
 */
#ifndef SRC_CMD_DEMO_PEOPLE_H
#define SRC_CMD_DEMO_PEOPLE_H

#include <stddef.h>

#include "src/model/identity.h"

enum { DEMO_PEOPLE_MAX = 99999, DEMO_CLASS_SIZE = 40 }; /* of one school; a class */

typedef struct DemoPerson {
    char name[NAME_BYTES], identity[IDENTITY_BYTES];
    char student_number[STUDENT_NUMBER_BYTES], unique_number[STUDENT_NUMBER_BYTES];
} DemoPerson;

/* school: 1..99; position: 0..DEMO_PEOPLE_MAX. Of each school 5 has a name with a middle dot and 9
 * a passport. Pure. */
void demo_person_make(unsigned school, size_t position, DemoPerson *ret_person);

#endif
