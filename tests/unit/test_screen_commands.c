/* render, describe, paper and list as programs and translators use them. */
#include "app/screen/commands.h"
#include "app/screen/visit/visit.h"
#include "platform/base/arguments.h"
#include "platform/base/file.h"
#include "platform/base/text.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/temp_folder.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ARGUMENTS_MAX 16

typedef int command(int argc, char **argv, void *context);

/* Runs "name arg arg" with standard output in `path`. */
static int run(command *run_command, const char *line, const char *path)
{
    char copy[1024];
    char *argv[ARGUMENTS_MAX + 1] = {NULL};
    int argc = 0;
    char *rest = NULL;
    assert_true(strlen(line) < sizeof copy);
    (void)strcpy(copy, line);
    for (char *word = strtok_r(copy, " ", &rest); word != NULL && argc < ARGUMENTS_MAX;
         word = strtok_r(NULL, " ", &rest)) {
        argv[argc++] = word;
    }
    (void)fflush(stdout);
    int kept = dup(STDOUT_FILENO);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(kept >= 0 && file >= 0 && dup2(file, STDOUT_FILENO) >= 0);
    int code = run_command(argc, argv, NULL);
    (void)fflush(stdout);
    assert_true(dup2(kept, STDOUT_FILENO) >= 0);
    (void)close(file);
    (void)close(kept);
    return code;
}

static void list_names_every_screen_on_a_line(void **state)
{
    const char *path = temp_folder_path(*state, "list");
    struct buffer text;
    buffer_init(&text, 16384);
    assert_int_equal(run(command_list, "list", path), EXIT_FINE);
    assert_true(file_read(path, &text, NULL));
    assert_true(strncmp(buffer_text(&text), "welcome\nnotices\n", 16) == 0);
    buffer_finish(&text);
}

static void describe_gives_an_object_a_control(void **state)
{
    const char *path = temp_folder_path(*state, "json");
    assert_int_equal(run(command_describe, "describe --screen services --share build/share", path),
                     EXIT_FINE);
    json_t *controls = json_load_file(path, 0, NULL);
    assert_true(json_is_array(controls) && json_array_size(controls) > 10);
    size_t i;
    json_t *control;
    json_array_foreach(controls, i, control)
    {
        const char *id;
        const char *role;
        const char *label;
        const char *spoken;
        int x, y, width, height, focus;
        assert_int_equal(json_unpack(control, "{s:s, s:s, s:s, s:s, s:[i,i,i,i], s:i}", "id", &id,
                                     "role", &role, "label", &label, "spoken", &spoken, "rect", &x,
                                     &y, &width, &height, "focus", &focus),
                         0);
        assert_true(width > 0 && height > 0);
    }
    json_decref(controls);
}

static void render_writes_a_picture_of_the_canvas(void **state)
{
    char line[FILE_PATH_MAX + 128];
    const char *path = temp_folder_path(*state, "out.png");
    assert_true(text_format(line, sizeof line,
                            "render --screen check --language es --size large --theme contrast "
                            "--canvas 540x960 --share build/share -o %s",
                            path));
    assert_int_equal(run(command_render, line, "/dev/null"), EXIT_FINE);
    struct buffer png;
    buffer_init(&png, 4u << 20);
    assert_true(file_read(path, &png, NULL));
    /* PNG signature, then the IHDR chunk with width and height (RFC 2083, 11.2.1). */
    static const uint8_t size[8] = {0, 0, 540 >> 8, 540 & 255, 0, 0, 960 >> 8, 960 & 255};
    assert_true(png.length > 24);
    assert_memory_equal(png.data, "\x89PNG", 4);
    assert_memory_equal(png.data + 16, size, 8);
    buffer_finish(&png);
}

/* P4, then width and height: the QR code on it is test_receipt_picture.c's. */
static void paper_writes_each_sheet_as_wide_as_the_roll(void **state)
{
    static const char *const sheets[] = {"receipt", "notice", "test"};
    static const char *const widths[] = {"576", "384"};
    const char *path = temp_folder_path(*state, "out.pbm");

    for (size_t i = 0; i < 6; i++) {
        char line[FILE_PATH_MAX + 128], head[16];
        struct buffer pbm;
        assert_true(text_format(line, sizeof line,
                                "paper %s --language ar --width %s --share build/share --output %s",
                                sheets[i / 2], widths[i % 2], path));
        assert_int_equal(run(command_paper, line, "/dev/null"), EXIT_FINE);
        buffer_init(&pbm, 1u << 20);
        assert_true(file_read(path, &pbm, NULL));
        assert_true(text_format(head, sizeof head, "P4\n%s ", widths[i % 2]));
        assert_true(pbm.length > 1000);
        assert_memory_equal(pbm.data, head, strlen(head));
        buffer_finish(&pbm);
    }
}

static void what_does_not_exist_is_a_failure(void **state)
{
    (void)state;
    assert_int_equal(
        run(command_describe, "describe --screen nowhere --share build/share", "/dev/null"),
        EXIT_FAILED);
    assert_int_equal(run(command_describe,
                         "describe --screen check --language xx --share build/share", "/dev/null"),
                     EXIT_FAILED);
    assert_int_equal(run(command_describe, "describe --screen check --share /nowhere", "/dev/null"),
                     EXIT_FAILED);
}

static void a_command_line_that_says_nothing_is_a_usage_error(void **state)
{
    (void)state;
    assert_int_equal(run(command_render, "render --screen check", "/dev/null"), EXIT_USAGE);
    assert_int_equal(run(command_render, "render --screen check -o x --canvas big", "/dev/null"),
                     EXIT_USAGE);
    assert_int_equal(run(command_describe, "describe", "/dev/null"), EXIT_USAGE);
    assert_int_equal(run(command_list, "list all", "/dev/null"), EXIT_USAGE);
    assert_int_equal(run(command_paper, "paper receipt", "/dev/null"), EXIT_USAGE);
    assert_int_equal(run(command_paper, "paper receipt --output x --width 500", "/dev/null"),
                     EXIT_USAGE);
    assert_int_equal(run(command_paper, "paper money --share build/share --output x", "/dev/null"),
                     EXIT_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(list_names_every_screen_on_a_line),
        cmocka_unit_test(describe_gives_an_object_a_control),
        cmocka_unit_test(render_writes_a_picture_of_the_canvas),
        cmocka_unit_test(paper_writes_each_sheet_as_wide_as_the_roll),
        cmocka_unit_test(what_does_not_exist_is_a_failure),
        cmocka_unit_test(a_command_line_that_says_nothing_is_a_usage_error),
    };
    return cmocka_run_group_tests(tests, temp_folder_setup, temp_folder_teardown);
}
