#include "platform/base/secret.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/speech_bed.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define HEARD_RMS 300.0

static double loudness(const int16_t *samples, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++) {
        sum += (double)samples[i] * samples[i];
    }
    return count > 0 ? sqrt(sum / (double)count) : 0;
}

static bool is_gone(pid_t process)
{
    return kill(process, 0) != 0 && errno == ESRCH;
}

static void a_text_can_be_heard(void **state)
{
    struct speech_bed *bed = *state;

    speech_bed_say(bed, 7, "en-us", "Step three of seven.");
    speech_bed_run_until(bed, speech_bed_has_ended);
    assert_int_equal(bed->failed, 0);
    assert_true(loudness(bed->samples, bed->count) > HEARD_RMS);
    assert_in_range(bed->count, SAMPLES_RATE / 2, 4 * SAMPLES_RATE);
    assert_true(sample_is_audible(bed->samples[0]));
    speech_sink_started(bed->speech);
    assert_int_equal(bed->started, 7);
    speech_sink_drained(bed->speech);
    assert_int_equal(bed->done, 7);
}

static void each_language_has_a_voice(void **state)
{
    struct speech_bed *bed = *state;
    static const char *const texts[][2] = {
        {"es", "Hola"},       {"fr-fr", "Bonjour"}, {"ht", "Bonjou"}, {"pt-br", "Bom dia"},
        {"vi", "Xin chào"},   {"ar", "مرحبا"},      {"hi", "नमस्ते"},   {"ru", "Привет"},
        {"ko", "안녕하세요"}, {"cmn", "你好"}};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        bed->finished = false;
        speech_bed_say(bed, 1, texts[i][0], texts[i][1]);
        speech_bed_run_until(bed, speech_bed_has_ended);
        assert_int_equal(bed->failed, 0);
        assert_true(loudness(bed->samples, bed->count) > HEARD_RMS);
    }
}

static void the_next_text_goes_to_the_process_that_waits(void **state)
{
    struct speech_bed *bed = *state;
    pid_t spare;

    speech_bed_say(bed, 1, "en-us", "One.");
    speech_bed_run_until(bed, speech_bed_has_ended);
    spare = speech_spare(bed->speech);
    assert_int_not_equal(spare, 0);
    speech_bed_say(bed, 2, "en-us", "Two.");
    assert_int_equal(speech_speaking(bed->speech), spare);
    bed->begun = false;
    speech_bed_run_until(bed, speech_bed_has_begun);
    assert_int_not_equal(speech_spare(bed->speech), spare);
}

static void another_voice_or_speed_needs_another_process(void **state)
{
    struct speech_bed *bed = *state;
    pid_t spare;

    speech_bed_say(bed, 1, "en-us", "One.");
    speech_bed_run_until(bed, speech_bed_has_ended);
    spare = speech_spare(bed->speech);
    speech_bed_say(bed, 2, "es", "Dos.");
    assert_int_not_equal(speech_speaking(bed->speech), spare);
}

static void stopping_ends_the_process_at_once(void **state)
{
    struct speech_bed *bed = *state;
    int64_t before;
    pid_t speaking;

    bed->room = 1000;
    speech_bed_say(bed, 1, "en-us", LONG_TEXT);
    speech_bed_run_until(bed, speech_bed_has_begun);
    speaking = speech_speaking(bed->speech);
    assert_false(is_gone(speaking));
    before = clock_monotonic(&clock_system);
    speech_stop(bed->speech);
    assert_true(clock_monotonic(&clock_system) - before < 50);
    assert_true(is_gone(speaking));
    assert_int_equal(bed->cuts, 1);
    assert_int_equal(bed->failed, 0);
    assert_int_equal(bed->done, 0);
}

static void a_new_text_takes_the_place_of_the_one_before(void **state)
{
    struct speech_bed *bed = *state;

    bed->room = 1000;
    speech_bed_say(bed, 1, "en-us", LONG_TEXT);
    speech_bed_run_until(bed, speech_bed_has_begun);
    bed->room = PLENTY;
    speech_bed_say(bed, 2, "en-us", "Two.");
    speech_bed_run_until(bed, speech_bed_has_ended);
    speech_sink_drained(bed->speech);
    assert_int_equal(bed->cuts, 1);
    assert_int_equal(bed->done, 2);
}

