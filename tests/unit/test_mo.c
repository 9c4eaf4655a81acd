#include "platform/language/mo.h"

#include "platform/base/file.h"
#include "tests/support/lib/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CATALOGUE "build/share/languages/es/LC_MESSAGES/kiosk.mo"

struct place {
    char folder[64];
    char path[128];
};

static int start(void **state)
{
    struct place *place = calloc(1, sizeof *place);

    assert_non_null(place);
    strcpy(place->folder, "/tmp/mo.XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    snprintf(place->path, sizeof place->path, "%s/kiosk.mo", place->folder);
    *state = place;
    return 0;
}

static int stop(void **state)
{
    struct place *place = *state;

    unlink(place->path);
    rmdir(place->folder);
    free(place);
    return 0;
}

static void read_catalogue(struct buffer *content)
{
    buffer_init(content, MO_FILE_MAX);
    assert_true(file_read(CATALOGUE, content, NULL));
}

static bool opens(const struct place *place, const void *bytes, size_t length, struct error *error)
{
    struct mo mo;
    bool opened;

    assert_true(file_write(place->path, bytes, length, 0600, NULL));
    opened = mo_read(&mo, place->path, error);
    mo_finish(&mo);
    return opened;
}

static void texts_are_found_by_their_keys(void **state)
{
    struct mo mo;

    (void)state;
    assert_true(mo_read(&mo, CATALOGUE, NULL));
    assert_string_equal(mo_text(&mo, "w_free"), "Gratis");
    assert_string_equal(mo_text(&mo, "app"), "Avisos de custodia");
    assert_null(mo_text(&mo, "w_fre"));
    assert_null(mo_text(&mo, "w_free2"));
    assert_null(mo_text(&mo, "zzz"));
    mo_finish(&mo);
}

static void a_file_cut_short_is_refused(void **state)
{
    struct buffer content;
    struct error error = {0};

    read_catalogue(&content);
    for (size_t length = 0; length < content.length; length += length < 64 ? 1 : 997) {
        assert_false(opens(*state, content.data, length, &error));
        assert_int_equal(error.kind, ERROR_INPUT);
    }
    assert_true(opens(*state, content.data, content.length, &error));
    buffer_finish(&content);
}

/* Offsets and counts that point outside must not be followed. */
static void numbers_that_lie_are_refused(void **state)
{
    static const size_t words[] = {0, 4, 8, 12, 16};
    struct buffer content;
    struct error error = {0};

    read_catalogue(&content);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        uint8_t kept[4];

        memcpy(kept, content.data + words[i], sizeof kept);
        memset(content.data + words[i], 0xFF, sizeof kept);
        assert_false(opens(*state, content.data, content.length, &error));
        memcpy(content.data + words[i], kept, sizeof kept);
    }
    memset(content.data + 28, 0xFF, 4);
    assert_false(opens(*state, content.data, content.length, &error));
    assert_non_null(strstr(error.text, "kiosk.mo"));
    buffer_finish(&content);
}

static void an_absent_file_is_not_found(void **state)
{
    struct place *place = *state;
    struct error error = {0};
    struct mo mo;

    assert_false(mo_read(&mo, place->path, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    mo_finish(&mo);
}

#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_found_by_their_keys),
        IN_PLACE(a_file_cut_short_is_refused),
        IN_PLACE(numbers_that_lie_are_refused),
        IN_PLACE(an_absent_file_is_not_found),
    };

    return cmocka_run_group_tests_name("mo", tests, NULL, NULL);
}
