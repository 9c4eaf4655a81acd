/* What is chosen for the controls of real cards, as alsactl lists them. */
#include "platform/sound/level.h"
#include "tests/support/lib/cmocka.h"

#include <sound/tlv.h>
#include <stdlib.h>
#include <string.h>

#define USUAL_PERCENT 60 /* -13.31 dB */
#define ON            1
#define FOREIGN       (-1)
#define CONTROLS_MAX  32

/* A volume has a `most` above 0, and two ends in hundredths of a decibel or none. */
struct row {
    const char *name;
    long most;
    int low, high;
    long chosen;
};

/* Two loudspeakers, a socket: most small machines. */
static const struct row realtek[] = {{"Headphone Playback Volume", 87, -6525, 0, 69},
                                     {"Headphone Playback Switch", 0, 0, 0, ON},
                                     {"Speaker Playback Volume", 87, -6525, 0, 69},
                                     {"Speaker Playback Switch", 0, 0, 0, ON},
                                     {"Bass Speaker Playback Switch", 0, 0, 0, ON},
                                     {"Loopback Mixing", 0, 0, 0, FOREIGN},
                                     {"Auto-Mute Mode", 0, 0, 0, FOREIGN},
                                     {"Mic Playback Volume", 31, -3450, 1200, FOREIGN},
                                     {"Mic Playback Switch", 0, 0, 0, FOREIGN},
                                     {"Headset Mic Boost Volume", 3, 0, 3000, FOREIGN},
                                     {"Capture Volume", 63, -1725, 3000, FOREIGN},
                                     {"Capture Switch", 0, 0, 0, FOREIGN},
                                     {"Beep Playback Volume", 31, -3450, 1200, FOREIGN},
                                     {"Master Playback Volume", 87, -6525, 0, 87},
                                     {"Master Playback Switch", 0, 0, 0, ON},
                                     {"PCM Playback Volume", 255, -5100, 0, 255},
                                     {NULL, 0, 0, 0, 0}};

/* A mainboard with six sockets behind and two in front. */
static const struct row desktop[] = {{"Front Playback Volume", 64, -6400, 0, 50},
                                     {"Front Playback Switch", 0, 0, 0, ON},
                                     {"Surround Playback Volume", 64, -6400, 0, FOREIGN},
                                     {"Center Playback Switch", 0, 0, 0, FOREIGN},
                                     {"LFE Playback Switch", 0, 0, 0, FOREIGN},
                                     {"Side Playback Volume", 64, -6400, 0, FOREIGN},
                                     {"Headphone Playback Volume", 64, -6400, 0, 50},
                                     {"Headphone Playback Switch", 0, 0, 0, ON},
                                     {"Front Mic Playback Volume", 31, -3450, 1200, FOREIGN},
                                     {"Front Mic Playback Switch", 0, 0, 0, FOREIGN},
                                     {"Line Playback Volume", 31, -3450, 1200, FOREIGN},
                                     {"Front Line Playback Switch", 0, 0, 0, FOREIGN},
                                     {"Master Playback Volume", 64, -6400, 0, 64},
                                     {"Master Playback Switch", 0, 0, 0, ON},
                                     {NULL, 0, 0, 0, 0}};

/* IDT; outputs of different lengths. */
static const struct row idt[] = {{"Line Out Playback Volume", 39, -5850, 0, 30},
                                 {"Line Out Playback Switch", 0, 0, 0, ON},
                                 {"Headphone Playback Volume", 39, -5850, 0, 30},
                                 {"Speaker Playback Volume", 31, -4650, 0, 22},
                                 {"Speaker Playback Switch", 0, 0, 0, ON},
                                 {"Independent HP", 0, 0, 0, FOREIGN},
                                 {NULL, 0, 0, 0, 0}};

