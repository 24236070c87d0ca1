#include "lib/auth/fuse.h"

#include <math.h>

/* A01. Of honest faces 99 in 100 have no peak above 4.7 deviations and no more than one straight
 * side; a peak of 8 convicts alone, four sides alone only arouse suspicion. */
static const double recapture_prior = -4.5;
static const double peak_free = 4, peak_weight = 1.67; /* a deviation */
static const double sides_free = 1, sides_weight = 2.5, sides_most = 5;
static const double spoof_weight = 3; /* the network sure of a spoof, alone or not: a hint */
static const double spoof_below = 0.5;

/* A02. */
static const double beauty_middle = -4.4, beauty_width = 0.45; /* of the sum of both signals */

/* A03. A burst that shows nothing either way, a hand too steady, is no reason for suspicion. The
 * motion of lids and lips is evidence to look at, no more: in frames this small landmarks waver as
 * much. */
static const double live_prior = 0.5;
static const double parallax_weight = 5, parallax_middle = 0.07;
static const double still_weight = 8, replay_weight = 15;
static const double identity_weight = 10, identity_middle = 0.25; /* another person: below .1 */
static const double recapture_weight = 6;

static double logistic(double x)
{
    return 1 / (1 + exp(-x));
}

static double clamp(double x, double least, double most)
{
    return fmin(fmax(x, least), most);
}

static int is_known(const AuthSignal *signal)
{
    return !isnan(signal->value);
}

/* weight * (value - middle) / middle, at most weight either way; 0 if it was not measured. */
static double weigh(const AuthSignal *signal, double weight, double middle)
{
    return is_known(signal) ? weight * clamp((signal->value - middle) / middle, -1, 1) : 0;
}

/* What the pixels say, as log odds over the prior, and the place of what says most. */
static double weigh_pixels(const AuthSignal signals[AUTH_SIGNAL_COUNT], Rect *ret_place)
{
    const AuthSignal *luma = &signals[AUTH_LUMA_PEAK], *chroma = &signals[AUTH_CHROMA_PEAK];
    const AuthSignal *sides = &signals[AUTH_BORDER_LINES];
    double odds = 0;

    *ret_place = (Rect){0};
    if (is_known(luma) || is_known(chroma)) {
        const double peak = fmax(luma->value, chroma->value); /* fmax takes the one that is known */

        odds += peak_weight * fmax(peak - peak_free, 0) * luma->confidence;
        *ret_place = luma->place;
    }
    if (is_known(sides)) {
        const double more = clamp(sides_weight * (sides->value - sides_free), 0, sides_most);

        if (more > odds)
            *ret_place = sides->place;
        odds += more;
    }
    return odds;
}

int fuse_recapture_is_open(const AuthSignal signals[AUTH_SIGNAL_COUNT])
{
    Rect ignored;

    return recapture_prior + weigh_pixels(signals, &ignored) + spoof_weight >= 0;
}

AuthSignal fuse_recapture(const AuthSignal signals[AUTH_SIGNAL_COUNT])
{
    const AuthSignal *luma = &signals[AUTH_LUMA_PEAK], *chroma = &signals[AUTH_CHROMA_PEAK];
    const AuthSignal *sides = &signals[AUTH_BORDER_LINES], *net = &signals[AUTH_LIVE_NET];
    AuthSignal fused = {.value = NAN};
    double odds = recapture_prior + weigh_pixels(signals, &fused.place);

    if (is_known(net) && net->value < spoof_below)
        odds += spoof_weight * (1 - net->value / spoof_below) * net->confidence;
    if (is_known(luma) || is_known(chroma) || is_known(sides) || is_known(net))
        fused.value = logistic(odds);
    fused.confidence = (is_known(luma) ? 0.5 * luma->confidence : 0) + (is_known(sides) ? 0.3 : 0) +
                       (is_known(net) ? 0.2 * net->confidence : 0);
    return fused;
}

AuthSignal fuse_beauty(const AuthSignal signals[AUTH_SIGNAL_COUNT])
{
    const AuthSignal *eyes = &signals[AUTH_SKIN_EYES];
    const double sum = eyes->value + signals[AUTH_SKIN_BANDS].value;

    return (AuthSignal){.value = logistic((beauty_middle - sum) / beauty_width),
                        .confidence = eyes->confidence,
                        .place = eyes->place};
}

AuthSignal fuse_live(const AuthSignal signals[AUTH_SIGNAL_COUNT])
{
    const AuthSignal *still = &signals[AUTH_STILLNESS], *replay = &signals[AUTH_REPLAY];
    const AuthSignal *recapture = &signals[AUTH_RECAPTURE];
    double odds = live_prior;

    if (!is_known(still))
        return (AuthSignal){.value = NAN};
    odds += weigh(&signals[AUTH_PARALLAX], parallax_weight, parallax_middle);
    odds += fmin(weigh(&signals[AUTH_IDENTITY], identity_weight, identity_middle), 0);
    odds -= still_weight * still->value + replay_weight * replay->value;
    if (is_known(recapture))
        odds -= recapture_weight * recapture->value;
    return (AuthSignal){.value = logistic(odds), .confidence = still->confidence};
}
