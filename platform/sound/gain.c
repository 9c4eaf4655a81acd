#include "platform/sound/gain.h"

#include <math.h>
#include <sound/tlv.h>
#include <string.h>

#define DEPTH_MAX     4 /* of items in items; drivers have two */
#define CREDIBLE_SPAN 1000
#define SILENCE                                                                                    \
    (-9999999)       /* what a driver gives for no sound at all: SNDRV_CTL_TLVD_DB_GAIN_MUTE */
#define LIMIT 100000 /* 1000 dB: more is nonsense */

/* A part of the words: a type, a length in bytes, then the data at `first`. */
struct item {
    unsigned type;
    size_t first, count; /* words */
};

/* The steps that an item speaks of. */
struct steps {
    long least, most;
};

static bool read_item(const struct gain_scale *scale, size_t at, size_t end, struct item *item)
{
    if (end > GAIN_WORDS_MAX || at + 2 > end) {
        return false;
    }
    size_t bytes = scale->words[at + 1];
    if (bytes > (end - at - 2) * sizeof scale->words[0] || bytes % sizeof scale->words[0] != 0) {
        return false;
    }
    *item = (struct item){scale->words[at], at + 2, bytes / sizeof scale->words[0]};
    return true;
}

static int word(const struct gain_scale *scale, size_t at)
{
    int value = 0;
    memcpy(&value, &scale->words[at], sizeof value);
    return value;
}

static bool keep(double value, int *hundredths)
{
    if (!(fabs(value) <= LIMIT)) {
        return false;
    }
    *hundredths = (int)lrint(value);
    return true;
}

static bool of_scale(const struct gain_scale *scale, const struct item *item, struct steps steps,
                     long step, int *hundredths)
{
    unsigned rise = scale->words[item->first + 1];
    if ((rise & SNDRV_CTL_TLVD_DB_SCALE_MUTE) != 0 && step == steps.least) {
        *hundredths = GAIN_MUTED;
        return true;
    }
    return keep((double)word(scale, item->first) + (double)(rise & SNDRV_CTL_TLVD_DB_SCALE_MASK) *
                                                       ((double)step - (double)steps.least),
                hundredths);
}

static double share_of(struct steps steps, long step)
{
    double span = (double)steps.most - (double)steps.least;
    return span > 0 ? ((double)step - (double)steps.least) / span : 1;
}

static bool of_ends(const struct gain_scale *scale, const struct item *item, struct steps steps,
                    long step, int *hundredths)
{
    double low = word(scale, item->first), high = word(scale, item->first + 1);
    if (item->type == SNDRV_CTL_TLVT_DB_MINMAX_MUTE && step == steps.least) {
        *hundredths = GAIN_MUTED;
        return true;
    }
    return keep(low + (high - low) * share_of(steps, step), hundredths);
}

/* The amplitude rises evenly. */
static bool of_linear(const struct gain_scale *scale, const struct item *item, struct steps steps,
                      long step, int *hundredths)
{
    int low = word(scale, item->first), high = word(scale, item->first + 1);
    double softest = low <= SILENCE ? 0 : pow(10, low / 2000.0);
    double amplitude = softest + (pow(10, high / 2000.0) - softest) * share_of(steps, step);
    if (amplitude <= 0) {
        *hundredths = GAIN_MUTED;
        return true;
    }
    return keep(2000 * log10(amplitude), hundredths);
}

static bool of_item(const struct gain_scale *scale, const struct item *item, struct steps steps,
                    long step, unsigned depth, int *hundredths);

/* Some ranges of steps, each with an item of its own. */
static bool of_ranges(const struct gain_scale *scale, const struct item *item, long step,
                      unsigned depth, int *hundredths)
{
    size_t end = item->first + item->count;
    struct item inner;
    for (size_t at = item->first; at + 2 <= end && read_item(scale, at + 2, end, &inner);
         at = inner.first + inner.count) {
        struct steps steps = {word(scale, at), word(scale, at + 1)};
        if (step >= steps.least && step <= steps.most) {
            return of_item(scale, &inner, steps, step, depth + 1, hundredths);
        }
    }
    return false;
}

/* Items of any kind, one of which may tell. */
static bool of_container(const struct gain_scale *scale, const struct item *item,
                         struct steps steps, long step, unsigned depth, int *hundredths)
{
    size_t end = item->first + item->count;
    struct item inner;
    for (size_t at = item->first; read_item(scale, at, end, &inner);
         at = inner.first + inner.count) {
        if (of_item(scale, &inner, steps, step, depth + 1, hundredths)) {
            return true;
        }
    }
    return false;
}

static bool of_item(const struct gain_scale *scale, const struct item *item, struct steps steps,
                    long step, unsigned depth, int *hundredths)
{
    if (depth > DEPTH_MAX || item->count < 2) {
        return false;
    }
    switch (item->type) {
    case SNDRV_CTL_TLVT_CONTAINER:
        return of_container(scale, item, steps, step, depth, hundredths);
    case SNDRV_CTL_TLVT_DB_RANGE:
        return of_ranges(scale, item, step, depth, hundredths);
    case SNDRV_CTL_TLVT_DB_SCALE:
        return of_scale(scale, item, steps, step, hundredths);
    case SNDRV_CTL_TLVT_DB_LINEAR:
        return of_linear(scale, item, steps, step, hundredths);
    case SNDRV_CTL_TLVT_DB_MINMAX:
    case SNDRV_CTL_TLVT_DB_MINMAX_MUTE:
        return of_ends(scale, item, steps, step, hundredths);
    default:
        return false;
    }
}

bool gain_of_step(const struct gain_scale *scale, long step, int *hundredths)
{
    struct steps steps = {scale->least, scale->most};
    struct item item;
    int told = 0;
    if (step < steps.least || step > steps.most || !read_item(scale, 0, scale->count, &item) ||
        !of_item(scale, &item, steps, step, 0, &told)) {
        return false;
    }
    *hundredths = told;
    return true;
}

bool gain_is_credible(const struct gain_scale *scale)
{
    int low = 0, high = 0;
    return scale->least < scale->most && gain_of_step(scale, scale->least, &low) &&
           gain_of_step(scale, scale->most, &high) && high != GAIN_MUTED &&
           (low == GAIN_MUTED || high - low >= CREDIBLE_SPAN);
}

/* Steps rise with their gain, by ALSA's own rule. */
static long search(const struct gain_scale *scale, int hundredths)
{
    long low = scale->least, high = scale->most;
    while (low < high) {
        long middle = high - (high - low) / 2;
        int gain = 0;
        if (gain_of_step(scale, middle, &gain) && gain <= hundredths) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

long gain_step_below(const struct gain_scale *scale, int hundredths)
{
    long step = search(scale, hundredths);
    int gain = 0;
    bool muted = gain_of_step(scale, step, &gain) && gain == GAIN_MUTED;
    return muted && step < scale->most ? step + 1 : step;
}
