#include "platform/speech/samples.h"

#include "tests/support/lib/cmocka.h"

#include <string.h>

static void louder_is_bent_and_never_wraps(void **state)
{
    int16_t before[] = {-32768, -30000, -1000, 0, 1000, 30000, 32767};
    int16_t after[7], most[7];

    (void)state;
    memcpy(after, before, sizeof before);
    samples_amplify(after, 7, SAMPLES_VOLUME_PLAIN);
    assert_memory_equal(after, before, sizeof before);
    memcpy(after, before, sizeof before);
    samples_amplify(after, 7, 75);
    memcpy(most, before, sizeof before);
    samples_amplify(most, 7, 100);
    assert_in_range(after[4], 1900, 2100);
    assert_in_range(most[4], 3900, 4100);
    for (size_t i = 4; i < 7; i++) {
        assert_true(after[i] > before[i] || before[i] > 32000);
        assert_true(most[i] >= after[i]);
    }
    assert_true(after[0] < -30000 && most[0] < -30000);
    assert_int_equal(after[3], 0);
}

static void softer_is_softer_and_zero_is_silent(void **state)
{
    int16_t soft[] = {1000, -20000};
    int16_t none[] = {1000, -20000};

    (void)state;
    samples_amplify(soft, 2, 25);
    assert_in_range(soft[0], 490, 510);
    samples_amplify(none, 2, 0);
    assert_int_equal(none[0], 0);
    assert_int_equal(none[1], 0);
}

static void silence_at_the_start_is_found(void **state)
{
    const int16_t samples[] = {0, 3, -64, 65, 0};

    (void)state;
    assert_int_equal(samples_leading_silence(samples, 5), 3);
    assert_int_equal(samples_leading_silence(samples, 2), 2);
}

static void another_format_is_refused(void **state)
{
    uint8_t header[SAMPLES_HEADER_BYTES] = "RIFF\0\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x22\x56\0\0"
                                           "\x44\xac\0\0\2\0\x10\0data";

    (void)state;
    assert_true(samples_header_is_known(header));
    header[22] = 2;
    assert_false(samples_header_is_known(header));
    header[22] = 1;
    header[24] = 0;
    assert_false(samples_header_is_known(header));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(louder_is_bent_and_never_wraps),
        cmocka_unit_test(softer_is_softer_and_zero_is_silent),
        cmocka_unit_test(silence_at_the_start_is_found),
        cmocka_unit_test(another_format_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
