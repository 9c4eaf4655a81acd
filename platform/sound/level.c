#include "platform/sound/level.h"

#include <math.h>
#include <string.h>

#define PLAIN_PERCENT 80   /* as Debian's alsa-utils: loud enough, short of the end */
#define CURVE         6000 /* hundredths of a decibel for a tenth of the percentage */

struct ending {
    const char *text;
    bool is_switch, says_playback;
};

static const struct ending endings[] = {{" Playback Switch", true, true},
                                        {" Playback Volume", false, true},
                                        {" Switch", true, false},
                                        {" Volume", false, false}};

/* Words that name a stage, the nearest to the ears last. */
static const char *const sources[] = {"PCM", "DAC", "Wave", "Digital", "Playback", NULL};
static const char *const masters[] = {"Master", NULL};
static const char *const outputs[] = {"Headphone", "Headphones", "Headset", "HP",
                                      "Speaker",   "Speakers",   "Line",    "Lineout",
                                      "LO",        "Front",      NULL};
/* Words that may stand beside those. One that is in no list makes a control somebody else's: "Headset Mic",
 * "PC Speaker", "Headphone Boost". */
static const char *const besides[] = {"Out",      "Output",  "Mono", "Stereo", "Left",
                                      "Right",    "Desktop", "Dock", "Bass",   "Rear",
                                      "Surround", "Main",    NULL};

/* What is played, but is not ours to be heard. */
static const char *const foreign[] = {
    "Mic",   "Microphone", "Boost",   "Beep",     "PC",       "CD",   "Aux",      "Phone",
    "Video", "Synth",      "Capture", "Input",    "In",       "Line", "ADC",      "Side",
    "LFE",   "Center",     "Rear",    "Sidetone", "Loopback", "Tone", "Surround", NULL};

static bool is_in(const char *const *list, const char *word, size_t length)
{
    while (*list != NULL && (strlen(*list) != length || strncmp(*list, word, length) != 0)) {
        list++;
    }
    return *list != NULL;
}

/* What a word says of the stage: LEVEL_STAGES for nothing. False for a foreign one. */
static bool know_word(const char *word, size_t length, enum level_stage *stage)
{
    static const char *const *const lists[] = {
        [LEVEL_SOURCE] = sources, [LEVEL_MASTER] = masters, [LEVEL_OUTPUT] = outputs};
    for (*stage = 0; *stage < LEVEL_STAGES; (*stage)++) {
        if (is_in(lists[*stage], word, length)) {
            return true;
        }
    }
    return is_in(besides, word, length);
}

/* A line without "Out" comes in. */
static bool comes_in(const char *word, size_t length)
{
    return length == 4 && strncmp(word, "Line", length) == 0 &&
           strncmp(word + length, " Out", 4) != 0 && strncmp(word + length, "-Out", 4) != 0;
}

static size_t word_at(const char *name, size_t at, size_t length)
{
    size_t word = strcspn(name + at, " +-/");
    return at + word < length ? word : length - at;
}

/* "Headphone+LO", "Bass Speaker": all words known, at least one of a stage. */
static bool know_words(const char *name, size_t length, enum level_stage *stage)
{
    bool found = false;
    for (size_t at = 0; at < length;) {
        size_t word = word_at(name, at, length);
        enum level_stage said = LEVEL_STAGES;
        if (!know_word(name + at, word, &said) || comes_in(name + at, word)) {
            return false;
        }
        if (said != LEVEL_STAGES && (!found || said > *stage)) {
            *stage = said;
            found = true;
        }
        at += word + 1;
    }
    return found;
}

static bool has_foreign_word(const char *name, size_t length)
{
    for (size_t at = 0; at < length;) {
        size_t word = word_at(name, at, length);
        if (is_in(foreign, name + at, word)) {
            return true;
        }
        at += word + 1;
    }
    return false;
}

/* How many characters stand before it; 0: it has no such ending, or nothing else. */
static size_t before_ending(const char *name, const struct ending **found)
{
    size_t length = strnlen(name, LEVEL_NAME_MAX);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t ending = strlen(endings[i].text);
        size_t before = length > ending ? length - ending : 0;
        if (before > 0 && strncmp(name + before, endings[i].text, ending) == 0) {
            *found = &endings[i];
            return before;
        }
    }
    return 0;
}

bool level_knows(const char *name, struct level_control *control)
{
    const struct ending *ending = NULL;
    size_t before = before_ending(name, &ending);
    if (before == 0) {
        return false;
    }
    *control = (struct level_control){.is_switch = ending->is_switch};
    return know_words(name, before, &control->stage);
}

bool level_guesses(const char *name, struct level_control *control)
{
    const struct ending *ending = NULL;
    size_t before = before_ending(name, &ending);
    if (before == 0 || !ending->says_playback || has_foreign_word(name, before)) {
        return false;
    }
    *control = (struct level_control){.stage = LEVEL_SOURCE, .is_switch = ending->is_switch};
    return true;
}

int level_hundredths(int percent)
{
    return (int)lround(CURVE * log10(percent / (double)LEVEL_PERCENT_MAX));
}

static enum level_stage carrying(const struct level_control *controls, size_t count)
{
    enum level_stage stage = LEVEL_SOURCE;
    for (size_t i = 0; i < count; i++) {
        if (!controls[i].is_switch && controls[i].stage > stage) {
            stage = controls[i].stage;
        }
    }
    return stage;
}

static long share_of_steps(const struct gain_scale *scale, int percent)
{
    double span = (double)scale->most - (double)scale->least;
    return scale->least + lround(span * percent / LEVEL_PERCENT_MAX);
}

static void choose(struct level_control *control, int percent)
{
    const struct gain_scale *scale = &control->scale;
    if (control->is_switch) {
        control->step = 1;
    } else if (gain_is_credible(scale)) {
        control->step = gain_step_below(scale, control->carries ? level_hundredths(percent) : 0);
    } else {
        control->step = share_of_steps(scale, control->carries ? percent : PLAIN_PERCENT);
    }
}

void level_choose(struct level_control *controls, size_t count, int percent)
{
    enum level_stage stage = carrying(controls, count);
    for (size_t i = 0; i < count; i++) {
        controls[i].carries = !controls[i].is_switch && controls[i].stage == stage;
        choose(&controls[i], percent);
    }
}
