/* Pages that need no client, and the API's own document: files of the project, embedded at build.
 */
#ifndef SRC_API_PAGES_H
#define SRC_API_PAGES_H

#include "src/api/call.h"
#include "src/base/embedded.h"

/* By the route's pattern; 304 for who has it already. */
void pages_answer(ApiCall *call);

/* A file that is part of the program, with its ETag; 304 for who has it already. */
void pages_answer_file(const ApiCall *call, const EmbeddedFile *file, const char *type);

#endif
