#include "platform/sound/gain.h"
#include "tests/support/lib/cmocka.h"

#include <sound/tlv.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 20000

static struct gain_scale scale_of(long least, long most, const unsigned *words, size_t count)
{
    struct gain_scale scale = {.least = least, .most = most, .count = count};

    memcpy(scale.words, words, count * sizeof *words);
    return scale;
}
#define SCALE(least_, most_, ...)                                                                  \
    scale_of(least_, most_, (const unsigned[]){__VA_ARGS__},                                       \
             sizeof((const unsigned[]){__VA_ARGS__}) / sizeof(unsigned))

static int told(const struct gain_scale *scale, long step)
{
    int hundredths = 0;

    assert_true(gain_of_step(scale, step, &hundredths));
    return hundredths;
}

/* Realtek on HD audio. */
static void equal_steps_are_counted_from_below(void **state)
{
    struct gain_scale scale = SCALE(0, 87, SNDRV_CTL_TLVD_DB_SCALE_ITEM((unsigned)-6525, 75, 0));

    (void)state;
    assert_int_equal(told(&scale, 0), -6525);
    assert_int_equal(told(&scale, 69), -1350);
    assert_int_equal(told(&scale, 87), 0);
    assert_true(gain_is_credible(&scale));
    assert_int_equal(gain_step_below(&scale, -1331), 69);
    assert_int_equal(gain_step_below(&scale, 0), 87);
    assert_int_equal(gain_step_below(&scale, -9000), 0);
}

static void a_step_that_mutes_is_never_chosen(void **state)
{
    struct gain_scale steps = SCALE(0, 31, SNDRV_CTL_TLVD_DB_SCALE_ITEM((unsigned)-4650, 150, 1));
    struct gain_scale ends = SCALE(0, 30, SNDRV_CTL_TLVD_DB_MINMAX_MUTE_ITEM((unsigned)-4500, 0));

    (void)state;
    assert_int_equal(told(&steps, 0), GAIN_MUTED);
    assert_int_equal(told(&ends, 0), GAIN_MUTED);
    assert_int_equal(gain_step_below(&steps, -9000), 1);
    assert_int_equal(gain_step_below(&ends, -9000), 1);
}

static void ends_are_what_usb_cards_say(void **state)
{
    struct gain_scale scale = SCALE(0, 128, SNDRV_CTL_TLVD_DB_MINMAX_ITEM((unsigned)-12800, 0));

    (void)state;
    assert_int_equal(told(&scale, 108), -2000);
    assert_int_equal(gain_step_below(&scale, -1331), 114);
}

static void amplitudes_that_rise_evenly_are_understood(void **state)
{
    struct gain_scale scale =
        SCALE(0, 100, SNDRV_CTL_TLVD_DB_LINEAR_ITEM((unsigned)SNDRV_CTL_TLVD_DB_GAIN_MUTE, 0));

    (void)state;
    assert_int_equal(told(&scale, 0), GAIN_MUTED);
    assert_int_equal(told(&scale, 50), -602);
    assert_int_equal(told(&scale, 100), 0);
    assert_int_equal(gain_step_below(&scale, -1331), 21);
}

static void ranges_have_a_scale_each(void **state)
{
    struct gain_scale scale =
        SCALE(0, 31,
              SNDRV_CTL_TLVD_DB_RANGE_ITEM(
                  0, 15, SNDRV_CTL_TLVD_DB_SCALE_ITEM((unsigned)-6000, 300, 1), 16, 31,
                  SNDRV_CTL_TLVD_DB_SCALE_ITEM((unsigned)-1500, 100, 0)));

    (void)state;
    assert_int_equal(told(&scale, 0), GAIN_MUTED);
    assert_int_equal(told(&scale, 15), -1500);
    assert_int_equal(told(&scale, 17), -1400);
    assert_int_equal(told(&scale, 31), 0);
    assert_int_equal(gain_step_below(&scale, -1331), 17);
}

static void an_item_in_a_container_is_found(void **state)
{
    struct gain_scale scale =
        SCALE(0, 74,
              SNDRV_CTL_TLVD_CONTAINER_ITEM(SNDRV_CTL_TLVD_ITEM(0x101, 3, 4),
                                            SNDRV_CTL_TLVD_DB_SCALE_ITEM((unsigned)-7400, 100, 0)));

    (void)state;
    assert_int_equal(told(&scale, 74), 0);
    assert_true(gain_is_credible(&scale));
}

static void what_makes_no_sense_is_not_believed(void **state)
{
    const struct gain_scale scales[] = {
        {.least = 0, .most = 87},
        SCALE(0, 15, SNDRV_CTL_TLVD_DB_MINMAX_ITEM((unsigned)-94, 0)),
        SCALE(0, 15, SNDRV_CTL_TLVD_DB_MINMAX_ITEM(0, (unsigned)-3000)),
        SCALE(5, 5, SNDRV_CTL_TLVD_DB_MINMAX_ITEM((unsigned)-3000, 0)),
        SCALE(0, 15, SNDRV_CTL_TLVT_DB_SCALE, 4, 0),
        SCALE(0, 15, SNDRV_CTL_TLVT_DB_SCALE, 800, (unsigned)-3000, 200),
        SCALE(0, 15, SNDRV_CTL_TLVT_DB_SCALE, 0xFFFFFFFCu, (unsigned)-3000, 200),
        SCALE(0, 15, SNDRV_CTL_TLVT_DB_SCALE),
        SCALE(0, 15, SNDRV_CTL_TLVD_ITEM(77, (unsigned)-3000, 200))};

    (void)state;
    for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++) {
        assert_false(gain_is_credible(&scales[i]));
    }
}

static void no_step_outside_is_told(void **state)
{
    struct gain_scale scale = SCALE(0, 87, SNDRV_CTL_TLVD_DB_SCALE_ITEM((unsigned)-6525, 75, 0));
    int hundredths = 7;

    (void)state;
    assert_false(gain_of_step(&scale, -1, &hundredths));
    assert_false(gain_of_step(&scale, 88, &hundredths));
    assert_int_equal(hundredths, 7);
}

/* Small words, so that types, lengths and ranges fit each other now and then. */
static void words_at_random_are_survived(void **state)
{
    unsigned seed = 1;

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct gain_scale scale = {.most = rand_r(&seed) % 64,
                                   .count = (size_t)rand_r(&seed) % (GAIN_WORDS_MAX + 1)};
        for (size_t i = 0; i < scale.count; i++) {
            scale.words[i] = (unsigned)rand_r(&seed) % (i % 2 == 0 ? 6 : 64);
        }
        long step = gain_step_below(&scale, -(rand_r(&seed) % 100));
        assert_in_range(step, 0, scale.most);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_steps_are_counted_from_below),
        cmocka_unit_test(a_step_that_mutes_is_never_chosen),
        cmocka_unit_test(ends_are_what_usb_cards_say),
        cmocka_unit_test(amplitudes_that_rise_evenly_are_understood),
        cmocka_unit_test(ranges_have_a_scale_each),
        cmocka_unit_test(an_item_in_a_container_is_found),
        cmocka_unit_test(what_makes_no_sense_is_not_believed),
        cmocka_unit_test(no_step_outside_is_told),
        cmocka_unit_test(words_at_random_are_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
