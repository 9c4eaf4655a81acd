#include "app/screen/keyboard.h"

#include "app/screen/theme.h"
#include "platform/base/text.h"

#include <string.h>

#define KEYS_IN_ROW 12
#define ROWS        4

/* A key is its text, or one of these. */
#define KEY_OTHER  "\001other"
#define KEY_DELETE "\001delete"
#define KEY_SPACE  "\001space"
#define KEY_SKIP   "\001skip"

struct keyboard_layer {
    const char *rows[ROWS][KEYS_IN_ROW]; /* NULL-ended */
    const char *other;                   /* words on the key that leads to the other layer */
};

static const struct keyboard_layer name_letters = {
    .rows = {{"Q", "W", "E", "R", "T", "Y", "U", "I", "O", "P"},
             {"A", "S", "D", "F", "G", "H", "J", "K", "L"},
             {KEY_OTHER, "Z", "X", "C", "V", "B", "N", "M", KEY_DELETE},
             {"-", "\u2019", KEY_SKIP, KEY_SPACE}},
    .other = "á ñ ü",
};

static const struct keyboard_layer name_accents = {
    .rows = {{"Á", "À", "Â", "Ä", "Ã", "Å", "Æ", "Ç", "Ñ", "Ý"},
             {"É", "È", "Ê", "Ë", "Í", "Ì", "Î", "Ï", "Ø"},
             {KEY_OTHER, "Ó", "Ò", "Ô", "Ö", "Õ", "Ú", "Ü", KEY_DELETE},
             {"-", "\u2019", KEY_SKIP, KEY_SPACE}},
    .other = "A B C",
};

static const struct keyboard_layer email_letters = {
    .rows = {{"q", "w", "e", "r", "t", "y", "u", "i", "o", "p"},
             {"a", "s", "d", "f", "g", "h", "j", "k", "l"},
             {KEY_OTHER, "z", "x", "c", "v", "b", "n", "m", KEY_DELETE},
             {"@", ".", "-", "_", ".com"}},
    .other = "1 2 3",
};

static const struct keyboard_layer email_signs = {
    .rows = {{"1", "2", "3", "4", "5", "6", "7", "8", "9", "0"},
             {"+", "!", "#", "$", "%", "&", "*", "=", "?"},
             {KEY_OTHER, "/", "'", "^", "`", "{", "|", "}", KEY_DELETE},
             {"@", ".", "-", "_", "~"}},
    .other = "a b c",
};

static const struct keyboard_layer *layer_of(enum keyboard_kind kind, bool other)
{
    if (kind == KEYBOARD_EMAIL) {
        return other ? &email_signs : &email_letters;
    }
    return other ? &name_accents : &name_letters;
}

static bool is_wide(const char *key)
{
    return key[0] == '\001' || strlen(key) > 4;
}

static struct control *add_key(struct page *page, const struct keyboard_layer *layer,
                               const char *key, const char *skip)
{
    struct visit *visit = page->visit;
    char id[VIEW_ID_MAX];
    (void)text_format(id, sizeof id, "key.%s", key[0] == '\001' ? key + 1 : key);
    if (strcmp(key, KEY_SKIP) == 0) {
        return page_add(page, ROLE_KEY, LOOK_KEY, "skip", skip);
    }
    if (strcmp(key, KEY_DELETE) == 0) {
        struct control *control = page_add(page, ROLE_KEY, LOOK_KEY, id, "");
        control->icon = "delete";
        control->spoken = phrase_of(visit, "k_del");
        return control;
    }
    if (strcmp(key, KEY_SPACE) == 0) {
        return page_add(page, ROLE_KEY, LOOK_KEY, id, phrase_of(visit, "k_space"));
    }
    if (strcmp(key, KEY_OTHER) == 0) {
        struct control *control =
            page_add(page, ROLE_KEY, LOOK_KEY, id, view_text(page->view, layer->other));
        control->chosen = visit->other_layer;
        return control;
    }
    return page_add(page, ROLE_KEY, LOOK_KEY, id, view_text(page->view, key));
}

/* Keys with a letter are a tenth of the row wide, two signs in the last row a little wider; the
 * others share what is left. */
static void add_row(struct page *page, const struct keyboard_layer *layer, int row, int y,
                    int height, const char *skip)
{
    struct rect box = page->layout->keys;
    int unit = (box.width - 9 * SPACE_KEYS) / 10;
    int fixed = row == ROWS - 1 ? unit + unit / 3 : unit;
    struct control *keys[KEYS_IN_ROW];
    bool wide[KEYS_IN_ROW];
    int count = 0;
    int wides = 0;
    int used = 0;
    for (int i = 0; i < KEYS_IN_ROW && layer->rows[row][i] != NULL; i++) {
        const char *key = layer->rows[row][i];
        if (strcmp(key, KEY_SKIP) == 0 && skip == NULL) {
            continue;
        }
        keys[count] = add_key(page, layer, key, skip);
        wide[count] = is_wide(key);
        wides += wide[count] ? 1 : 0;
        used += wide[count] ? 0 : fixed;
        count++;
    }
    int rest = box.width - used - (count - 1) * SPACE_KEYS;
    int each = wides > 0 ? rest / wides : 0;
    if (row == ROWS - 1 && wides == 0) {
        fixed = (box.width - (count - 1) * SPACE_KEYS) / count;
        rest = 0;
    }
    int x = box.x + (wides == 0 ? rest / 2 : 0);
    for (int i = 0; i < count; i++) {
        int width = wide[i] ? each : fixed;
        page_put(keys[i], x, y, width, height);
        x += width + SPACE_KEYS;
    }
}

int keyboard_add(struct page *page, enum keyboard_kind kind, bool other_layer, const char *skip,
                 bool least)
{
    const struct keyboard_layer *layer = layer_of(kind, other_layer);
    struct rect box = page->layout->keys;
    int height = least ? HEIGHT_LEAST : page->layout->key_height;
    int top = box.y + box.height - ROWS * height - (ROWS - 1) * SPACE_KEYS_DOWN;
    for (int row = 0; row < ROWS; row++) {
        add_row(page, layer, row, top + row * (height + SPACE_KEYS_DOWN), height, skip);
    }
    return top;
}

static void add_digit(struct page *page, const char *digit, struct rect place)
{
    char id[VIEW_ID_MAX];
    (void)text_format(id, sizeof id, "key.%s", digit);
    struct control *key = page_add(page, ROLE_KEY, LOOK_KEY, id, view_text(page->view, digit));
    key->ltr = true;
    key->rect = place;
}

int keyboard_add_pad(struct page *page, struct rect box, struct pad_corner corner, bool least)
{
    static const char digits[] = "123456789 0";
    int gap = 14;
    int height = least ? HEIGHT_LEAST : page->layout->digit_height;
    gap = least ? SPACE_KEYS_DOWN : gap;
    int width = (box.width - 2 * gap) / 3;
    int top = box.y + box.height - ROWS * height - (ROWS - 1) * gap;
    for (int i = 0; i < 12; i++) {
        struct rect place = {box.x + i % 3 * (width + gap), top + i / 3 * (height + gap), width,
                             height};
        if (i == 9 && corner.label != NULL) {
            struct control *key = page_add(page, ROLE_KEY, LOOK_KEY, corner.id, corner.label);
            key->rect = place;
        } else if (i == 11) {
            struct control *key =
                page_add(page, ROLE_KEY, LOOK_KEY, "key.delete", phrase_of(page->visit, "k_del"));
            key->icon = "delete";
            key->rect = place;
        } else if (i != 9) {
            add_digit(page, (char[2]){digits[i], '\0'}, place);
        }
    }
    return top;
}
