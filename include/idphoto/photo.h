/*
 * Photo: one shot in, the certificate photo, its preview, its overlay and its report out.
 *
 * A pure function of (bytes, profile, models): the same input gives the same bytes, whatever the
 * thread, the order or the engine's number of jobs. Only timings_ms of the report differ.
 */
#ifndef IDPHOTO_PHOTO_H
#define IDPHOTO_PHOTO_H

#include <stddef.h>

#include <idphoto/engine.h>
#include <idphoto/fingerprint.h>
#include <idphoto/profile.h>
#include <idphoto/report.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    IDP_INPUT_BYTES_MAX = 16 * 1024 * 1024, /* of the file */
    IDP_INPUT_PIXELS_MIN = 250 * 1000,      /* of the decoded picture; docs/adr/0003 */
    IDP_INPUT_PIXELS_MAX = 50 * 1000 * 1000,
    IDP_FRAMES_MIN = 3, /* of a burst */
    IDP_FRAMES_MAX = 8,
    IDP_FRAME_BYTES_MAX = 2 * 1024 * 1024,
    IDP_EXCEPTIONS_MAX = 16,
    IDP_EARLIER_MAX = 100 * 1000
};

/* What to make beside the report. */
enum {
    IDP_OUTPUT_CERTIFICATE = 1 << 0, /* JPEG in the standard's form; only if no rule fails */
    IDP_OUTPUT_PREVIEW = 1 << 1,     /* JPEG with the watermark; only if no rule fails */
    IDP_OUTPUT_OVERLAY = 1 << 2,     /* PNG: the source with the measured places */
    IDP_OUTPUT_FORCE = 1 << 3        /* make the photos, where a crop exists, though rules fail */
};

typedef struct IdpBytes {
    const void *data; /* NULL if there is none */
    size_t n_bytes;
} IdpBytes;

/* Called at the start of each stage, from the calling thread. Not 0: stop with IDP_E_CANCELLED. */
typedef int IdpProgress(void *context, IdpStage stage);

/* One small frame of the burst that the client takes round the shot. */
typedef struct IdpFrame {
    IdpBytes file; /* as the shot's; at most IDP_FRAME_BYTES_MAX */
    double time_s; /* since the first frame */
} IdpFrame;

/* When the shot may have been taken by the clock of its own metadata (rule A05). */
typedef struct IdpCaptureWindow {
    int is_known;           /* 0: the time is not judged */
    double first_s, last_s; /* since 1970-01-01 UTC */
    double zone_offset_s;   /* of metadata without a zone: local time minus UTC */
} IdpCaptureWindow;

/* Zero and NULL mean none, in every field. All pointers are borrowed during the call. */
typedef struct IdpPhotoRequest {
    IdpBytes input;                /* JPEG, PNG, HEIC or WebP */
    const IdpProfile *profile;     /* NULL: the default profile */
    unsigned outputs;              /* IDP_OUTPUT_... */
    const char *const *exceptions; /* codes of rules that are lifted for this student: only such
                                      as can_be_excepted */
    size_t n_exceptions;           /* at most IDP_EXCEPTIONS_MAX */
    const IdpFrame *frames;        /* in order of time; without them A03 does not apply */
    size_t n_frames;               /* 0, or IDP_FRAMES_MIN..IDP_FRAMES_MAX */
    const IdpFingerprint *earlier; /* of earlier uploads (rule A04) */
    size_t n_earlier;              /* at most IDP_EARLIER_MAX */
    IdpCaptureWindow window;
    int is_liveness_off;   /* 1: do not ask the liveness network */
    IdpProgress *progress; /* may be NULL */
    void *progress_context;
} IdpPhotoRequest;

typedef struct IdpPhoto IdpPhoto;

/*
 * Runs every stage. A photo that is refused, and a file that cannot be read as a photo (F01), are
 * results, not errors: IDP_OK with the reason in the report. *ret_photo: free with idp_photo_free.
 * A frame that cannot be read counts as not taken. IDP_E_CANCELLED, IDP_E_MEMORY, IDP_E_MODEL,
 * IDP_E_ARGUMENT (a list beyond its limits, a rule that cannot be excepted), IDP_E_INTERNAL. May be
 * called from any number of threads; waits while the engine's jobs are all busy.
 */
IDP_EXPORT IDP_MUST_USE int idp_photo_make(IdpEngine *engine, const IdpPhotoRequest *request,
                                           IdpPhoto **ret_photo, IdpError *error);

/* NULL is allowed. */
IDP_EXPORT void idp_photo_free(IdpPhoto *photo);

/* Borrowed from the photo; constant until it is freed. Missing outputs have data NULL. */
IDP_EXPORT const IdpReport *idp_photo_get_report(const IdpPhoto *photo);
IDP_EXPORT IdpBytes idp_photo_get_certificate(const IdpPhoto *photo);
IDP_EXPORT IdpBytes idp_photo_get_preview(const IdpPhoto *photo);
IDP_EXPORT IdpBytes idp_photo_get_overlay(const IdpPhoto *photo);

/* To be kept, and given as `earlier` later on. Empty if the file could not be read. Borrowed. */
IDP_EXPORT const IdpFingerprint *idp_photo_get_fingerprint(const IdpPhoto *photo);

/*
 * Holds a finished file against the profile: file, size, density, background, geometry measured
 * anew (rule P30 and those of the file). The report's verdict is FAIL if any does not hold.
 * Errors as idp_photo_make.
 */
IDP_EXPORT IDP_MUST_USE int idp_photo_validate(IdpEngine *engine, IdpBytes file,
                                               const IdpProfile *profile, IdpReport *ret_report,
                                               IdpError *error);

#ifdef __cplusplus
}
#endif

#endif
