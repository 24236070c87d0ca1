/* Accounts of staff, for the files of this folder that answer with them. */
#ifndef SRC_API_STAFF_H
#define SRC_API_STAFF_H

#include "src/api/json.h"
#include "src/model/staff.h"

/* NULL: out of memory. */
json_t *staff_api_pack(const Staff *staff);

/* The account that the path names. NOT_FOUND. */
int staff_api_find(const ApiCall *call, Staff *ret_staff, Message *ret_message);

#endif