static size_t read_all(pid_t process, const char *name, char *content, size_t size)
{
    char path[64];
    size_t length;
    FILE *file;

    (void)snprintf(path, sizeof path, "/proc/%d/%s", (int)process, name);
    file = fopen(path, "re");
    assert_non_null(file);
    length = fread(content, 1, size - 1, file);
    content[length] = '\0';
    (void)fclose(file);
    return length;
}

static void the_text_stands_in_no_argument_and_no_environment(void **state)
{
    struct speech_bed *bed = *state;
    char content[8192];
    pid_t speaking;
    size_t length;

    bed->room = 1000;
    speech_bed_say(bed, 1, "en-us", LONG_TEXT LONG_TEXT LONG_TEXT LONG_TEXT);
    speech_bed_run_until(bed, speech_bed_has_begun);
    speaking = speech_speaking(bed->speech);
    length = read_all(speaking, "cmdline", content, sizeof content);
    assert_true(length > 0);
    assert_null(memmem(content, length, MARKER, strlen(MARKER)));
    assert_non_null(memmem(content, length, "--stdin", 7));
    assert_int_equal(read_all(speaking, "environ", content, sizeof content), 0);
}

static void count_files(pid_t process, int *count)
{
    char path[64];
    DIR *folder;

    (void)snprintf(path, sizeof path, "/proc/%d/fd", (int)process);
    folder = opendir(path);
    assert_non_null(folder);
    *count = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        *count += entry->d_name[0] != '.';
    }
    (void)closedir(folder);
}

static void the_process_is_confined(void **state)
{
    struct speech_bed *bed = *state;
    char content[8192];
    int files = 0;

    speech_bed_say(bed, 1, "en-us", "One.");
    speech_bed_run_until(bed, speech_bed_has_ended);
    speech_bed_say(bed, 2, "en-us", "Two.");
    bed->finished = false;
    speech_bed_run_until(bed, speech_bed_has_ended);
    bed->room = 1000;
    bed->begun = false;
    speech_bed_say(bed, 3, "en-us", LONG_TEXT LONG_TEXT LONG_TEXT LONG_TEXT);
    speech_bed_run_until(bed, speech_bed_has_begun);
    (void)read_all(speech_speaking(bed->speech), "status", content, sizeof content);
    assert_non_null(strstr(content, "NoNewPrivs:\t1"));
    assert_non_null(strstr(content, "Seccomp:\t2"));
    (void)read_all(speech_speaking(bed->speech), "limits", content, sizeof content);
    assert_non_null(strstr(content, "Max file size             0                    0"));
    assert_non_null(strstr(content, "Max core file size        0                    0"));
    assert_non_null(strstr(content, "Max cpu time              20                   20"));
    assert_non_null(strstr(content, "Max address space         268435456            268435456"));
    count_files(speech_speaking(bed->speech), &files);
    assert_int_equal(files, 3);
}

static void nothing_of_a_text_is_kept(void **state)
{
    struct speech_bed *bed = *state;
    size_t before = secret_in_use();

    speech_bed_say(bed, 1, "en-us", "One.");
    speech_bed_run_until(bed, speech_bed_has_ended);
    speech_stop(bed->speech);
    assert_int_equal(secret_in_use(), before);
}

static void names_of_sounds_are_no_orders(void **state)
{
    struct speech_bed *bed = *state;
    size_t length;

    speech_bed_say(bed, 1, "en-us", "h@l'oU h@l'oU");
    speech_bed_run_until(bed, speech_bed_has_ended);
    length = bed->count;
    bed->finished = false;
    speech_bed_say(bed, 2, "en-us", "[[h@l'oU h@l'oU]]");
    speech_bed_run_until(bed, speech_bed_has_ended);
    assert_true(bed->count > length / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGED(a_text_can_be_heard),
        STAGED(each_language_has_a_voice),
        STAGED(the_next_text_goes_to_the_process_that_waits),
        STAGED(another_voice_or_speed_needs_another_process),
        STAGED(stopping_ends_the_process_at_once),
        STAGED(a_new_text_takes_the_place_of_the_one_before),
        STAGED(the_text_stands_in_no_argument_and_no_environment),
        STAGED(the_process_is_confined),
        STAGED(nothing_of_a_text_is_kept),
        STAGED(names_of_sounds_are_no_orders),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
