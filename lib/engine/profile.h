/* Identity of a profile. */
#ifndef LIB_ENGINE_PROFILE_H
#define LIB_ENGINE_PROFILE_H

#include <idphoto/profile.h>
#include <idphoto/report.h>

/* SHA-256 over all values of the profile, so that a report names the very thresholds it was judged
 * by. */
void profile_get_digest(const IdpProfile *profile, char ret_hex[IDP_SHA256_HEX_BYTES]);

#endif
