#include "platform/sound/card.h"

#include "platform/sound/level.h"

#include <errno.h>
#include <fcntl.h>
#include <sound/asound.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Before the words of a TLV: struct snd_ctl_tlv. */
enum { TLV_NUMBER, TLV_BYTES, TLV_WORDS };

struct known {
    struct snd_ctl_elem_id id;
    unsigned channels;
};

struct card {
    int descriptor;
    card_ask *ask;
    struct known known[CARD_LEVEL_MAX];
    struct level_control controls[CARD_LEVEL_MAX]; /* in the same order */
    size_t count;
    struct error refusal; /* the first */
};

/* ---- what the card has --------------------------------------------------------- */

/* The driver's own words, as far as they fit. */
static void read_scale(struct card *card, const struct snd_ctl_elem_info *info,
                       struct gain_scale *scale)
{
    unsigned tlv[TLV_WORDS + GAIN_WORDS_MAX] = {
        [TLV_NUMBER] = info->id.numid, [TLV_BYTES] = sizeof scale->words};
    scale->least = info->value.integer.min;
    scale->most = info->value.integer.max;
    if ((info->access & SNDRV_CTL_ELEM_ACCESS_TLV_READ) != 0 &&
        card->ask(card->descriptor, SNDRV_CTL_IOCTL_TLV_READ, tlv) >= 0) {
        memcpy(scale->words, tlv + TLV_WORDS, sizeof scale->words);
        scale->count = GAIN_WORDS_MAX;
    }
}

static bool is_for_us(const struct snd_ctl_elem_info *info, const struct level_control *control)
{
    const unsigned must = SNDRV_CTL_ELEM_ACCESS_READWRITE;
    snd_ctl_elem_type_t type =
        control->is_switch ? SNDRV_CTL_ELEM_TYPE_BOOLEAN : SNDRV_CTL_ELEM_TYPE_INTEGER;
    const struct snd_ctl_elem_value *values = NULL;
    return info->type == type && (info->access & must) == must &&
           (info->access & SNDRV_CTL_ELEM_ACCESS_INACTIVE) == 0 && info->count > 0 &&
           info->count <=
               sizeof values->value.integer.value / sizeof values->value.integer.value[0] &&
           (control->is_switch || info->value.integer.min < info->value.integer.max);
}

typedef bool level_names(const char *name, struct level_control *control);

static void look_at(struct card *card, const struct snd_ctl_elem_id *id, level_names *takes)
{
    struct level_control *control = &card->controls[card->count];
    struct snd_ctl_elem_info info = {.id = *id};
    if (card->count == CARD_LEVEL_MAX || id->iface != SNDRV_CTL_ELEM_IFACE_MIXER ||
        !takes((const char *)id->name, control) ||
        card->ask(card->descriptor, SNDRV_CTL_IOCTL_ELEM_INFO, &info) < 0 ||
        !is_for_us(&info, control)) {
        return;
    }
    if (!control->is_switch) {
        read_scale(card, &info, &control->scale);
    }
    card->known[card->count++] = (struct known){.id = *id, .channels = info.count};
}

static bool list(struct card *card, struct snd_ctl_elem_id *ids, size_t *count, struct error *error)
{
    struct snd_ctl_elem_list wanted = {.space = CARD_CONTROLS_MAX, .pids = ids};
    if (card->ask(card->descriptor, SNDRV_CTL_IOCTL_ELEM_LIST, &wanted) < 0) {
        return error_set_errno(error, "the sound card does not say what can be set");
    }
    *count = wanted.used < CARD_CONTROLS_MAX ? wanted.used : CARD_CONTROLS_MAX;
    return true;
}

static void look_through(struct card *card, const struct snd_ctl_elem_id *ids, size_t count,
                         level_names *takes)
{
    for (size_t i = 0; i < count; i++) {
        look_at(card, &ids[i], takes);
    }
}

