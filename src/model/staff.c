/* Names of roles. */
#include "src/model/staff.h"

#include <string.h>

static const char *const names[ROLE_COUNT] = {"nobody",    "student", "college", "school",
                                              "retoucher", "centre",  "auditor"};

const char *role_get_name(Role role)
{
    return names[role];
}

Role role_parse_staff(const char *name)
{
    for (int role = ROLE_COLLEGE; role < ROLE_COUNT; role++)
        if (!strcmp(names[role], name))
            return (Role)role;
    return ROLE_COUNT;
}
