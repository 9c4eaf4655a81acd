#include "platform/typing/keyboard.h"

#include "platform/base/file.h"
#include "platform/base/text.h"
#include "platform/typing/layouts.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#define SUFFIX ".json"

static bool is_layout(const char *file)
{
    size_t length = strlen(file);
    size_t end = sizeof SUFFIX - 1;

    return file[0] != '.' && length > end && strcmp(file + length - end, SUFFIX) == 0;
}

static bool add(struct keyboards *keyboards, const char *folder, const char *file,
                struct error *error)
{
    struct keyboard *keyboard = &keyboards->all[keyboards->count];
    char path[FILE_PATH_MAX];
    size_t length = strlen(file) - (sizeof SUFFIX - 1);

    if (keyboards->count == KEYBOARDS_MAX)
        return error_set(error, ERROR_LIMIT, "%s: has more than %u layouts", folder, KEYBOARDS_MAX);
    if (length >= sizeof keyboard->name || !file_join(path, sizeof path, folder, file))
        return error_set(error, ERROR_LIMIT, "%s/%s: is too long a name", folder, file);
    keyboards->count++;
    memcpy(keyboard->name, file, length);
    return keyboard_read(keyboard, path, error);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct keyboard *)a)->name, ((const struct keyboard *)b)->name);
}

static bool read_folder(struct keyboards *keyboards, const char *folder, struct error *error)
{
    DIR *directory = opendir(folder);
    struct dirent *entry;
    bool ok = true;

    if (!directory)
        return error_set_errno(error, "%s: the folder of keyboards cannot be read", folder);
    while (ok && (entry = readdir(directory))) {
        if (is_layout(entry->d_name))
            ok = add(keyboards, folder, entry->d_name, error);
    }
    closedir(directory);
    qsort(keyboards->all, keyboards->count, sizeof *keyboards->all, by_name);
    return ok;
}

static bool check_needed(const struct keyboards *keyboards, const char *folder, struct error *error)
{
    static const char *const needed[] = {KEYBOARD_FALLBACK, KEYBOARD_EMAIL_ADDRESS};

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (!keyboards_find(keyboards, needed[i]))
            return error_set(error, ERROR_NOT_FOUND, "%s: has no layout \"%s\"; run make assets",
                             folder, needed[i]);
    }
    return true;
}

static bool read_pinyin(struct keyboards *keyboards, const char *folder, struct error *error)
{
    char path[FILE_PATH_MAX];
    bool needed = false;

    for (size_t i = 0; i < keyboards->count; i++)
        needed = needed || keyboards->all[i].method == KEYBOARD_PINYIN;
    if (!needed)
        return true;
    if (!file_join(path, sizeof path, folder, "pinyin.table"))
        return error_set(error, ERROR_LIMIT, "%s: is too long a path", folder);
    return pinyin_read(&keyboards->pinyin, path, error);
}

struct keyboards *keyboards_open(const char *folder, struct error *error)
{
    struct keyboards *keyboards = calloc(1, sizeof *keyboards);

    if (!keyboards) {
        error_set(error, ERROR_MEMORY, "%s: out of memory", folder);
        return NULL;
    }
    if (read_folder(keyboards, folder, error) && check_needed(keyboards, folder, error) &&
        read_pinyin(keyboards, folder, error))
        return keyboards;
    keyboards_close(keyboards);
    return NULL;
}

void keyboards_close(struct keyboards *keyboards)
{
    if (!keyboards)
        return;
    for (size_t i = 0; i < keyboards->count; i++)
        keyboard_release(&keyboards->all[i]);
    pinyin_release(&keyboards->pinyin);
    free(keyboards);
}

size_t keyboards_count(const struct keyboards *keyboards)
{
    return keyboards->count;
}

const struct keyboard *keyboards_at(const struct keyboards *keyboards, size_t index)
{
    return &keyboards->all[index];
}

const struct keyboard *keyboards_find(const struct keyboards *keyboards, const char *name)
{
    for (size_t i = 0; i < keyboards->count; i++) {
        if (strcmp(keyboards->all[i].name, name) == 0)
            return &keyboards->all[i];
    }
    return NULL;
}

/* The next word of *names, which moves behind it; NULL for a keyboard that is not there. */
static const struct keyboard *next_of(const struct keyboards *keyboards, const char **names)
{
    char name[KEYBOARD_NAME_SIZE] = "";
    size_t length = strcspn(*names, " ");

    if (length < sizeof name)
        memcpy(name, *names, length);
    *names += length;
    *names += strspn(*names, " ");
    return keyboards_find(keyboards, name);
}

static size_t pick_from(const struct keyboards *keyboards, const char *names,
                        const struct keyboard *found[KEYBOARDS_MAX])
{
    size_t count = 0;

    names += strspn(names, " ");
    while (*names && count < KEYBOARDS_MAX) {
        const struct keyboard *keyboard = next_of(keyboards, &names);

        if (keyboard)
            found[count++] = keyboard;
    }
    if (count == 0)
        found[count++] = keyboards_find(keyboards, KEYBOARD_FALLBACK);
    return count;
}

const struct keyboard *keyboards_pick(const struct keyboards *keyboards, const char *names,
                                      size_t index)
{
    const struct keyboard *found[KEYBOARDS_MAX];
    size_t count = pick_from(keyboards, names, found);

    return found[index % count];
}

size_t keyboards_pick_count(const struct keyboards *keyboards, const char *names)
{
    const struct keyboard *found[KEYBOARDS_MAX];

    return pick_from(keyboards, names, found);
}

const struct keyboard_key *keyboard_layer_find(const struct keyboard_layer *layer, const char *text)
{
    for (size_t i = 0; i < layer->row_count; i++) {
        for (size_t j = 0; j < layer->rows[i].count; j++) {
            const struct keyboard_key *key = &layer->rows[i].keys[j];

            if (key->action == KEYBOARD_TYPE && strcmp(key->text, text) == 0)
                return key;
        }
    }
    return NULL;
}
