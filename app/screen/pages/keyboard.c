#include "app/screen/pages/keyboard.h"

#include "app/screen/widgets/theme.h"
#include "platform/base/text.h"

#include <string.h>

#define COLUMNS       10 /* of the grid, or as many as the longest row has */
#define CELLS_MAX     (KEYBOARD_ROW_KEYS_MAX + 1)
#define WORDS_LEAST   132 /* width of a key with words on it */
#define SKIP_PERCENT  64  /* words need more room than the space bar beside them */
#define CANVAS_BORDER 6

/* A row while it is laid out. */
struct cell {
    struct control *control;
    enum keyboard_action action;
    int width;
};

struct grid {
    struct page *page;
    struct visit *visit;
    const struct keyboard *keyboard;
    const struct keyboard_layer *layer;
    const char *skip; /* NULL: the page is not skipped */
    struct rect box;
    int unit;    /* width of a letter */
    bool narrow; /* one of the letters is wider than that */
    struct cell cells[CELLS_MAX];
    size_t count;
};

/* ---- one key --------------------------------------------------------------------------------- */

/* A text key of the catalogue ("sg_…", "kb_…"), or words as they stand. */
static const char *spoken_of(struct visit *visit, const char *spoken)
{
    bool key = strncmp(spoken, "sg_", 3) == 0 || strncmp(spoken, "kb_", 3) == 0;
    return key ? phrase_of(visit, spoken) : view_text(&visit->view, spoken);
}

static struct control *add_letter(struct grid *grid, const char *prefix, const char *text,
                                  const char *label, const char *spoken)
{
    char id[VIEW_ID_MAX];
    (void)text_format(id, sizeof id, "%s.%s", prefix, text);
    struct control *control =
        page_add(grid->page, ROLE_KEY, LOOK_KEY, id, view_text(grid->page->view, label));
    control->spoken = spoken_of(grid->visit, spoken);
    control->compact = grid->narrow;
    return control;
}

/* What the key that goes round the layers leads to. */
static struct control *add_layer_key(struct grid *grid)
{
    const struct keyboard *keyboard = grid->keyboard;
    size_t next = (grid->visit->typing.layer + 1) % keyboard->layer_count;
    const struct keyboard_layer *layer = &keyboard->layers[next];
    struct control *control = add_letter(grid, "key", "layer", layer->label, layer->spoken);
    control->chosen = grid->layer != &keyboard->layers[0];
    control->ltr = true; /* "1 2 3" */
    return control;
}

static struct control *add_word_key(struct grid *grid, const struct keyboard_key *key)
{
    struct visit *visit = grid->visit;
    const struct keyboard *next = visit_next_keyboard(visit);
    struct control *control;
    switch (key->action) {
    case KEYBOARD_LAYER:
        return add_layer_key(grid);
    case KEYBOARD_CHANGE:
        return next != NULL ? add_letter(grid, "key", "keyboard", next->label, next->spoken) : NULL;
    case KEYBOARD_DELETE:
        control = page_add(grid->page, ROLE_KEY, LOOK_KEY, "key.delete", "");
        control->icon = "delete";
        control->spoken = phrase_of(visit, "k_del");
        return control;
    case KEYBOARD_SPACE:
        return page_add(grid->page, ROLE_KEY, LOOK_KEY, "key.space", phrase_of(visit, "k_space"));
    case KEYBOARD_SKIP:
        return grid->skip != NULL ? page_add(grid->page, ROLE_KEY, LOOK_KEY, "skip", grid->skip)
                                  : NULL;
    default:
        return add_letter(grid, "key", key->text, key->label, key->spoken);
    }
}

/* ---- one row --------------------------------------------------------------------------------- */

static size_t count_of(const struct grid *grid, enum keyboard_action action)
{
    size_t count = 0;
    for (size_t i = 0; i < grid->count; i++) {
        count += grid->cells[i].action == action ? 1 : 0;
    }
    return count;
}

static void fill_cells(struct grid *grid, const struct keyboard_row *row)
{
    grid->count = 0;
    for (size_t i = 0; i < row->count; i++) {
        struct control *control = add_word_key(grid, &row->keys[i]);
        if (control != NULL) {
            grid->cells[grid->count++] = (struct cell){control, row->keys[i].action, grid->unit};
        }
    }
}

static int sum_of_widths(const struct grid *grid)
{
    int sum = ((int)grid->count - 1) * SPACE_KEYS;
    for (size_t i = 0; i < grid->count; i++) {
        sum += grid->cells[i].width;
    }
    return sum;
}

/* Every cell with that action gets its share of what is left of the row. */
static void share_rest(struct grid *grid, enum keyboard_action action, int rest)
{
    for (size_t i = 0; i < grid->count; i++) {
        if (grid->cells[i].action == action) {
            grid->cells[i].width += rest;
        }
    }
}

/* Letters have their unit; the key of the layers and Delete share what is left beside them, up to
 * twice as wide. */