/* One converter for socket and loudspeaker. */
static const struct row shared[] = {{"Headphone+LO Playback Volume", 87, -6525, 0, 69},
                                    {"Headphone Playback Switch", 0, 0, 0, ON},
                                    {"Speaker+LO Playback Switch", 0, 0, 0, ON},
                                    {"Master Playback Volume", 87, -6525, 0, 87},
                                    {NULL, 0, 0, 0, 0}};

/* Master is the line out alone here: headphones must not be left at 0 dB. */
static const struct row ac97[] = {{"Master Playback Switch", 0, 0, 0, ON},
                                  {"Master Playback Volume", 31, -4650, 0, 31},
                                  {"Headphone Playback Switch", 0, 0, 0, ON},
                                  {"Headphone Playback Volume", 31, -4650, 0, 22},
                                  {"Master Mono Playback Volume", 31, -4650, 0, 31},
                                  {"PC Speaker Playback Volume", 15, -4500, 0, FOREIGN},
                                  {"Phone Playback Switch", 0, 0, 0, FOREIGN},
                                  {"PCM Playback Volume", 31, -3450, 1200, 23},
                                  {NULL, 0, 0, 0, 0}};

/* USB headsets and sound adapters. */
static const struct row cmedia[] = {{"Mic Playback Switch", 0, 0, 0, FOREIGN},
                                    {"Mic Playback Volume", 31, -2300, 800, FOREIGN},
                                    {"Speaker Playback Switch", 0, 0, 0, ON},
                                    {"Speaker Playback Volume", 37, -3700, 0, 23},
                                    {"Mic Capture Volume", 35, -1200, 2300, FOREIGN},
                                    {"Auto Gain Control", 0, 0, 0, FOREIGN},
                                    {NULL, 0, 0, 0, 0}};

static const struct row burr_brown[] = {{"PCM Playback Switch", 0, 0, 0, ON},
                                        {"PCM Playback Volume", 128, -12800, 0, 114},
                                        {NULL, 0, 0, 0, 0}};

/* A USB card whose whole range is less than a decibel, as it says. */
static const struct row boastful[] = {{"PCM Playback Volume", 100, -94, 0, 60}, {NULL, 0, 0, 0, 0}};

/* A codec of a single-board computer: no decibels, switches of single paths. */
static const struct row wolfson[] = {{"Playback Volume", 255, 0, 0, 204},
                                     {"Headphone Playback Volume", 127, 0, 0, 76},
                                     {"Headphone Playback ZC Switch", 0, 0, 0, FOREIGN},
                                     {"Speaker Playback Volume", 127, 0, 0, 76},
                                     {"Speaker DC Volume", 5, 0, 0, FOREIGN},
                                     {"PCM Playback -6dB Switch", 0, 0, 0, FOREIGN},
                                     {NULL, 0, 0, 0, 0}};

/* QEMU's hda-output. */
static const struct row emulated[] = {{"Master Playback Volume", 74, -7400, 0, 60},
                                      {"Master Playback Switch", 0, 0, 0, ON},
                                      {NULL, 0, 0, 0, 0}};

static const struct row monitor[] = {{"IEC958 Playback Switch", 0, 0, 0, FOREIGN},
                                     {NULL, 0, 0, 0, 0}};

static const struct row *const cards[] = {realtek,    desktop,  idt,     shared,   ac97,   cmedia,
                                          burr_brown, boastful, wolfson, emulated, monitor};

static bool make(const struct row *row, struct level_control *control)
{
    const unsigned words[] = {
        SNDRV_CTL_TLVD_DB_MINMAX_ITEM((unsigned)row->low, (unsigned)row->high)};

    if (!level_knows(row->name, control)) {
        return false;
    }
    control->scale.most = row->most;
    if (row->low != row->high) {
        memcpy(control->scale.words, words, sizeof words);
        control->scale.count = sizeof words / sizeof words[0];
    }
    return true;
}

