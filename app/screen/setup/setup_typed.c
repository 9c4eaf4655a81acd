/* What is typed in the first start: an address, the one-time code, the staff PIN. */
#include "app/screen/pages/keyboard.h"
#include "app/screen/setup/setup_page.h"
#include "app/screen/widgets/theme.h"
#include "platform/base/spoken_code.h"

#include <stdio.h>
#include <string.h>

#define FIELD_HEIGHT 108

/* The field with what is wrong below it; the y below. */
static int add_field(struct page *page, struct rect box, const char *title, const char *value)
{
    struct first_start *first = &page->visit->first;
    struct control *field = page_add(page, ROLE_FIELD, LOOK_FIELD, "field", title);
    field->value = value;
    field->active = true;
    field->ltr = true;
    field->attention = first->error != NULL;
    int height = page_height(page, field, box.width, FIELD_HEIGHT);
    page_put(field, box.x, box.y, box.width, height);
    int y = box.y + height;
    if (first->error != NULL) {
        struct control *error =
            page_add(page, ROLE_ERROR, LOOK_ERROR, "error", phrase_of(page->visit, first->error));
        height = page_height(page, error, box.width, 0);
        page_put(error, box.x, y + 8, box.width, height);
        y += height + 8;
    }
    return y;
}

static void end(struct page *page)
{
    const struct first_start *first = &page->visit->first;
    bool alone = first->step == FIRST_PIN && !first->again;
    page_buttons(page, (struct page_buttons){alone ? NULL : "back", "cont", NULL});
    setup_tools(page);
}

/* ---- addresses ------------------------------------------------------------- */

struct part {
    const char *title, *hint;
    bool dots;
};

static struct part part_of(enum first_step step)
{
    switch (step) {
    case FIRST_PREFIX:
        return (struct part){"fs_prefix", "fs_prefix_hint", false};
    case FIRST_GATEWAY:
        return (struct part){"fs_gateway", NULL, true};
    case FIRST_DNS:
        return (struct part){"fs_dns", "fs_address_hint", true};
    default:
        return (struct part){"fs_address", "fs_address_hint", true};
    }
}

void setup_number(struct page *page, const char *title, const char *value, struct pad_corner corner)
{
    struct rect left = page->room;
    struct rect pad = page->room;
    if (page->layout->pad_beside) {
        left.width = page->room.width * 52 / 100;
        pad.width = page->room.width - left.width - SPACE_MARGIN;
        pad.x = page->room.x + page->room.width - pad.width;
    }
    size_t mark = page->view->count;
    for (int low = 0; low < 2; low++) {
        page->view->count = mark;
        int below = add_field(page, left, title, value);
        int top = keyboard_add_pad(page, pad, corner, low == 1);
        if (page->layout->pad_beside || below + 12 <= top) {
            break;
        }
    }
}

void setup_address(struct page *page)
{
    struct visit *visit = page->visit;
    struct part part = part_of(visit->first.step);
    size_t most = 0;
    const char *typed = view_text(page->view, first_typed(&visit->first, &most));
    struct pad_corner corner = {part.dots ? "key.." : NULL, part.dots ? "." : NULL};
    setup_heads(page, part.title, part.hint);
    size_t mark = page->view->count;
    setup_number(page, phrase_of(visit, part.title), typed, corner);
    for (size_t i = mark; i < page->view->count; i++) {
        struct control *key = &page->view->controls[i];
        if (strcmp(key->id, "key..") == 0) {
            key->spoken = phrase_of(visit, "sg_dot");
            key->ltr = true;
        }
    }
    end(page);
}

/* ---- the one-time code ----------------------------------------------------- */

/* Crockford's, as the code is made of; no letter that could be taken for a digit. */
static const char symbols[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static void add_symbols(struct page *page, struct rect box, int columns, int height)
{
    int count = (int)sizeof symbols - 1;
    int rows = (count + columns) / columns; /* with Delete */
    int width = (box.width - (columns - 1) * SPACE_KEYS) / columns;
    int top = box.y + box.height - rows * height - (rows - 1) * SPACE_KEYS_DOWN;
    for (int i = 0; i <= count; i++) {
        char id[VIEW_ID_MAX] = "key.delete";
        char label[2] = {i < count ? symbols[i] : '\0', '\0'};
        if (i < count) {
            (void)snprintf(id, sizeof id, "key.%s", label);
        }
        struct control *key = page_add(page, ROLE_KEY, LOOK_KEY, id, view_text(page->view, label));
        key->ltr = true;
        page_put(key, box.x + i % columns * (width + SPACE_KEYS),
                 top + i / columns * (height + SPACE_KEYS_DOWN), width, height);
        if (i == count) {
            key->icon = "delete";
            key->spoken = phrase_of(page->visit, "k_del");
            /* The rest of its row. */
            key->rect.width = box.x + box.width - key->rect.x;
        }
    }
}

static const char *grouped_code(struct page *page)
{
    char grouped[FIRST_CODE_SYMBOLS + FIRST_CODE_SYMBOLS / 4 + 1];
    spoken_code_group(page->visit->first.code, grouped);
    const char *text = view_text(page->view, grouped);
    explicit_bzero(grouped, sizeof grouped);
    return text;
}

void setup_code(struct page *page)
{
    struct visit *visit = page->visit;
    bool beside = page->layout->pad_beside;
    struct rect keys = beside ? page->room : page->layout->keys;
    setup_heads(page, "fs_code", "fs_code_hint");
    (void)add_field(page, page->room, phrase_of(visit, "fs_code"), grouped_code(page));
    add_symbols(page, keys, beside ? 11 : 8, page->layout->key_height);
    end(page);
}

/* ---- the staff PIN --------------------------------------------------------- */

void setup_pin(struct page *page)
{
    struct visit *visit = page->visit;
    struct first_start *first = &visit->first;
    bool again = first->step == FIRST_PIN_AGAIN;
    size_t typed = strlen(again ? first->pin_again : first->pin);
    const char *title = again ? "fs_pin_again" : "fs_pin";
    char count[24];
    (void)snprintf(count, sizeof count, "%zu", typed);
    struct text_value number = {"n", count};
    setup_heads(page, title, NULL);
    const struct page_pin words = {
        .title = phrase_of(visit, title),
        .count = "",
        .spoken = phrase_with(visit, typed > 0 ? "sp_pin" : title, &number, 1),
        .error = first->error != NULL ? phrase_of(visit, first->error) : "",
    };
    page_pin_pad(page, typed, FIRST_PIN_DIGITS, &words);
    end(page);
}
