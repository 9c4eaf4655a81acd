#include "app/update/release_version.h"

#include "platform/base/file.h"
#include "platform/base/text.h"

#include <string.h>

#define PART_MOST        9999u
#define OS_RELEASE_MAX   16384u
#define VERSION_FILE_MAX 64u

bool release_version_parse(const char *text, size_t length, struct release_version *version)
{
    struct release_version read = {.part = {0}};
    size_t part = 0;
    size_t digits = 0;
    *version = read;
    if (length >= RELEASE_VERSION_SIZE)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '.' && digits > 0 && part + 1 < RELEASE_VERSION_PARTS) {
            part++;
            digits = 0;
            continue;
        }
        if (text[i] < '0' || text[i] > '9')
            return false;
        read.part[part] = read.part[part] * 10 + (unsigned)(text[i] - '0');
        digits++;
        if (read.part[part] > PART_MOST)
            return false;
    }
    if (digits == 0)
        return false;
    memcpy(read.text, text, length);
    *version = read;
    return true;
}

int release_version_compare(const struct release_version *one, const struct release_version *other)
{
    for (size_t i = 0; i < RELEASE_VERSION_PARTS; i++)
        if (one->part[i] != other->part[i])
            return one->part[i] < other->part[i] ? -1 : 1;
    return 0;
}

/* The value of NAME= on its line, without the quotes that os-release(5) allows around it. */
static const char *find_value(const char *text, const char *name, size_t *length)
{
    size_t name_length = strlen(name);
    for (const char *line = text; *line != '\0';) {
        size_t line_length = strcspn(line, "\n");
        if (line_length > name_length && strncmp(line, name, name_length) == 0) {
            const char *value = line + name_length;
            *length = line_length - name_length;
            if (*length >= 2 && (value[0] == '"' || value[0] == '\'') &&
                value[*length - 1] == value[0]) {
                value++;
                *length -= 2;
            }
            return value;
        }
        line += line_length + (line[line_length] == '\n');
    }
    return NULL;
}

bool release_version_running(const char *path, struct release_version *version, struct error *error)
{
    struct buffer content;
    size_t length = 0;
    buffer_init(&content, OS_RELEASE_MAX);
    bool fine = file_read(path, &content, error);
    if (fine) {
        const char *value = find_value(buffer_text(&content), "IMAGE_VERSION=", &length);
        fine = (value != NULL && release_version_parse(value, length, version)) ||
               error_set(error, ERROR_INPUT, "%s: no IMAGE_VERSION of the form 1.4.0", path);
    }
    buffer_finish(&content);
    return fine;
}

bool release_version_load(const char *path, struct release_version *version, struct error *error)
{
    struct buffer content;
    buffer_init(&content, VERSION_FILE_MAX);
    bool fine = file_read(path, &content, error);
    if (fine) {
        const char *text = buffer_text(&content);
        fine = release_version_parse(text, strcspn(text, "\n"), version) ||
               error_set(error, ERROR_CORRUPT, "%s: no version of the form 1.4.0", path);
    }
    buffer_finish(&content);
    return fine;
}

bool release_version_save(const char *path, const struct release_version *version,
                          struct error *error)
{
    char line[RELEASE_VERSION_SIZE + 1];
    return (text_format(line, sizeof line, "%s\n", version->text) ||
            error_set(error, ERROR_INTERNAL, "%s: the version does not fit", path)) &&
           file_write(path, line, strlen(line), 0644, error);
}
