/* Pages that need no client, and the API's own document: files of the project, embedded at build.
 */
#ifndef SRC_API_PAGES_H
#define SRC_API_PAGES_H

#include "src/api/call.h"

/* By the route's pattern; 304 for who has it already. */
void pages_answer(ApiCall *call);

#endif
