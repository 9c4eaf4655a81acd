#include "app/screen/keyboard.h"

#include "app/screen/theme.h"
#include "platform/base/text.h"

#include <string.h>

#define KEYS_IN_ROW 12
#define ROWS        4
#define PAD_GAP     14

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

/* Adds a row and returns the height its keys need. Keys with a letter are a tenth of the row wide, two signs in the last row a little wider; the
 * others share what is left. */
static int add_row(struct page *page, const struct keyboard_layer *layer, int row, int y,
                   int height, const char *skip)
{
    int tallest = 0;
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
    /* Words need more room than the space bar beside them. */
    int each = wides > 0 ? rest / wides : 0;
    int skip_width = row == ROWS - 1 && wides == 2 ? rest * 64 / 100 : each;
    if (row == ROWS - 1 && wides == 0) {
        fixed = (box.width - (count - 1) * SPACE_KEYS) / count;
        rest = 0;
    }
    int x = box.x + (wides == 0 ? rest / 2 : 0);
    for (int i = 0; i < count; i++) {
        bool skips = strcmp(keys[i]->id, "skip") == 0;
        int width = !wide[i]          ? fixed
                    : skips           ? skip_width
                    : row == ROWS - 1 ? rest - skip_width * (wides - 1)
                                      : each;
        page_put(keys[i], x, y, width, height);
        tallest = page_height(page, keys[i], width, tallest);
        x += width + SPACE_KEYS;
    }
    return tallest;
}

int keyboard_add(struct page *page, enum keyboard_kind kind, bool other_layer, const char *skip,
                 bool least)
{
    const struct keyboard_layer *layer = layer_of(kind, other_layer);
    struct rect box = page->layout->keys;
    int height = least ? HEIGHT_LEAST : page->layout->key_height;
    /* Tried once to learn how high the words in the last row are. */
    size_t mark = page->view->count;
    int letters = add_row(page, layer, 1, 0, height, NULL);
    int words = add_row(page, layer, ROWS - 1, 0, height, skip);
    page->view->count = mark;
    height = height > letters ? height : letters;
    int last = height > words ? height : words;
    int y = box.y + box.height - last - (ROWS - 1) * (height + SPACE_KEYS_DOWN);
    int top = y;
    for (int row = 0; row < ROWS; row++) {
        (void)add_row(page, layer, row, y, row == ROWS - 1 ? last : height, skip);
        y += height + SPACE_KEYS_DOWN;
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

/* How high a key with those words must be; a digit where `words` is NULL. */
static int key_height(struct page *page, const char *words, int width, int least)
{
    struct control key = {.role = ROLE_KEY, .look = LOOK_KEY};
    key.label = words != NULL ? words : "8";
    key.rect.width = width;
    key.description = key.value = key.spoken = key.icon = "";
    return page_height(page, &key, width, least);
}

static void add_delete(struct page *page, struct rect place)
{
    struct control *key =
        page_add(page, ROLE_KEY, LOOK_KEY, "key.delete", phrase_of(page->visit, "k_del"));
    key->icon = "delete";
    key->rect = place;
    if (page_width(page, key) > place.width) {
        /* The picture alone; the word is still spoken. */
        key->spoken = key->label;
        key->label = "";
    }
}

int keyboard_add_pad(struct page *page, struct rect box, struct pad_corner corner, bool least)
{
    static const char digits[] = "1234567890";
    int gap = least ? SPACE_KEYS_DOWN : PAD_GAP;
    int width = (box.width - 2 * gap) / 3;
    int height = key_height(page, NULL, width, least ? HEIGHT_LEAST : page->layout->digit_height);
    int last = corner.label != NULL ? key_height(page, corner.label, width, height) : height;
    int top = box.y + box.height - last - 3 * (height + gap);
    for (int i = 0; i < 9; i++) {
        add_digit(page, (char[2]){digits[i], '\0'},
                  (struct rect){box.x + i % 3 * (width + gap), top + i / 3 * (height + gap), width,
                                height});
    }
    struct rect place = {box.x, top + 3 * (height + gap), width, last};
    if (corner.label != NULL) {
        struct control *key = page_add(page, ROLE_KEY, LOOK_KEY, corner.id, corner.label);
        key->rect = place;
    }
    place.x += width + gap;
    add_digit(page, "0", place);
    place.x += width + gap;
    add_delete(page, place);
    return top;
}
