#include "app/central/commands.h"

#include "app/central/confine.h"
#include "app/central/opening/trail.h"
#include "platform/base/arguments.h"
#include "platform/base/file.h"
#include "platform/base/text.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define PROGRAM "kiosk-central trail"

static const char *word_in(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text != NULL ? text : "-";
}

static void print_object(const json_t *object, uint64_t number)
{
    printf("%" PRIu64 " %s %s (login %s): %s, ", number, word_in(object, "utc"),
           word_in(object, "name"), word_in(object, "login"), word_in(object, "command"));
    if (json_object_get(object, "marked") != NULL)
        printf("%lld requests as %s, reason %s\n",
               (long long)json_integer_value(json_object_get(object, "marked")),
               word_in(object, "state"), word_in(object, "reason"));
    else
        printf("%lld requests%s into %s, SHA-256 %s\n",
               (long long)json_integer_value(json_object_get(object, "opened")),
               json_is_true(json_object_get(object, "pins")) ? " with PINs" : "",
               word_in(object, "output"), word_in(object, "output_sha256"));
}

static void print_line(void *context, const char *text, size_t length,
                       const struct trail_line *line)
{
    json_t *object = line != NULL ? json_loadb(text, length, 0, NULL) : NULL;

    (void)context;
    if (object == NULL)
        puts("(a line that was cut off while it was written: its output never got a name)");
    else
        print_object(object, line->number);
    json_decref(object);
}

static void print_as_it_is(void *context, const char *text, size_t length,
                           const struct trail_line *line)
{
    (void)context;
    if (line != NULL)
        (void)fwrite(text, 1, length, stdout);
    else
        (void)fputs("null", stdout);
    putchar('\n');
}

static void print_summary(const struct trail_summary *summary)
{
    if (summary->broken_at > 0)
        printf("broken: line %" PRIu64 " does not follow from the one before it\n",
               summary->broken_at);
    printf("%" PRIu64 " lines, %" PRIu64 " cut off; the last one's SHA-256 is %s\n", summary->lines,
           summary->torn, summary->last);
}

/* The office's folder, the opening room's, or the file itself. */
static bool find_trail(const char *place, char path[static FILE_PATH_MAX], struct error *error)
{
    char folder[FILE_PATH_MAX];
    struct stat status;
    bool fine;

    if (stat(place, &status) == 0 && !S_ISDIR(status.st_mode))
        fine = text_copy(path, FILE_PATH_MAX, place);
    else
        fine =
            file_join(folder, sizeof folder, place, "open") &&
            file_join(path, FILE_PATH_MAX, file_exists(folder) ? folder : place, TRAIL_FILE_NAME);
    return fine || error_set(error, ERROR_LIMIT, "a path is too long");
}

int command_trail(int argc, char **argv, void *context)
{
    const char *place = NULL;
    bool as_json = false;
    const struct option_row rows[] = {
        {.name = "json", .flag = &as_json, .meaning = "the lines as they are"},
        {0},
    };
    char path[FILE_PATH_MAX];
    struct trail_summary summary;
    struct error error = {0};

    (void)context;
    struct arguments line = {PROGRAM, "FOLDER", rows, &place, 1, 0};
    int exit_code;

    if (!arguments_take(&line, argc, argv, &exit_code))
        return exit_code;
    if (place == NULL)
        error_set(&error, ERROR_INPUT, "name the office's folder, the opening room's, or a trail");
    if (place == NULL || !find_trail(place, path, &error) || !confine_to_files(&error) ||
        !trail_walk(path, as_json ? print_as_it_is : print_line, NULL, &summary, &error))
        return arguments_mistake(PROGRAM, &error);
    if (!as_json)
        print_summary(&summary);
    return summary.broken_at > 0 ? EXIT_FAILED : EXIT_FINE;
}
