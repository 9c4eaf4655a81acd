#include "platform/language/mo.h"

#include "platform/base/file.h"
#include "platform/base/text.h"

#include <string.h>

#define MAGIC       0x950412DEu
#define HEADER_SIZE 28u
#define ROW_SIZE    8u /* length and offset of a string */
#define MOST        10000u

static uint32_t word(const struct mo *mo, uint32_t offset)
{
    const uint8_t *at = mo->file.data + offset;

    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* String `index` of the table; the tables were checked. */
static const char *string(const struct mo *mo, uint32_t table, uint32_t index)
{
    return (const char *)mo->file.data + word(mo, table + index * ROW_SIZE + 4);
}

static bool inside(const struct mo *mo, uint32_t offset, uint64_t length)
{
    return (uint64_t)offset + length <= mo->file.length;
}

/* Every string of the table lies inside, ends with a NUL and is UTF-8. */
static bool check_table(const struct mo *mo, uint32_t table)
{
    if (!inside(mo, table, (uint64_t)mo->count * ROW_SIZE))
        return false;
    for (uint32_t i = 0; i < mo->count; i++) {
        uint32_t length = word(mo, table + i * ROW_SIZE);
        uint32_t offset = word(mo, table + i * ROW_SIZE + 4);

        if (!inside(mo, offset, (uint64_t)length + 1) || mo->file.data[offset + length] != '\0' ||
            !text_is_utf8((const char *)mo->file.data + offset, length))
            return false;
    }
    return true;
}

static bool is_sorted(const struct mo *mo)
{
    for (uint32_t i = 1; i < mo->count; i++) {
        if (strcmp(string(mo, mo->keys, i - 1), string(mo, mo->keys, i)) >= 0)
            return false;
    }
    return true;
}

/* Little-endian, as msgfmt writes it on every machine that a kiosk is; revision 0.x. */
static bool check(struct mo *mo)
{
    if (mo->file.length < HEADER_SIZE || word(mo, 0) != MAGIC || word(mo, 4) >> 16 != 0)
        return false;
    mo->count = word(mo, 8);
    mo->keys = word(mo, 12);
    mo->texts = word(mo, 16);
    return mo->count <= MOST && check_table(mo, mo->keys) && check_table(mo, mo->texts) &&
           is_sorted(mo);
}

bool mo_read(struct mo *mo, const char *path, struct error *error)
{
    *mo = (struct mo){0};
    buffer_init(&mo->file, MO_FILE_MAX);
    if (!file_read(path, &mo->file, error))
        return false;
    if (!check(mo))
        return error_set(error, ERROR_INPUT,
                         "%s: is not a catalogue of msgfmt in UTF-8; run make assets", path);
    return true;
}

void mo_finish(struct mo *mo)
{
    buffer_finish(&mo->file);
    mo->count = 0;
}

static bool find(const struct mo *mo, const char *key, uint32_t *found)
{
    uint32_t first = 0, end = mo->count;

    while (first < end) {
        uint32_t middle = first + (end - first) / 2;
        /* The key of a text with plural forms ends at its first NUL, too. */
        int order = strcmp(key, string(mo, mo->keys, middle));

        *found = middle;
        if (order == 0)
            return true;
        if (order < 0)
            end = middle;
        else
            first = middle + 1;
    }
    return false;
}

const char *mo_text(const struct mo *mo, const char *key)
{
    return mo_form(mo, key, 0);
}

bool mo_counts(const struct mo *mo, const char *key)
{
    uint32_t index;

    return find(mo, key, &index) &&
           strlen(string(mo, mo->texts, index)) < word(mo, mo->texts + index * ROW_SIZE);
}

const char *mo_form(const struct mo *mo, const char *key, unsigned form)
{
    const char *text, *end;
    uint32_t index;

    if (!find(mo, key, &index))
        return NULL;
    text = string(mo, mo->texts, index);
    end = text + word(mo, mo->texts + index * ROW_SIZE);
    for (; form > 0 && text + strlen(text) < end; form--)
        text += strlen(text) + 1;
    return text;
}
