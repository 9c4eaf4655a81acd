#include "platform/base/buffer.h"
#include "platform/base/secret.h"
#include "platform/base/text.h"
#include "platform/speech/samples.h"
#include "platform/speech/speech.h"
#include "tests/support/lib/cmocka.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ESPEAK        "/usr/bin/espeak-ng"
#define MARKER        "Kiwizebra"
#define LONG_TEXT     MARKER " one two three four five six seven eight nine ten eleven twelve thirteen"
#define PLENTY        (60u * SAMPLES_RATE)
#define LIMIT_SECONDS 30
#define HEARD_RMS     300.0
#define ANSWER_MS     1500

/* A sink that takes `room` samples and then waits for more room. */
struct stage {
    struct loop *loop;
    struct speech *speech;
    int16_t *samples;
    size_t count, room;
    bool begun, finished, refuses;
    int cuts;
    uint32_t started, done, failed;
    enum speech_failure reason;
};

static bool sink_begin(void *state)
{
    struct stage *stage = state;

    stage->begun = true;
    stage->finished = false;
    stage->count = 0;
    return !stage->refuses;
}

static size_t sink_put(void *state, const int16_t *samples, size_t count)
{
    struct stage *stage = state;
    size_t take = count < stage->room - stage->count ? count : stage->room - stage->count;

    memcpy(stage->samples + stage->count, samples, take * sizeof *samples);
    stage->count += take;
    return take;
}

static void sink_finish(void *state)
{
    struct stage *stage = state;

    stage->finished = true;
}

static void sink_cut(void *state)
{
    struct stage *stage = state;

    stage->cuts++;
}

static void started(void *context, uint32_t number)
{
    struct stage *stage = context;

    stage->started = number;
}

static void done(void *context, uint32_t number)
{
    struct stage *stage = context;

    stage->done = number;
}

static void failed(void *context, uint32_t number, enum speech_failure reason)
{
    struct stage *stage = context;

    stage->failed = number;
    stage->reason = reason;
}

static void make_speech(struct stage *stage, const char *program, struct speech_times times)
{
    const struct speech_setup setup = {
        .loop = stage->loop,
        .engine = {.program = program},
        .sink = {.state = stage,
                 .begin = sink_begin,
                 .put = sink_put,
                 .finish = sink_finish,
                 .cut = sink_cut},
        .listener = {.context = stage, .started = started, .done = done, .failed = failed},
        .times = times};

    speech_destroy(stage->speech);
    stage->speech = speech_create(&setup, NULL);
    assert_non_null(stage->speech);
}

static int setup(void **state)
{
    struct stage *stage = calloc(1, sizeof *stage);

    (void)signal(SIGPIPE, SIG_IGN);
    (void)alarm(LIMIT_SECONDS); /* ends a loop that waits for what never comes */
    *state = stage;
    stage->samples = calloc(PLENTY, sizeof *stage->samples);
    stage->room = PLENTY;
    stage->loop = loop_create(&clock_system, NULL);
    if (!secret_start(NULL)) {
        return -1;
    }
    make_speech(stage, ESPEAK, (struct speech_times){ANSWER_MS, 20, 2});
    return 0;
}

static int teardown(void **state)
{
    struct stage *stage = *state;

    speech_destroy(stage->speech);
    loop_destroy(stage->loop);
    free(stage->samples);
    free(stage);
    secret_stop();
    return 0;
}

static void say(struct stage *stage, uint32_t number, const char *voice, const char *text)
{
    speech_say(stage->speech, &(struct speech_order){.number = number,
                                                     .voice = voice,
                                                     .speed = 175,
                                                     .volume = SAMPLES_VOLUME_PLAIN,
                                                     .text = text,
                                                     .length = strlen(text)});
}

typedef bool condition(const struct stage *stage);

static void run_until(struct stage *stage, condition *holds)
{
    while (!holds(stage)) {
        assert_true(loop_once(stage->loop, true, NULL));
    }
}

static bool has_ended(const struct stage *stage)
{
    return stage->finished || stage->failed != 0;
}

static bool has_begun(const struct stage *stage)
{
    return stage->begun || stage->failed != 0;
}

static bool has_failed(const struct stage *stage)
{
    return stage->failed != 0;
}

static bool has_no_spare(const struct stage *stage)
{
    return speech_spare(stage->speech) == 0;
}

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

/* None is 0, and what goes there goes to the whole group. */
static void send_signal(pid_t process, int number)
{
    assert_true(process > 0);
    assert_int_equal(kill(process, number), 0);
}

static void a_text_can_be_heard(void **state)
{
    struct stage *stage = *state;

    say(stage, 7, "en-us", "Step three of seven.");
    run_until(stage, has_ended);
    assert_int_equal(stage->failed, 0);
    assert_true(loudness(stage->samples, stage->count) > HEARD_RMS);
    assert_in_range(stage->count, SAMPLES_RATE / 2, 4 * SAMPLES_RATE);
    assert_true(sample_is_audible(stage->samples[0]));
    speech_sink_started(stage->speech);
    assert_int_equal(stage->started, 7);
    speech_sink_drained(stage->speech);
    assert_int_equal(stage->done, 7);
}

