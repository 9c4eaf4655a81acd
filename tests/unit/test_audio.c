#include "platform/base/buffer.h"
#include "platform/base/file.h"
#include "platform/base/secret.h"
#include "platform/window/audio.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/temp_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RATE          22050u
#define LIMIT_SECONDS 30
#define LINGER        300
#define DEVICE        512u /* samples that the device is given at a time */
#define FADE          128u
#define LOUD          10000
#define CAPTURED_MAX  (8u << 20)

/* The device is SDL's file driver: what it is given can be read afterwards. */
struct stage {
    struct temp_folder *folder;
    char path[128];
    struct loop *loop;
    struct audio *audio;
    int started, room, drained, broke, opened;
    struct loop_timer timer;
    bool timer_rang;
};

static void happened(void *context, enum audio_event event)
{
    struct stage *stage = context;

    stage->started += event == AUDIO_STARTED;
    stage->room += event == AUDIO_ROOM;
    stage->drained += event == AUDIO_DRAINED;
    stage->broke += event == AUDIO_BROKE;
}

static void opens(void *context)
{
    struct stage *stage = context;

    stage->opened++;
}

static void rang(void *context)
{
    struct stage *stage = context;

    stage->timer_rang = true;
}

static void make_audio(struct stage *stage, const char *driver)
{
    const struct audio_setup setup = {.loop = stage->loop,
                                      .driver = driver,
                                      .rate = RATE,
                                      .linger = LINGER,
                                      .opens = opens,
                                      .happened = happened,
                                      .context = stage};

    audio_destroy(stage->audio);
    stage->audio = audio_create(&setup, NULL);
    assert_non_null(stage->audio);
}

static int setup(void **state)
{
    struct stage *stage = calloc(1, sizeof *stage);

    (void)alarm(LIMIT_SECONDS); /* ends a loop that waits for what never comes */
    *state = stage;
    if (temp_folder_setup((void **)&stage->folder) != 0 || !secret_start(NULL)) {
        return -1;
    }
    strcpy(stage->path, temp_folder_path(stage->folder, "sound"));
    setenv("SDL_DISKAUDIOFILE", stage->path, 1);
    stage->loop = loop_create(&clock_system, NULL);
    stage->timer = (struct loop_timer){.callback = rang, .context = stage};
    assert_true(loop_add_timer(stage->loop, &stage->timer, NULL));
    make_audio(stage, "disk");
    return 0;
}

static int teardown(void **state)
{
    struct stage *stage = *state;

    audio_destroy(stage->audio);
    loop_destroy(stage->loop);
    secret_stop();
    (void)temp_folder_teardown((void **)&stage->folder);
    free(stage);
    return 0;
}

static void run_until(struct stage *stage, const int *count)
{
    while (*count == 0) {
        assert_true(loop_once(stage->loop, true, NULL));
    }
}

static void run_for(struct stage *stage, int64_t milliseconds)
{
    stage->timer_rang = false;
    loop_timer_set(stage->loop, &stage->timer, milliseconds);
    while (!stage->timer_rang) {
        assert_true(loop_once(stage->loop, true, NULL));
    }
}

static void close_device(struct stage *stage)
{
    audio_destroy(stage->audio);
    stage->audio = NULL;
}

/* What the device was given, from the first sample that is not 0. */
static size_t captured(struct stage *stage, int16_t **samples)
{
    struct buffer content;
    size_t count, first = 0;
    const int16_t *all;

    buffer_init(&content, CAPTURED_MAX);
    assert_true(file_read(stage->path, &content, NULL));
    all = (const int16_t *)(const void *)content.data;
    count = content.length / sizeof *all;
    while (first < count && all[first] == 0) {
        first++;
    }
    *samples = malloc((count - first + 1) * sizeof **samples);
    memcpy(*samples, all + first, (count - first) * sizeof **samples);
    buffer_finish(&content);
    return count - first;
}

static size_t put_tone(struct stage *stage, size_t count)
{
    int16_t *tone = malloc(count * sizeof *tone);
    size_t taken;

    for (size_t i = 0; i < count; i++) {
        tone[i] = LOUD;
    }
    taken = audio_put(stage->audio, tone, count);
    free(tone);
    return taken;
}

static int threads(void)
{
    DIR *folder = opendir("/proc/self/task");
    int count = 0;

    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        count += entry->d_name[0] != '.';
    }
    (void)closedir(folder);
    return count;
}

static void what_is_put_is_played_in_order(void **state)
{
    struct stage *stage = *state;
    int16_t ramp[3000], *played;

    for (int i = 0; i < 3000; i++) {
        ramp[i] = (int16_t)(i + 1);
    }
    assert_true(audio_begin(stage->audio, NULL));
    assert_int_equal(audio_put(stage->audio, ramp, 3000), 3000);
    audio_finish(stage->audio);
    run_until(stage, &stage->drained);
    close_device(stage);
    assert_int_equal(stage->started, 1);
    assert_true(captured(stage, &played) >= 3000);
    assert_memory_equal(played, ramp, sizeof ramp);
    free(played);
}

static void play_to_its_end(struct stage *stage)
{
    stage->drained = 0;
    assert_true(audio_begin(stage->audio, NULL));
    (void)put_tone(stage, DEVICE);
    audio_finish(stage->audio);
    run_until(stage, &stage->drained);
}

static void each_opening_is_told_before(void **state)
{
    struct stage *stage = *state;

    play_to_its_end(stage);
    play_to_its_end(stage);
    assert_int_equal(stage->opened, 1);
    while (audio_is_open(stage->audio)) {
        assert_true(loop_once(stage->loop, true, NULL));
    }
    play_to_its_end(stage);
    assert_int_equal(stage->opened, 2);
}

