/*
 * The school's notice: a new version is published, and students who read an older one must read it
 * again (the guide; product rule S5).
 *
 * They are sent back when they come, not when it is published: a published notice is one row, so it
 * cannot be published half, and ten thousand students are not rewritten in the last hour of a
 * batch, when few of them will come back at all. Nothing is lost by it: whoever does not come
 * takes no photo.
 */
#ifndef SRC_APP_NOTICES_H
#define SRC_APP_NOTICES_H

#include "src/app/app.h"
#include "src/store/document.h"

/* ARGUMENT: empty. TOO_LARGE: over DOCUMENT_BYTES_MAX. NOT_FOUND: no such batch. */
int notices_publish(const App *app, Db *db, int64_t staff_id, int64_t batch_id, const char *body,
                    int64_t *ret_id, Message *ret_message);

/*
 * Sends the account's student back to the notice if it has a version that was not read and the
 * student has not handed in a photo. One query where nothing is to be done. Not inside a
 * transaction.
 */
int notices_refresh(const App *app, Db *db, int64_t account_id, Message *ret_message);

#endif