static void each_language_has_a_voice(void **state)
{
    struct stage *stage = *state;
    static const char *const texts[][2] = {
        {"es", "Hola"},       {"fr-fr", "Bonjour"}, {"ht", "Bonjou"}, {"pt-br", "Bom dia"},
        {"vi", "Xin chào"},   {"ar", "مرحبا"},      {"hi", "नमस्ते"},   {"ru", "Привет"},
        {"ko", "안녕하세요"}, {"cmn", "你好"}};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        stage->finished = false;
        say(stage, 1, texts[i][0], texts[i][1]);
        run_until(stage, has_ended);
        assert_int_equal(stage->failed, 0);
        assert_true(loudness(stage->samples, stage->count) > HEARD_RMS);
    }
}

static void the_next_text_goes_to_the_process_that_waits(void **state)
{
    struct stage *stage = *state;
    pid_t spare;

    say(stage, 1, "en-us", "One.");
    run_until(stage, has_ended);
    spare = speech_spare(stage->speech);
    assert_int_not_equal(spare, 0);
    say(stage, 2, "en-us", "Two.");
    assert_int_equal(speech_speaking(stage->speech), spare);
    stage->begun = false;
    run_until(stage, has_begun);
    assert_int_not_equal(speech_spare(stage->speech), spare);
}

static void another_voice_or_speed_needs_another_process(void **state)
{
    struct stage *stage = *state;
    pid_t spare;

    say(stage, 1, "en-us", "One.");
    run_until(stage, has_ended);
    spare = speech_spare(stage->speech);
    say(stage, 2, "es", "Dos.");
    assert_int_not_equal(speech_speaking(stage->speech), spare);
}

static void stopping_ends_the_process_at_once(void **state)
{
    struct stage *stage = *state;
    int64_t before;
    pid_t speaking;

    stage->room = 1000;
    say(stage, 1, "en-us", LONG_TEXT);
    run_until(stage, has_begun);
    speaking = speech_speaking(stage->speech);
    assert_false(is_gone(speaking));
    before = clock_monotonic(&clock_system);
    speech_stop(stage->speech);
    assert_true(clock_monotonic(&clock_system) - before < 50);
    assert_true(is_gone(speaking));
    assert_int_equal(stage->cuts, 1);
    assert_int_equal(stage->failed, 0);
    assert_int_equal(stage->done, 0);
}

static void a_new_text_takes_the_place_of_the_one_before(void **state)
{
    struct stage *stage = *state;

    stage->room = 1000;
    say(stage, 1, "en-us", LONG_TEXT);
    run_until(stage, has_begun);
    stage->room = PLENTY;
    say(stage, 2, "en-us", "Two.");
    run_until(stage, has_ended);
    speech_sink_drained(stage->speech);
    assert_int_equal(stage->cuts, 1);
    assert_int_equal(stage->done, 2);
}

static void one_that_is_killed_is_noticed_and_the_next_speaks(void **state)
{
    struct stage *stage = *state;

    stage->room = 1000;
    say(stage, 1, "en-us", LONG_TEXT LONG_TEXT LONG_TEXT LONG_TEXT);
    run_until(stage, has_begun);
    send_signal(speech_speaking(stage->speech), SIGKILL);
    stage->room = PLENTY;
    speech_sink_has_room(stage->speech);
    run_until(stage, has_ended);
    assert_int_equal(stage->failed, 1);
    assert_int_equal(stage->reason, SPEECH_DIED);
    stage->failed = 0;
    say(stage, 2, "en-us", "Two.");
    run_until(stage, has_ended);
    assert_int_equal(stage->failed, 0);
}

static void a_waiting_one_that_is_killed_is_replaced(void **state)
{
    struct stage *stage = *state;

    say(stage, 1, "en-us", "One.");
    run_until(stage, has_ended);
    send_signal(speech_spare(stage->speech), SIGKILL);
    run_until(stage, has_no_spare);
    stage->finished = false;
    say(stage, 2, "en-us", "Two.");
    run_until(stage, has_ended);
    assert_int_equal(stage->failed, 0);
    assert_int_not_equal(speech_spare(stage->speech), 0);
}

static void one_that_hangs_is_late(void **state)
{
    struct stage *stage = *state;

    make_speech(stage, ESPEAK, (struct speech_times){200, 20, 2});
    say(stage, 1, "en-us", "One.");
    send_signal(speech_speaking(stage->speech), SIGSTOP);
    run_until(stage, has_failed);
    assert_int_equal(stage->reason, SPEECH_LATE);
    assert_int_equal(speech_speaking(stage->speech), 0);
}

static void one_that_never_ends_is_ended(void **state)
{
    struct stage *stage = *state;

    make_speech(stage, ESPEAK, (struct speech_times){ANSWER_MS, 1, 0});
    say(stage, 1, "en-us", LONG_TEXT);
    run_until(stage, has_ended);
    assert_int_equal(stage->reason, SPEECH_LATE);
    assert_int_equal(stage->cuts, 1);
}

