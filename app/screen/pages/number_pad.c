/* The number pad of app/screen/pages/keyboard.h. */
#include "app/screen/pages/keyboard.h"
#include "app/screen/widgets/theme.h"
#include "platform/base/text.h"

#define PAD_GAP 14

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
