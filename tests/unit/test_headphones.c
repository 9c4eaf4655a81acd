#include "platform/speech/headphones.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/temp_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LIMIT_SECONDS 30

struct stage {
    struct temp_folder *folder;
    struct loop *loop;
    int changes;
    enum headphones_state state;
};

static void changed(void *context, enum headphones_state state)
{
    struct stage *stage = context;

    stage->changes++;
    stage->state = state;
}

static int setup(void **state)
{
    struct stage *stage = calloc(1, sizeof *stage);

    (void)alarm(LIMIT_SECONDS);
    *state = stage;
    stage->loop = loop_create(&clock_system, NULL);
    return temp_folder_setup((void **)&stage->folder);
}

static int teardown(void **state)
{
    struct stage *stage = *state;

    loop_destroy(stage->loop);
    (void)temp_folder_teardown((void **)&stage->folder);
    free(stage);
    return 0;
}

static struct headphones *watch(struct stage *stage, const char *choice)
{
    return headphones_watch(stage->loop, choice, -1, changed, stage, NULL);
}

static void wait_for_change(struct stage *stage, int count)
{
    while (stage->changes < count) {
        assert_true(loop_once(stage->loop, true, NULL));
    }
}

static void what_is_always_so_is_known(void **state)
{
    static const struct {
        const char *choice;
        enum headphones_state state;
    } rows[] = {{"always", HEADPHONES_IN}, {"never", HEADPHONES_OUT}, {"auto", HEADPHONES_UNKNOWN}};

    for (size_t i = 0; i < 3; i++) {
        struct headphones *headphones = watch(*state, rows[i].choice);

        assert_non_null(headphones);
        assert_int_equal(headphones_state(headphones), rows[i].state);
        headphones_destroy(headphones);
    }
}

static void a_file_is_followed_written_and_replaced(void **state)
{
    struct stage *stage = *state;
    const char *path = temp_folder_write(stage->folder, "jack", "out\n");
    struct headphones *headphones = watch(stage, path);

    assert_int_equal(headphones_state(headphones), HEADPHONES_OUT);
    (void)temp_folder_write(stage->folder, "jack", "in\n");
    wait_for_change(stage, 1);
    assert_int_equal(stage->state, HEADPHONES_IN);
    assert_int_equal(rename(temp_folder_write(stage->folder, "new", "out"), path), 0);
    wait_for_change(stage, 2);
    assert_int_equal(stage->state, HEADPHONES_OUT);
    assert_int_equal(unlink(path), 0);
    wait_for_change(stage, 3);
    assert_int_equal(stage->state, HEADPHONES_UNKNOWN);
    headphones_destroy(headphones);
}

static void a_change_that_nobody_was_woken_by_is_seen(void **state)
{
    struct stage *stage = *state;
    struct headphones *headphones = watch(stage, temp_folder_write(stage->folder, "jack", "in\n"));

    (void)temp_folder_write(stage->folder, "jack", "out\n");
    headphones_look(headphones);
    assert_int_equal(stage->changes, 1);
    assert_int_equal(stage->state, HEADPHONES_OUT);
    headphones_look(headphones);
    assert_int_equal(stage->changes, 1);
    headphones_destroy(headphones);
}

static void a_file_that_says_something_else_says_nothing(void **state)
{
    struct stage *stage = *state;
    struct headphones *headphones =
        watch(stage, temp_folder_write(stage->folder, "jack", "inside out\n"));

    assert_int_equal(headphones_state(headphones), HEADPHONES_UNKNOWN);
    headphones_destroy(headphones);
}

static void a_choice_that_is_none_is_refused(void **state)
{
    assert_null(watch(*state, "sometimes"));
    assert_null(watch(*state, "/nowhere/at/all"));
}

#define STAGED(test_) cmocka_unit_test_setup_teardown(test_, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGED(what_is_always_so_is_known),
        STAGED(a_file_is_followed_written_and_replaced),
        STAGED(a_change_that_nobody_was_woken_by_is_seen),
        STAGED(a_file_that_says_something_else_says_nothing),
        STAGED(a_choice_that_is_none_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
