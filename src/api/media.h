/*
 * Answers with an object of the vault: a picture or another file of a student.
 *
 * Who calls has decided that the reader may see it, and has written the audit row where staff
 * reads.
 */
#ifndef SRC_API_MEDIA_H
#define SRC_API_MEDIA_H

#include "src/api/call.h"

/*
 * 200 with the whole object, opened by the student's key; its type is told by its bytes, and nobody
 * on the way may keep it. blob "" (erased), an object that is not there and a destroyed key are
 * 404. file_name: ASCII, offered to be saved under; NULL: to be shown in place.
 */
void media_answer(const ApiCall *call, const char *key_name, const char *blob,
                  const char *file_name);

#endif
