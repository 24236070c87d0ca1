/* Messages. Thread-safe; a connection each. */
#include "src/app/inbox.h"

int inbox_tell(const App *app, Db *db, int64_t journey_id, InboxKind kind, const char *detail,
               Message *ret_message)
{
    return store_message_add(db, journey_id, kind, detail ? detail : "{}",
                             clock_now_ms(&app->clock), ret_message);
}