static void what_leads_to_the_ears_gets_its_level(void **state)
{
    struct level_control controls[CONTROLS_MAX];
    const struct row *rows[CONTROLS_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof cards / sizeof cards[0]; i++) {
        size_t count = 0;
        for (const struct row *row = cards[i]; row->name != NULL; row++) {
            bool ours = make(row, &controls[count]);
            if (ours != (row->chosen != FOREIGN)) {
                fail_msg("%s: %s", row->name, ours ? "taken" : "left");
            }
            rows[count] = row;
            count += ours;
        }
        level_choose(controls, count, USUAL_PERCENT);
        for (size_t j = 0; j < count; j++) {
            if (controls[j].step != rows[j]->chosen) {
                fail_msg("card %zu, %s: %ld", i, rows[j]->name, controls[j].step);
            }
        }
    }
}

static void a_volume_is_told_from_a_switch(void **state)
{
    struct level_control control;

    (void)state;
    assert_true(level_knows("Headphone Playback Switch", &control));
    assert_true(control.is_switch);
    assert_int_equal(control.stage, LEVEL_OUTPUT);
    assert_true(level_knows("Master Volume", &control));
    assert_false(control.is_switch);
    assert_int_equal(control.stage, LEVEL_MASTER);
}

static void a_name_that_a_maker_made_up_is_taken_for_playback_alone(void **state)
{
    static const char *const guessed[] = {"Audio Output Volume Control Playback Volume",
                                          "Audio Output Volume Control Playback Switch",
                                          "USB Handset 5 Playback Volume",
                                          "IEC958 Playback Switch"};
    static const char *const left[] = {"Mic Playback Volume",  "Handset Mic Playback Switch",
                                       "Line Playback Switch", "Extension Unit Switch",
                                       "Audio Output Volume",  "Handset Sidetone Playback Volume",
                                       "Side Playback Volume", "Playback Channel Map"};
    struct level_control control;

    (void)state;
    for (size_t i = 0; i < sizeof guessed / sizeof guessed[0]; i++) {
        assert_false(level_knows(guessed[i], &control));
        assert_true(level_guesses(guessed[i], &control));
        assert_int_equal(control.stage, LEVEL_SOURCE);
    }
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
        assert_false(level_guesses(left[i], &control));
    }
}

static void names_that_nobody_gives_are_survived(void **state)
{
    static const char *const names[] = {"",       " Volume", "  Volume",     " Playback Switch",
                                        "Volume", "Line",    "Master Volum", "HeadphoneVolume"};
    struct level_control control;
    char endless[LEVEL_NAME_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_false(level_knows(names[i], &control));
    }
    memset(endless, 'M', sizeof endless);
    assert_false(level_knows(endless, &control));
}

static void percent_are_those_of_alsamixer(void **state)
{
    (void)state;
    assert_int_equal(level_hundredths(100), 0);
    assert_int_equal(level_hundredths(75), -750);
    assert_int_equal(level_hundredths(50), -1806);
    assert_int_equal(level_hundredths(25), -3612);
    assert_int_equal(level_hundredths(1), -12000);
}

/* All of the scale is still not above what the sound was. */
static void no_level_amplifies(void **state)
{
    static const struct row loud = {"Headphone Playback Volume", 40, -3400, 600, 0};
    struct level_control control;
    int hundredths = 0;

    (void)state;
    for (int percent = 1; percent <= LEVEL_PERCENT_MAX; percent++) {
        assert_true(make(&loud, &control));
        level_choose(&control, 1, percent);
        assert_true(gain_of_step(&control.scale, control.step, &hundredths));
        assert_true(hundredths <= 0);
    }
    assert_int_equal(hundredths, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_leads_to_the_ears_gets_its_level),
        cmocka_unit_test(a_volume_is_told_from_a_switch),
        cmocka_unit_test(a_name_that_a_maker_made_up_is_taken_for_playback_alone),
        cmocka_unit_test(names_that_nobody_gives_are_survived),
        cmocka_unit_test(percent_are_those_of_alsamixer),
        cmocka_unit_test(no_level_amplifies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
