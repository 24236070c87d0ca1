/*
 * Authenticity (rules A01 to A05): is this a live person, photographed now, not retouched, not seen
 * before? Several weak signals, each with its evidence, and one fused score a rule.
 *
 * This folder measures; it knows no rule, threshold or report. A signal is NaN where it could not
 * be measured or does not apply. What each is worth is told in docs/authenticity.md, with counts.
 */
#ifndef LIB_AUTH_AUTH_H
#define LIB_AUTH_AUTH_H

#include <stddef.h>

#include <idphoto/error.h>
#include <idphoto/fingerprint.h>

#include "lib/base/arena.h"
#include "lib/base/image.h"
#include "lib/codec/decode.h"
#include "lib/face/face.h"
#include "lib/infer/infer.h"

enum { AUTH_FRAMES_MIN = 3, AUTH_FRAMES_MAX = 8, AUTH_TEXT_BYTES = 64 };

/* What is measured. "More is worse" unless said otherwise. */
typedef enum AuthSignalId {
    /* A01, on the pixels of the shot */
    AUTH_LUMA_PEAK,    /* strongest narrow peak of the luma spectrum on the face, in standard
                          deviations of noise */
    AUTH_CHROMA_PEAK,  /* the same of the colour difference planes */
    AUTH_BORDER_LINES, /* sides of a frame round the face that are one straight edge, 0..4 */
    AUTH_FLAT_GLARE,   /* share of the face in flat, colourless, blown patches, 0..1 */
    AUTH_DOUBLE_JPEG,  /* how periodic the histograms of the DCT coefficients are, 0..1 */
    AUTH_LIVE_NET,     /* the liveness network's probability of a live face: more is better */
    AUTH_RECAPTURE,    /* fused: 0 surely direct .. 1 surely a screen or print */
    /* A02 */
    AUTH_SKIN_EYES,  /* fine detail of the skin over that of the eyes, log2: more is better */
    AUTH_SKIN_BANDS, /* middle detail of the cheeks over the coarse one, log2: more is better */
    AUTH_BEAUTY,     /* fused: 0 as photographed .. 1 smoothed */
    /* A03, on the frames of the burst; NaN without frames */
    AUTH_PARALLAX,     /* how differently face and surroundings move, share of the motion that one
                          plane does not explain, 0..1: more is better */
    AUTH_STILLNESS,    /* share of frame pairs in which nothing moves or changes, 0..1 */
    AUTH_REPLAY,       /* share of frames that are an earlier one again, 0..1 */
    AUTH_IDENTITY,     /* how alike the faces of frames and shot are, 0..1: more is better */
    AUTH_MICRO_MOTION, /* movement of lids and lips relative to the face, share of the interocular
                          distance: more is better */
    AUTH_LIVE,         /* fused: 0 surely not .. 1 surely a live person in front of the camera */
    /* A04; NaN without earlier fingerprints */
    AUTH_SAME_FILE,    /* 1: an earlier upload has the same bytes, else 0 */
    AUTH_SAME_PICTURE, /* distance to the nearest earlier picture, bits, 0..64: more is better */
    /* A05; NaN where the file says nothing of it */
    AUTH_EDITOR,         /* 1: written by a beauty camera or editor, else 0 */
    AUTH_CLAIM,          /* 1: the camera named wrote no exposure or another shape of picture, 0 */
    AUTH_CAPTURE_OFFSET, /* how far the time of the picture lies outside the session, s; 0 inside */
    AUTH_THUMBNAIL,      /* how unlike the picture the thumbnail in the file is, 0..1 */
    AUTH_METADATA,       /* fused: 0 consistent .. 1 surely edited or of another time */
    AUTH_SIGNAL_COUNT
} AuthSignalId;

/* "luma_peak", ...: stable, for the report and for calibration. */
const char *auth_signal_get_name(AuthSignalId id);

typedef struct AuthSignal {
    double value;
    double confidence; /* 0..1: how far the measure can be trusted on this picture */
    Rect place;        /* of the working picture; width 0: the whole */
} AuthSignal;

/* What takes time, for the bench. */
typedef enum AuthPart {
    AUTH_PART_NATIVE, /* the second decoding, at full resolution */
    AUTH_PART_SPECTRUM,
    AUTH_PART_PICTURE, /* lines, glare, skin */
    AUTH_PART_LIVENESS,
    AUTH_PART_METADATA,
    AUTH_PART_FINGERPRINT,
    AUTH_PART_BURST,
    AUTH_PART_COUNT
} AuthPart;

const char *auth_part_get_name(AuthPart part);

typedef struct AuthEvidence {
    AuthSignal signals[AUTH_SIGNAL_COUNT];
    IdpFingerprint fingerprint;
    size_t nearest_earlier;            /* which of the earlier ones is nearest, if any */
    char camera_text[AUTH_TEXT_BYTES]; /* maker and model as the file says, printable ASCII, or
                                          "" */
    char editor_text[AUTH_TEXT_BYTES]; /* the editor that was recognised, or "" */
    double costs_ms[AUTH_PART_COUNT];
} AuthEvidence;

/* One small frame of the burst, all of one size, upright; time since the first one. */
typedef struct AuthFrame {
    const RgbImage *image;
    const Face *face; /* of this image; NULL: none was found */
    double time_s;
} AuthFrame;

/* When the shot may have been taken, seconds since 1970 UTC. EXIF without a time zone is taken to
 * be in the zone given. */
typedef struct AuthWindow {
    int is_known;
    double first_s, last_s;
    double zone_offset_s; /* local time minus UTC */
} AuthWindow;

/* Whether the liveness network is asked: it takes as long as all else together. */
typedef enum AuthNetworkUse {
    AUTH_NETWORK_IF_OPEN, /* where its answer can decide: fuse_recapture_is_open, or a burst */
    AUTH_NETWORK_ALWAYS,
    AUTH_NETWORK_NEVER
} AuthNetworkUse;

typedef struct AuthInput {
    IdpBytes file;           /* the shot as it was uploaded */
    const char *file_sha256; /* of it, if the caller has it: it takes 2 ms a MB; NULL: made here */
    const SourceImage *source; /* the working picture of it */
    const Face *face;          /* the person in it; NULL: only what needs no face is measured */
    const AuthFrame *frames;   /* in order of time */
    size_t n_frames;           /* 0, or AUTH_FRAMES_MIN..MAX */
    const IdpFingerprint *earlier;
    size_t n_earlier;
    AuthWindow window;
    AuthNetworkUse network_use;
} AuthInput;

typedef struct Authenticator Authenticator;

/*
 * Loads the liveness network. A file that is absent is no error: the signal is then unmeasured.
 * IDP_E_MODEL: the file is another one; IDP_E_MEMORY.
 */
int authenticator_new(Runtime *runtime, const char *models_dir, Authenticator **ret_authenticator,
                      IdpError *error);
void authenticator_free(Authenticator *authenticator);
DEFINE_CLEANUP(Authenticator, authenticator_free)

/* The specs of the models loaded: returns their count, at most n_max are written. */
size_t authenticator_get_models(const Authenticator *authenticator, const ModelSpec **ret_specs,
                                size_t n_max);

/*
 * Measures every signal that the input allows. Thread-safe with one arena a thread; scratch is
 * given back. IDP_E_ARGUMENT (too many frames), IDP_E_MEMORY, IDP_E_MODEL. A picture that cannot be
 * decoded again leaves its signals unmeasured and is no error.
 */
int auth_measure(const Authenticator *authenticator, Arena *arena, const AuthInput *input,
                 AuthEvidence *ret_evidence, IdpError *error);

#endif