static void a_voice_that_is_not_there_is_said(void **state)
{
    struct stage *stage = *state;

    say(stage, 3, "xx-nobody", "One.");
    run_until(stage, has_failed);
    assert_int_equal(stage->failed, 3);
    assert_int_equal(stage->reason, SPEECH_NO_VOICE);
}

static void an_engine_that_is_not_there_is_said(void **state)
{
    struct stage *stage = *state;

    make_speech(stage, "/nowhere/espeak-ng", speech_times_usual);
    say(stage, 3, "en-us", "One.");
    assert_int_equal(stage->reason, SPEECH_NO_ENGINE);
    assert_int_equal(stage->failed, 3);
}

static void a_text_without_sound_is_said(void **state)
{
    struct stage *stage = *state;

    say(stage, 3, "en-us", " \n ");
    run_until(stage, has_ended);
    assert_int_equal(stage->reason, SPEECH_SILENT);
    assert_false(stage->begun);
}

static void a_device_that_does_not_open_is_said(void **state)
{
    struct stage *stage = *state;

    stage->refuses = true;
    say(stage, 3, "en-us", "One.");
    run_until(stage, has_ended);
    assert_int_equal(stage->reason, SPEECH_NO_SOUND);
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
    struct stage *stage = *state;
    char content[8192];
    pid_t speaking;
    size_t length;

    stage->room = 1000;
    say(stage, 1, "en-us", LONG_TEXT LONG_TEXT LONG_TEXT LONG_TEXT);
    run_until(stage, has_begun);
    speaking = speech_speaking(stage->speech);
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
    struct stage *stage = *state;
    char content[8192];
    int files = 0;

    say(stage, 1, "en-us", "One.");
    run_until(stage, has_ended);
    say(stage, 2, "en-us", "Two.");
    stage->finished = false;
    run_until(stage, has_ended);
    stage->room = 1000;
    stage->begun = false;
    say(stage, 3, "en-us", LONG_TEXT LONG_TEXT LONG_TEXT LONG_TEXT);
    run_until(stage, has_begun);
    (void)read_all(speech_speaking(stage->speech), "status", content, sizeof content);
    assert_non_null(strstr(content, "NoNewPrivs:\t1"));
    assert_non_null(strstr(content, "Seccomp:\t2"));
    (void)read_all(speech_speaking(stage->speech), "limits", content, sizeof content);
    assert_non_null(strstr(content, "Max file size             0                    0"));
    assert_non_null(strstr(content, "Max core file size        0                    0"));
    assert_non_null(strstr(content, "Max cpu time              20                   20"));
    assert_non_null(strstr(content, "Max address space         268435456            268435456"));
    count_files(speech_speaking(stage->speech), &files);
    assert_int_equal(files, 3);
}

static void nothing_of_a_text_is_kept(void **state)
{
    struct stage *stage = *state;
    size_t before = secret_in_use();

    say(stage, 1, "en-us", "One.");
    run_until(stage, has_ended);
    speech_stop(stage->speech);
    assert_int_equal(secret_in_use(), before);
}

static void names_of_sounds_are_no_orders(void **state)
{
    struct stage *stage = *state;
    size_t length;

    say(stage, 1, "en-us", "h@l'oU h@l'oU");
    run_until(stage, has_ended);
    length = stage->count;
    stage->finished = false;
    say(stage, 2, "en-us", "[[h@l'oU h@l'oU]]");
    run_until(stage, has_ended);
    assert_true(stage->count > length / 2);
}

/* ---- samples ------------------------------------------------------------------- */

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

#define STAGED(test_) cmocka_unit_test_setup_teardown(test_, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGED(a_text_can_be_heard),
        STAGED(each_language_has_a_voice),
        STAGED(the_next_text_goes_to_the_process_that_waits),
        STAGED(another_voice_or_speed_needs_another_process),
        STAGED(stopping_ends_the_process_at_once),
        STAGED(a_new_text_takes_the_place_of_the_one_before),
        STAGED(one_that_is_killed_is_noticed_and_the_next_speaks),
        STAGED(a_waiting_one_that_is_killed_is_replaced),
        STAGED(one_that_hangs_is_late),
        STAGED(one_that_never_ends_is_ended),
        STAGED(a_voice_that_is_not_there_is_said),
        STAGED(an_engine_that_is_not_there_is_said),
        STAGED(a_text_without_sound_is_said),
        STAGED(a_device_that_does_not_open_is_said),
        STAGED(the_text_stands_in_no_argument_and_no_environment),
        STAGED(the_process_is_confined),
        STAGED(nothing_of_a_text_is_kept),
        STAGED(names_of_sounds_are_no_orders),
        cmocka_unit_test(louder_is_bent_and_never_wraps),
        cmocka_unit_test(softer_is_softer_and_zero_is_silent),
        cmocka_unit_test(silence_at_the_start_is_found),
        cmocka_unit_test(another_format_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
