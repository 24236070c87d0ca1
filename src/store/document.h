/* Texts that students read or agree to. A published one never changes; a new one has a version. */
#ifndef SRC_STORE_DOCUMENT_H
#define SRC_STORE_DOCUMENT_H

#include "src/model/journey.h"
#include "src/store/db.h"

typedef enum DocumentKind {
    DOCUMENT_CONSENT,
    DOCUMENT_NOTICE,
    DOCUMENT_PRECAUTIONS,
    DOCUMENT_REQUIREMENTS
} DocumentKind;

/* "consent", "notice", "precautions", "requirements". 0, or -1: none of these. */
int document_kind_parse(const char *name, DocumentKind *ret_kind);

enum { DOCUMENT_BYTES_MAX = 64 * 1024 };

typedef struct Document {
    int64_t id;
    DocumentKind kind;
    int64_t batch_id; /* 0: for everybody */
    int64_t version;
    char sha256[65];
    int64_t published_ms;
    char *body; /* freed by the caller */
} Document;

/*
 * Publishes the body as the next version; inside db_transact. ret_id may be NULL. TOO_LARGE.
 */
int store_document_publish(Db *db, DocumentKind kind, int64_t batch_id, const char *body,
                           int64_t now_ms, int64_t *ret_id, Message *ret_message);

/* The latest for the batch, else the latest for everybody. NOT_FOUND: there is neither. */
int store_document_get_latest(Db *db, DocumentKind kind, int64_t batch_id, Document *ret_document,
                              Message *ret_message);

/* The document's version, or 0 for the id 0. */
int store_document_get_version(Db *db, int64_t id, int64_t *ret_version, Message *ret_message);

/* A way whose batch has a newer notice than the one that was read. */
typedef struct UnreadNotice {
    JourneyState state;
    int64_t document_id; /* the newer one */
} UnreadNotice;

/* NOT_FOUND: the account's latest way has read the latest, or none yet. */
int store_document_find_unread(Db *db, int64_t account_id, UnreadNotice *ret_unread,
                               Message *ret_message);

/* Those of the batch and kind, the newest first, of ids below before_id (0: all); without their
 * bodies. */
typedef void DocumentVisitor(void *context, const Document *document);

int store_document_visit(Db *db, DocumentKind kind, int64_t batch_id, int64_t before_id,
                         int64_t n_max, DocumentVisitor *visit, void *context,
                         Message *ret_message);

#endif
