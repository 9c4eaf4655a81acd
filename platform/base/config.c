#include "platform/base/config.h"

#include "platform/base/file.h"
#include "platform/base/text.h"

#include <errno.h>
#include <ini.h>
#include <stdlib.h>
#include <string.h>

#define KEYS_MAX 256

struct loading {
    const char *path;
    const struct config_key *keys;
    void *target;
    const char *rest; /* what the parser has not asked for yet */
    int line;         /* of the line the parser asked for last */
    bool seen[KEYS_MAX];
    bool failed;
    struct error *error;
};

static int refuse(struct loading *loading, const struct config_key *key, const char *what)
{
    loading->failed = true;
    error_set(loading->error, ERROR_INPUT, "%s, line %d: '%s' in [%s] %s", loading->path,
              loading->line, key->name, key->section, what);
    return 0;
}

static bool store_text(struct loading *loading, const struct config_key *key, char *member,
                       const char *value)
{
    char folder[FILE_PATH_MAX];
    const char *slash = strrchr(loading->path, '/');
    if (key->type == CONFIG_TEXT || value[0] == '/' || value[0] == '\0' || slash == NULL) {
        return text_copy(member, key->size, value);
    }
    return text_format(folder, sizeof folder, "%.*s", (int)(slash - loading->path),
                       loading->path) &&
           file_join(member, key->size, folder, value);
}

static int set_text(struct loading *loading, const struct config_key *key, char *member,
                    const char *value)
{
    if (key->size == 0) {
        return 1;
    }
    if (key->required && value[0] == '\0') {
        return refuse(loading, key, "must not be empty");
    }
    return store_text(loading, key, member, value) ? 1 : refuse(loading, key, "is too long");
}

static int set_number(struct loading *loading, const struct config_key *key, void *member,
                      const char *value)
{
    char what[160];
    char *end = NULL;
    errno = 0;
    int64_t number = strtoll(value, &end, 10);
    if (value[0] == '\0' || *end != '\0' || errno != 0 || number < key->least ||
        number > key->most) {
        (void)text_format(what, sizeof what, "must be a whole number from %lld to %lld",
                          (long long)key->least, (long long)key->most);
        return refuse(loading, key, what);
    }
    memcpy(member, &number, sizeof number);
    return 1;
}

static int set_switch(struct loading *loading, const struct config_key *key, void *member,
                      const char *value)
{
    bool on = strcmp(value, "yes") == 0;
    if (!on && strcmp(value, "no") != 0) {
        return refuse(loading, key, "must be yes or no");
    }
    memcpy(member, &on, sizeof on);
    return 1;
}

static int refuse_choice(struct loading *loading, const struct config_key *key)
{
    struct buffer what;
    buffer_init(&what, 256);
    buffer_append_text(&what, "must be one of:");
    for (size_t i = 0; key->choices[i] != NULL; i++) {
        buffer_append_format(&what, "%s %s", i == 0 ? "" : ",", key->choices[i]);
    }
    refuse(loading, key, buffer_text(&what));
    buffer_finish(&what);
    return 0;
}

static int set_choice(struct loading *loading, const struct config_key *key, void *member,
                      const char *value)
{
    for (int i = 0; key->choices[i] != NULL; i++) {
        if (strcmp(value, key->choices[i]) == 0) {
            memcpy(member, &i, sizeof i);
            return 1;
        }
    }
    return refuse_choice(loading, key);
}

static int set_value(struct loading *loading, const struct config_key *key, const char *value)
{
    void *member = (char *)loading->target + key->offset;
    switch (key->type) {
    case CONFIG_TEXT:
    case CONFIG_PATH:
        return set_text(loading, key, member, value);
    case CONFIG_NUMBER:
        return set_number(loading, key, member, value);
    case CONFIG_SWITCH:
        return set_switch(loading, key, member, value);
    case CONFIG_CHOICE:
        return set_choice(loading, key, member, value);
    }
    return 0;
}

static int take(void *user, const char *section, const char *name, const char *value)
{
    struct loading *loading = user;
    struct config_key stray = {.section = section, .name = name};
    if (loading->failed) {
        return 0;
    }
    for (size_t i = 0; loading->keys[i].section != NULL; i++) {
        const struct config_key *key = &loading->keys[i];
        if (strcmp(key->section, section) != 0 || strcmp(key->name, name) != 0) {
            continue;
        }
        if (loading->seen[i]) {
            return refuse(loading, key,
                          "is given twice, or goes on in a line that begins with a space");
        }
        loading->seen[i] = true;
        return set_value(loading, key, value);
    }
    return refuse(loading, &stray, "is not known; remove it or see docs/maintenance.md");
}

/* fgets over memory that counts lines: the parser of the distribution does not tell them. */
static char *next_line(char *line, int size, void *stream)
{
    struct loading *loading = stream;
    if (loading->failed || *loading->rest == '\0') {
        return NULL;
    }
    size_t length = strcspn(loading->rest, "\n");
    length += loading->rest[length] == '\n';
    loading->line++;
    if (length >= (size_t)size) {
        loading->failed = true;
        error_set(loading->error, ERROR_LIMIT, "%s, line %d: longer than %d characters",
                  loading->path, loading->line, size - 2);
        return NULL;
    }
    memcpy(line, loading->rest, length);
    line[length] = '\0';
    loading->rest += length;
    return line;
}

static bool all_required(const struct loading *loading)
{
    for (size_t i = 0; loading->keys[i].section != NULL; i++) {
        if (loading->keys[i].required && !loading->seen[i]) {
            return error_set(loading->error, ERROR_INPUT, "%s: '%s' in [%s] is missing (%s)",
                             loading->path, loading->keys[i].name, loading->keys[i].section,
                             loading->keys[i].meaning != NULL ? loading->keys[i].meaning
                                                              : "it is required");
        }
    }
    return true;
}

static bool parse(struct loading *loading)
{
    int line = ini_parse_stream(next_line, loading, take, loading);
    if (loading->failed) {
        return false;
    }
    if (line > 0) {
        return error_set(loading->error, ERROR_INPUT,
                         "%s, line %d: neither [section], 'key = value' nor a comment",
                         loading->path, line);
    }
    if (line < 0) {
        return error_set(loading->error, ERROR_MEMORY, "%s: no memory to read it", loading->path);
    }
    return all_required(loading);
}

bool config_load(const char *path, const struct config_key *keys, void *target, struct error *error)
{
    struct buffer content;
    struct loading loading = {.path = path, .keys = keys, .target = target, .error = error};
    size_t count = 0;
    while (keys[count].section != NULL) {
        count++;
    }
    if (count > KEYS_MAX) {
        return error_set(error, ERROR_INTERNAL, "the table for %s is too long", path);
    }
    buffer_init(&content, CONFIG_FILE_MAX);
    bool fine = file_read(path, &content, error);
    if (fine) {
        loading.rest = buffer_text(&content);
        if (strlen(loading.rest) != content.length || !text_is_utf8(loading.rest, content.length)) {
            fine = error_set(error, ERROR_INPUT, "%s is not a text in UTF-8", path);
        } else {
            fine = parse(&loading);
        }
    }
    buffer_finish(&content);
    return fine;
}