static bool look(struct card *card, struct error *error)
{
    struct snd_ctl_elem_id *ids = calloc(CARD_CONTROLS_MAX, sizeof *ids);
    size_t count = 0;
    bool listed = ids != NULL ? list(card, ids, &count, error)
                              : error_set(error, ERROR_MEMORY, "no memory for the sound card");
    look_through(card, ids, count, level_knows);
    if (card->count == 0) {
        look_through(card, ids, count, level_guesses);
    }
    free(ids);
    return listed;
}

/* ---- what is set ---------------------------------------------------------------- */

static bool fill(struct snd_ctl_elem_value *values, unsigned channels, long step)
{
    bool differs = false;
    for (unsigned i = 0; i < channels; i++) {
        differs = differs || values->value.integer.value[i] != step;
        values->value.integer.value[i] = step;
    }
    return differs;
}

static void set(struct card *card, size_t which, struct card_report *report)
{
    const struct known *known = &card->known[which];
    struct snd_ctl_elem_value values = {.id = known->id};
    bool has_read = card->ask(card->descriptor, SNDRV_CTL_IOCTL_ELEM_READ, &values) >= 0;
    bool differs = fill(&values, known->channels, card->controls[which].step);
    if (has_read && !differs) {
        return;
    }
    if (card->ask(card->descriptor, SNDRV_CTL_IOCTL_ELEM_WRITE, &values) >= 0) {
        report->changed++;
    } else if (card->refusal.kind == ERROR_NONE) {
        error_set_errno(&card->refusal, "the sound card refuses a level for '%.*s'",
                        (int)LEVEL_NAME_MAX, (const char *)known->id.name);
    }
}

/* Volumes first: nothing is heard before it has its level. */
static void set_all(struct card *card, struct card_report *report)
{
    for (size_t i = 0; i < 2 * card->count; i++) {
        bool switches = i >= card->count;
        size_t which = i % card->count;
        if (card->controls[which].is_switch == switches) {
            set(card, which, report);
        }
    }
}

static void tell(const struct card *card, struct card_report *report)
{
    bool known = true;
    report->controls = card->count;
    for (size_t i = 0; i < card->count; i++) {
        const struct level_control *control = &card->controls[i];
        int hundredths = 0;
        if (control->carries) {
            known = known && gain_is_credible(&control->scale) &&
                    gain_of_step(&control->scale, control->step, &hundredths);
            report->hundredths = report->volumes == 0 || hundredths > report->hundredths
                                     ? hundredths
                                     : report->hundredths;
            report->volumes++;
        }
    }
    report->in_decibels = known && report->volumes > 0;
}

bool card_set_level_of(int descriptor, card_ask *ask, int percent, struct card_report *report,
                       struct error *error)
{
    struct card *card = calloc(1, sizeof *card);
    *report = (struct card_report){.controls = 0};
    if (card == NULL) {
        return error_set(error, ERROR_MEMORY, "no memory for the sound card");
    }
    card->descriptor = descriptor;
    card->ask = ask;
    bool fine = look(card, error);
    if (fine && card->count == 0) {
        fine = error_set(error, ERROR_UNAVAILABLE,
                         "the sound card has no volume and no switch that the kiosk knows: it "
                         "plays as it is");
    } else if (fine) {
        level_choose(card->controls, card->count, percent);
        set_all(card, report);
        tell(card, report);
        fine = card->refusal.kind == ERROR_NONE ||
               error_set(error, card->refusal.kind, "%s", card->refusal.text);
    }
    free(card);
    return fine;
}

static int ask_kernel(int descriptor, unsigned long request, void *argument)
{
    return ioctl(descriptor, request, argument);
}

bool card_set_level(const char *path, int percent, struct card_report *report, struct error *error)
{
    *report = (struct card_report){.controls = 0};
    int descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0 && (errno == ENOENT || errno == ENODEV || errno == ENXIO)) {
        return error_set(error, ERROR_NOT_FOUND, "there is no sound card (%s)", path);
    }
    if (descriptor < 0) {
        return error_set_errno(error, "the sound card cannot be set (%s)", path);
    }
    bool fine = card_set_level_of(descriptor, ask_kernel, percent, report, error);
    (void)close(descriptor);
    return fine;
}
