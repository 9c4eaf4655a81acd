/* Layouts as JSON (docs/typing.md); what is wrong is said with its place. */
#include "platform/base/file.h"
#include "platform/base/text.h"
#include "platform/language/language.h"
#include "platform/typing/layouts.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define ROW_TEXT_MAX 256u
#define DOTTED       "\u25CC"

struct source {
    struct keyboard *keyboard;
    const char *path;
    struct error *error;
};

static const struct {
    const char *word;
    enum keyboard_action action;
} action_words[] = {
    {"{layer}", KEYBOARD_LAYER}, {"{change}", KEYBOARD_CHANGE}, {"{delete}", KEYBOARD_DELETE},
    {"{space}", KEYBOARD_SPACE}, {"{skip}", KEYBOARD_SKIP},
};

static const char *const method_words[] = {
    [KEYBOARD_PLAIN] = "plain",
    [KEYBOARD_HANGUL] = "hangul",
    [KEYBOARD_PINYIN] = "pinyin",
    [KEYBOARD_VIETNAMESE] = "vietnamese",
};

static bool fail(const struct source *source, const char *place, const char *what)
{
    return error_set(source->error, ERROR_INPUT, "%s: %s: %s", source->path, place, what);
}

/* A text of the object into `out`; *out stays empty where it is absent and not required. */
static bool take_text(const struct source *source, const json_t *object, const char *place,
                      const char *name, bool required, char *out, size_t size)
{
    const json_t *value = json_object_get(object, name);
    char what[96];

    if (!value && !required)
        return true;
    if (json_is_string(value) && json_string_length(value) > 0 &&
        text_copy(out, size, json_string_value(value)))
        return true;
    (void)text_format(what, sizeof what, "\"%s\" must be a text of 1 to %zu bytes", name, size - 1);
    return fail(source, place, what);
}

static bool check_members(const struct source *source, json_t *object, const char *place,
                          const char *const *known)
{
    const char *name;
    json_t *value;

    json_object_foreach(object, name, value)
    {
        const char *const *at = known;

        while (*at && strcmp(*at, name) != 0)
            at++;
        if (!*at) {
            char what[96];

            (void)text_format(what, sizeof what, "\"%.40s\" is not known", name);
            return fail(source, place, what);
        }
    }
    return true;
}

/* ---- keys ---------------------------------------------------------------------------------------- */

static bool set_key(struct keyboard_key *key, const char *word)
{
    for (size_t i = 0; i < sizeof action_words / sizeof *action_words; i++) {
        if (strcmp(word, action_words[i].word) == 0) {
            key->action = action_words[i].action;
            return true;
        }
    }
    key->action = KEYBOARD_TYPE;
    if (!text_copy(key->text, sizeof key->text, word) || !layout_is_key_text(word))
        return false;
    /* A combining sign stands on a dotted circle, on the key only. */
    return text_format(key->label, sizeof key->label, "%s%s", language_is_mark(word) ? DOTTED : "",
                       word);
}

static size_t count_words(const char *words)
{
    size_t count = 0;

    for (; *words; words += strspn(words, " ")) {
        words += strcspn(words, " ");
        count++;
    }
    return count;
}

static bool read_keys(const struct source *source, struct keyboard_row *row, char *words,
                      const char *place)
{
    char *rest = NULL;
    char what[160];

    row->keys = calloc(count_words(words) + 1, sizeof *row->keys);
    if (!row->keys)
        return error_set(source->error, ERROR_MEMORY, "%s: out of memory", source->path);
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        if (row->count == KEYBOARD_ROW_KEYS_MAX) {
            (void)text_format(what, sizeof what, "has more than %u keys", KEYBOARD_ROW_KEYS_MAX);
            return fail(source, place, what);
        }
        if (!set_key(&row->keys[row->count++], word)) {
            (void)text_format(what, sizeof what,
                              "key %zu, \"%.40s\", must be at most %u bytes that are seen, in NFC",
                              row->count, word, KEYBOARD_KEY_SIZE - 1);
            return fail(source, place, what);
        }
    }
    return row->count > 0 || fail(source, place, "has no key");
}

static bool read_rows(const struct source *source, struct keyboard_layer *layer, const json_t *rows,
                      const char *place)
{
    layer->row_count = json_array_size(rows);
    if (layer->row_count < 1 || layer->row_count > KEYBOARD_ROWS_MAX) {
        layer->row_count = 0;
        return fail(source, place, "\"rows\" must be 1 to 5 rows");
    }
    for (size_t i = 0; i < layer->row_count; i++) {
        const json_t *row = json_array_get(rows, i);
        char words[ROW_TEXT_MAX];
        char here[64];

        (void)text_format(here, sizeof here, "%s, row %zu", place, i + 1);
        if (!json_is_string(row) || !text_copy(words, sizeof words, json_string_value(row)))
            return fail(source, here, "must be a text of keys with spaces between them");
        if (!read_keys(source, &layer->rows[i], words, here))
            return false;
    }
    return true;
}

/* ---- layers -------------------------------------------------------------------------------------- */