static void it_is_open_only_while_it_plays_and_a_little_longer(void **state)
{
    struct stage *stage = *state;
    int before = threads();

    assert_false(audio_is_open(stage->audio));
    assert_true(audio_begin(stage->audio, NULL));
    assert_true(audio_is_open(stage->audio));
    (void)put_tone(stage, 1000);
    audio_finish(stage->audio);
    run_until(stage, &stage->drained);
    assert_true(audio_is_open(stage->audio));
    run_for(stage, LINGER + 200);
    assert_false(audio_is_open(stage->audio));
    assert_int_equal(threads(), before);
}

/* What is played by then is at most the time that has passed and what the device was given ahead. */
static void a_cut_ends_within_one_buffer_and_a_fade(void **state)
{
    struct stage *stage = *state;
    int64_t begin = clock_monotonic(&clock_system), passed;
    int16_t *played;
    size_t count, loud = 0;

    assert_true(audio_begin(stage->audio, NULL));
    assert_int_equal(put_tone(stage, AUDIO_WAITING_MAX), AUDIO_WAITING_MAX);
    run_until(stage, &stage->started);
    run_for(stage, 150);
    audio_cut(stage->audio);
    passed = clock_monotonic(&clock_system) - begin;
    run_for(stage, 150);
    close_device(stage);
    count = captured(stage, &played);
    for (size_t i = 0; i < count; i++) {
        loud = played[i] != 0 ? i + 1 : loud;
    }
    assert_in_range(loud, 2 * DEVICE, (size_t)passed * RATE / 1000 + DEVICE + FADE);
    free(played);
}

static void a_cut_fades_out(void **state)
{
    struct stage *stage = *state;
    int16_t *played;
    size_t count;
    int most = 0;

    assert_true(audio_begin(stage->audio, NULL));
    (void)put_tone(stage, AUDIO_WAITING_MAX);
    run_until(stage, &stage->started);
    audio_cut(stage->audio);
    run_for(stage, 150);
    close_device(stage);
    count = captured(stage, &played);
    for (size_t i = 1; i < count; i++) {
        int step = abs(played[i] - played[i - 1]);

        most = step > most ? step : most;
    }
    assert_in_range(most, 1, LOUD / 50);
    free(played);
}

static void what_was_cut_is_told_nothing_of(void **state)
{
    struct stage *stage = *state;

    assert_true(audio_begin(stage->audio, NULL));
    (void)put_tone(stage, 2000);
    audio_finish(stage->audio);
    audio_cut(stage->audio);
    run_for(stage, 200);
    assert_int_equal(stage->drained, 0);
}

static void it_takes_no_more_than_it_can_hold_and_says_when_again(void **state)
{
    struct stage *stage = *state;

    assert_true(audio_begin(stage->audio, NULL));
    assert_true(put_tone(stage, AUDIO_WAITING_MAX + 5000) <= AUDIO_WAITING_MAX);
    run_until(stage, &stage->room);
    assert_true(put_tone(stage, 5000) == 5000);
}

static void all_memory_is_given_back(void **state)
{
    struct stage *stage = *state;
    size_t before = secret_in_use();

    assert_true(audio_begin(stage->audio, NULL));
    (void)put_tone(stage, 3000);
    audio_finish(stage->audio);
    run_until(stage, &stage->drained);
    assert_int_equal(secret_in_use(), before);
    close_device(stage);
    assert_true(secret_in_use() < before);
}

struct drain {
    int pipe;
    atomic_bool ends;
};

static void *drain(void *context)
{
    struct drain *reader = context;
    char bytes[4096];

    while (!atomic_load(&reader->ends)) {
        struct pollfd polled = {.fd = reader->pipe, .events = POLLIN};

        if (poll(&polled, 1, 10) > 0 && read(reader->pipe, bytes, sizeof bytes) <= 0) {
            break;
        }
    }
    return NULL;
}

/* A pipe that nobody reads takes a second of sound, then nothing. */
static void a_device_that_takes_nothing_any_more_is_noticed(void **state)
{
    struct stage *stage = *state;
    struct drain reader = {.pipe = -1};
    pthread_t thread;

    assert_int_equal(mkfifo(stage->path, 0600), 0);
    reader.pipe = open(stage->path, O_RDWR | O_CLOEXEC);
    assert_true(audio_begin(stage->audio, NULL));
    while (stage->broke == 0) {
        (void)put_tone(stage, AUDIO_WAITING_MAX);
        assert_true(loop_once(stage->loop, true, NULL));
    }
    assert_true(audio_is_stuck(stage->audio));
    assert_int_equal(pthread_create(&thread, NULL, drain, &reader), 0);
    close_device(stage);
    atomic_store(&reader.ends, true);
    (void)pthread_join(thread, NULL);
    (void)close(reader.pipe);
}

static void no_device_is_an_error(void **state)
{
    struct stage *stage = *state;
    struct error error;

    make_audio(stage, "no-such-driver");
    assert_false(audio_begin(stage->audio, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    assert_false(audio_is_open(stage->audio));
}

#define STAGED(test_) cmocka_unit_test_setup_teardown(test_, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGED(what_is_put_is_played_in_order),
        STAGED(each_opening_is_told_before),
        STAGED(it_is_open_only_while_it_plays_and_a_little_longer),
        STAGED(a_cut_ends_within_one_buffer_and_a_fade),
        STAGED(a_cut_fades_out),
        STAGED(what_was_cut_is_told_nothing_of),
        STAGED(it_takes_no_more_than_it_can_hold_and_says_when_again),
        STAGED(all_memory_is_given_back),
        STAGED(a_device_that_takes_nothing_any_more_is_noticed),
        STAGED(no_device_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
