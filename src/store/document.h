/* Texts that students read or agree to. A published one never changes; a new one has a version. */
#ifndef SRC_STORE_DOCUMENT_H
#define SRC_STORE_DOCUMENT_H

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

#endif