static void size_letters(struct grid *grid)
{
    size_t words = count_of(grid, KEYBOARD_LAYER) + count_of(grid, KEYBOARD_DELETE);
    int rest = grid->box.width - sum_of_widths(grid);
    if (words > 0) {
        int each = rest / (int)words < grid->unit ? rest / (int)words : grid->unit;
        share_rest(grid, KEYBOARD_LAYER, each);
        share_rest(grid, KEYBOARD_DELETE, each);
    }
}

/* The last row: keys with words as wide as these, then Skip and Space. */
static void size_last(struct grid *grid)
{
    for (size_t i = 0; i < grid->count; i++) {
        struct cell *cell = &grid->cells[i];
        if (cell->action == KEYBOARD_LAYER || cell->action == KEYBOARD_CHANGE) {
            int wanted = page_width(grid->page, cell->control) + SPACE_KEYS;
            cell->width = wanted > WORDS_LEAST ? wanted : WORDS_LEAST;
        } else if (cell->action == KEYBOARD_SKIP || cell->action == KEYBOARD_SPACE) {
            cell->width = 0;
        }
    }
    int rest = grid->box.width - sum_of_widths(grid);
    int skip = count_of(grid, KEYBOARD_SKIP) > 0 ? rest * SKIP_PERCENT / 100 : 0;
    share_rest(grid, KEYBOARD_SKIP, skip);
    share_rest(grid, KEYBOARD_SPACE, rest - skip);
}

/* A last row without a space bar: signs over the whole width. */
static void size_signs(struct grid *grid)
{
    int width = (grid->box.width - ((int)grid->count - 1) * SPACE_KEYS) / (int)grid->count;
    for (size_t i = 0; i < grid->count; i++) {
        grid->cells[i].width = width;
    }
}

/* Puts the cells side by side in the middle of the box; returns the height that they need. */
static int put_cells(struct grid *grid, int y, int height)
{
    int x = grid->box.x + (grid->box.width - sum_of_widths(grid)) / 2;
    int tallest = height;
    for (size_t i = 0; i < grid->count; i++) {
        struct cell *cell = &grid->cells[i];
        page_put(cell->control, x, y, cell->width, height);
        tallest = page_height(grid->page, cell->control, cell->width, tallest);
        x += cell->width + SPACE_KEYS;
    }
    return tallest;
}

static bool is_last(const struct grid *grid, size_t row)
{
    return row + 1 == grid->layer->row_count;
}

static int add_row(struct grid *grid, size_t row, int y, int height)
{
    fill_cells(grid, &grid->layer->rows[row]);
    if (!is_last(grid, row)) {
        size_letters(grid);
    } else if (count_of(grid, KEYBOARD_SPACE) > 0) {
        size_last(grid);
    } else {
        size_signs(grid);
    }
    return put_cells(grid, y, height);
}

/* ---- a held key ------------------------------------------------------------------------------ */

static const struct keyboard_key *held_in(const struct grid *grid, size_t row)
{
    const struct keyboard_row *keys = &grid->layer->rows[row];
    const char *held = grid->visit->typing.held;
    for (size_t i = 0; held[0] != '\0' && i < keys->count; i++) {
        if (keys->keys[i].action == KEYBOARD_TYPE && strcmp(keys->keys[i].text, held) == 0) {
            return &keys->keys[i];
        }
    }
    return NULL;
}

/* As the key that types it is named, in whichever layer that is. */
static const char *spoken_for(const struct keyboard *keyboard, const char *text)
{
    for (size_t i = 0; i < keyboard->layer_count; i++) {
        const struct keyboard_key *key = keyboard_layer_find(&keyboard->layers[i], text);
        if (key != NULL) {
            return key->spoken;
        }
    }
    return "";
}

static void put_variant(struct grid *grid, const struct keyboard_key *key, size_t index, int x,
                        const struct rect *row)
{
    struct control *control =
        add_letter(grid, "variant", key->variants[index], key->variants[index],
                   spoken_for(grid->keyboard, key->variants[index]));
    control->chosen = true;
    page_put(control, x, row->y, grid->unit, row->height);
}

/* The key stays under the finger; its variants take the places beside it, as many as there are to
 * its right, the rest to its left. The other keys of the row make way, so nothing lies over anything.
 */
static void add_variants(struct grid *grid, const struct keyboard_key *key, size_t row, int y,
                         int height)
{
    size_t mark = grid->page->view->count;
    char id[VIEW_ID_MAX];
    (void)text_format(id, sizeof id, "key.%s", key->text);
    (void)add_row(grid, row, y, height);
    struct rect own = view_find(grid->page->view, id)->rect;
    grid->page->view->count = mark;
    int step = grid->unit + SPACE_KEYS;
    int end = grid->box.x + grid->box.width;
    int right = (end - own.x - own.width) / step;
    int left = (int)key->variant_count > right ? (int)key->variant_count - right : 0;
    size_t next = 0;
    for (int column = -left; next < key->variant_count || column <= 0; column++) {
        int x = own.x + column * step;
        if (column == 0) {
            add_letter(grid, "key", key->text, key->label, key->spoken)->rect = own;
        } else {
            put_variant(grid, key, next++, x, &own);
        }
    }
}

