/* The students' client in the browser: the web build of client/, embedded when the program is
 * built. */
#ifndef SRC_API_CLIENT_H
#define SRC_API_CLIENT_H

#include "src/api/call.h"

/* The page itself. */
void client_answer_page(ApiCall *call);

/* What it loads: the path's {file}, or {folder}/{file}; 404 where there is none. */
void client_answer_file(ApiCall *call);

#endif