static bool read_layers(const struct source *source, const json_t *layers)
{
    static const char *const known[] = {"label", "spoken", "rows", NULL};
    struct keyboard *keyboard = source->keyboard;

    keyboard->layer_count = json_array_size(layers);
    if (keyboard->layer_count < 1 || keyboard->layer_count > KEYBOARD_LAYERS_MAX) {
        keyboard->layer_count = 0;
        return fail(source, "\"layers\"", "must be 1 to 4 layers");
    }
    for (size_t i = 0; i < keyboard->layer_count; i++) {
        struct keyboard_layer *layer = &keyboard->layers[i];
        json_t *object = json_array_get(layers, i);
        char place[32];
        char what[96];

        (void)text_format(place, sizeof place, "layer %zu", i + 1);
        if (!check_members(source, object, place, known) ||
            !take_text(source, object, place, "label", true, layer->label, sizeof layer->label) ||
            !take_text(source, object, place, "spoken", false, layer->spoken,
                       sizeof layer->spoken) ||
            !read_rows(source, layer, json_object_get(object, "rows"), place))
            return false;
        if (!layout_check_layer(keyboard, layer, what, sizeof what))
            return fail(source, place, what);
    }
    return true;
}

/* ---- what stands beside the layers --------------------------------------------------------------- */

static bool add_variants(struct keyboard_key *key, const char *variants)
{
    char words[ROW_TEXT_MAX];
    char *rest = NULL;

    if (!text_copy(words, sizeof words, variants))
        return false;
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        if (key->variant_count == KEYBOARD_VARIANTS_MAX || !layout_is_key_text(word) ||
            !text_copy(key->variants[key->variant_count], KEYBOARD_KEY_SIZE, word))
            return false;
        key->variant_count++;
    }
    return true;
}

static bool add_spoken(struct keyboard_key *key, const char *words)
{
    return text_copy(key->spoken, sizeof key->spoken, words);
}

typedef bool key_set(struct keyboard_key *key, const char *value);

/* How many keys type `text`; false when one of them does not take the value. */
static bool set_keys(struct keyboard *keyboard, const char *text, const char *value, key_set *set,
                     size_t *count)
{
    for (size_t i = 0; i < keyboard->layer_count; i++) {
        for (size_t j = 0; j < keyboard->layers[i].row_count; j++) {
            struct keyboard_row *row = &keyboard->layers[i].rows[j];

            for (size_t k = 0; k < row->count; k++) {
                if (strcmp(row->keys[k].text, text) != 0 || row->keys[k].action != KEYBOARD_TYPE)
                    continue;
                ++*count;
                if (!set(&row->keys[k], value))
                    return false;
            }
        }
    }
    return true;
}

/* An object whose members are named by keys. */
static bool read_by_key(const struct source *source, json_t *root, const char *name, key_set *set,
                        const char *limit)
{
    const char *text;
    json_t *value;

    json_object_foreach(json_object_get(root, name), text, value)
    {
        size_t count = 0;
        char place[96];

        (void)text_format(place, sizeof place, "\"%s\", \"%.40s\"", name, text);
        if (!json_is_string(value) ||
            !set_keys(source->keyboard, text, json_string_value(value), set, &count))
            return fail(source, place, limit);
        if (count == 0)
            return fail(source, place, "no key types that");
    }
    return true;
}

static bool read_method(const struct source *source, const json_t *root)
{
    char word[16] = "";

    if (!take_text(source, root, "the layout", "method", true, word, sizeof word))
        return false;
    for (size_t i = 0; i < sizeof method_words / sizeof *method_words; i++) {
        if (strcmp(word, method_words[i]) == 0) {
            source->keyboard->method = (enum keyboard_method)i;
            return true;
        }
    }
    return fail(source, "\"method\"", "must be plain, hangul, pinyin or vietnamese");
}

static bool read_direction(const struct source *source, const json_t *root)
{
    char word[16] = "";

    if (!take_text(source, root, "the layout", "direction", true, word, sizeof word))
        return false;
    source->keyboard->right_to_left = strcmp(word, "rtl") == 0;
    return source->keyboard->right_to_left || strcmp(word, "ltr") == 0 ||
           fail(source, "\"direction\"", "must be ltr or rtl");
}

static bool read_root(const struct source *source, json_t *root)
{
    static const char *const known[] = {"label",  "spoken",   "method", "direction", "capitals",
                                        "layers", "variants", "names",  NULL};
    struct keyboard *keyboard = source->keyboard;

    keyboard->capitals = json_is_true(json_object_get(root, "capitals"));
    return check_members(source, root, "the layout", known) &&
           take_text(source, root, "the layout", "label", true, keyboard->label,
                     sizeof keyboard->label) &&
           take_text(source, root, "the layout", "spoken", true, keyboard->spoken,
                     sizeof keyboard->spoken) &&
           read_method(source, root) && read_direction(source, root) &&
           read_layers(source, json_object_get(root, "layers")) &&
           read_by_key(source, root, "variants", add_variants,
                       "must be at most 8 keys in NFC with spaces between them") &&
           read_by_key(source, root, "names", add_spoken, "must be a text of at most 63 bytes");
}

bool keyboard_read(struct keyboard *keyboard, const char *path, struct error *error)
{
    struct source source = {keyboard, path, error};
    struct buffer file;
    json_error_t problem;
    json_t *root = NULL;
    bool ok;

    buffer_init(&file, KEYBOARD_FILE_MAX);
    ok = file_read(path, &file, error);
    if (ok) {
        root = json_loadb((const char *)file.data, file.length, JSON_REJECT_DUPLICATES, &problem);
        ok = json_is_object(root)
                 ? read_root(&source, root)
                 : error_set(error, ERROR_INPUT, "%s: line %d: %s", path, root ? 1 : problem.line,
                             root ? "is not an object" : problem.text);
    }
    json_decref(root);
    buffer_finish(&file);
    return ok;
}

void keyboard_release(struct keyboard *keyboard)
{
    for (size_t i = 0; i < keyboard->layer_count; i++) {
        for (size_t j = 0; j < keyboard->layers[i].row_count; j++)
            free(keyboard->layers[i].rows[j].keys);
    }
}