/* ---- candidates ------------------------------------------------------------------------------ */

static void put_candidate(struct grid *grid, const char *id, const char *label, const char *spoken,
                          int column, const struct rect *row)
{
    struct control *control = add_letter(grid, "cand", id, label, spoken);
    control->private_text = true;
    page_put(control, row->x + column * (grid->unit + SPACE_KEYS), row->y, grid->unit, row->height);
}

static void add_candidates(struct grid *grid, const struct rect *row)
{
    char found[VISIT_CANDIDATES + 1][COMPOSITION_CANDIDATE_MAX];
    struct visit *visit = grid->visit;
    size_t count = composition_candidates(&visit->typing.composition, visit->keyboards,
                                          visit->typing.candidate, found, VISIT_CANDIDATES + 1);
    if (visit->typing.candidate > 0) {
        put_candidate(grid, "previous", "\u2039", "kb_before", 0, row);
    }
    for (size_t i = 0; i < count && i < VISIT_CANDIDATES; i++) {
        char id[] = {(char)('0' + i), '\0'};
        put_candidate(grid, id, found[i], "", (int)i + 1, row);
    }
    if (count > VISIT_CANDIDATES) {
        put_candidate(grid, "next", "\u203A", "kb_after", VISIT_CANDIDATES + 1, row);
    }
    explicit_bzero(found, sizeof found);
}

/* ---- all ------------------------------------------------------------------------------------- */

static bool is_letter(const struct keyboard_key *key)
{
    return key->action == KEYBOARD_TYPE;
}

/* Ten columns; a longer row comes nearer to the edges of the screen. */
static void size_grid(struct grid *grid)
{
    int columns = COLUMNS;
    for (size_t i = 0; i + 1 < grid->layer->row_count; i++) {
        const struct keyboard_row *row = &grid->layer->rows[i];
        bool alone = row->count > 0 && is_letter(&row->keys[0]);
        if ((int)row->count > columns && (alone || row->count == KEYBOARD_ROW_KEYS_MAX)) {
            columns = (int)row->count;
        }
    }
    int least = columns * 88 + (columns - 1) * SPACE_KEYS;
    if (grid->box.width < least) {
        grid->box.x = CANVAS_BORDER;
        grid->box.width = least;
    }
    grid->unit = (grid->box.width - (columns - 1) * SPACE_KEYS) / columns;
}

/* Whether the letter has no room on its key. */
static bool is_wide(struct grid *grid, const struct keyboard_key *key)
{
    struct control control = {.role = ROLE_KEY, .look = LOOK_KEY, .label = key->label};
    control.description = control.value = control.spoken = control.icon = "";
    return is_letter(key) && page_width(grid->page, &control) > grid->unit;
}

/* Then all of them are set smaller. */
static bool is_narrow(struct grid *grid)
{
    for (size_t i = 0; i + 1 < grid->layer->row_count; i++) {
        const struct keyboard_row *row = &grid->layer->rows[i];
        for (size_t j = 0; j < row->count; j++) {
            if (is_wide(grid, &row->keys[j])) {
                return true;
            }
        }
    }
    return false;
}

static int add_rows(struct grid *grid, int top, int height, int last)
{
    int y = top;
    if (grid->keyboard->method == KEYBOARD_PINYIN) {
        struct rect row = {grid->box.x, y, grid->box.width, height};
        add_candidates(grid, &row);
        y += height + SPACE_KEYS_DOWN;
    }
    for (size_t row = 0; row < grid->layer->row_count; row++) {
        const struct keyboard_key *held = held_in(grid, row);
        int high = is_last(grid, row) ? last : height;
        if (held != NULL && held->variant_count > 0) {
            add_variants(grid, held, row, y, high);
        } else {
            (void)add_row(grid, row, y, high);
        }
        y += high + SPACE_KEYS_DOWN;
    }
    return top;
}

int keyboard_add(struct page *page, const char *skip, bool least)
{
    struct visit *visit = page->visit;
    struct grid grid = {.page = page,
                        .visit = visit,
                        .keyboard = visit_keyboard(visit),
                        .layer = visit_layer(visit),
                        .skip = skip,
                        .box = page->layout->keys};
    size_grid(&grid);
    grid.narrow = is_narrow(&grid);
    /* Tried once to learn how high the words in the last row are. */
    size_t mark = page->view->count;
    size_t text = page->view->text_used;
    int rows = (int)grid.layer->row_count;
    int height = add_row(&grid, 0, 0, least ? HEIGHT_LEAST : page->layout->key_height);
    int last = add_row(&grid, (size_t)rows - 1, 0, height);
    page->view->count = mark;
    page->view->text_used = text;
    int above = rows - 1 + (grid.keyboard->method == KEYBOARD_PINYIN ? 1 : 0);
    int top = grid.box.y + grid.box.height - last - above * (height + SPACE_KEYS_DOWN);
    return add_rows(&grid, top, height, last);
}
