#include "platform/canvas/internal.h"

#include "platform/base/secret.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FAMILIES        "Noto Sans, Noto Sans Arabic, Noto Sans Devanagari, "
#define FAMILIES_HAN    FAMILIES "Noto Sans CJK SC, Noto Sans CJK KR"
#define FAMILIES_KOREAN FAMILIES "Noto Sans CJK KR, Noto Sans CJK SC"
#define BALANCE_STEPS   7
#define REPLACEMENT     "\xef\xbf\xbd" /* U+FFFD */
#define KEPT_WORD       10             /* letters: what is longer may be a name that fits no line */

/* ---- the cache ---------------------------------------------------------------------------- */

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t length)
{
    const uint8_t *byte = bytes;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ byte[i]) * 0x100000001b3u; /* FNV-1a */
    return hash;
}

static uint64_t hash_of(const char *text, int width, const struct text_style *style)
{
    const char *language = style->language ? style->language : "";
    double numbers[] = {style->size, style->line_height, style->spacing};
    int flags[] = {width,           style->bold,     (int)style->align, style->right_to_left,
                   style->balanced, style->lines_max};
    uint64_t hash = hash_bytes(0xcbf29ce484222325u, text, strlen(text));
    hash = hash_bytes(hash, numbers, sizeof numbers);
    hash = hash_bytes(hash, flags, sizeof flags);
    return hash_bytes(hash, language, strlen(language));
}

/* Colours are not part of a layout. */
static bool same_style(const struct text_style *a, const struct text_style *b)
{
    return a->size == b->size && a->bold == b->bold && a->line_height == b->line_height &&
           a->align == b->align && a->right_to_left == b->right_to_left &&
           a->spacing == b->spacing && a->lines_max == b->lines_max && a->balanced == b->balanced;
}

static bool is_cached(const struct cached_layout *slot, uint64_t hash, const char *text, int width,
                      const struct text_style *style)
{
    return slot->layout && slot->hash == hash && slot->width == width &&
           same_style(&slot->style, style) &&
           strcmp(slot->language_tag, style->language ? style->language : "") == 0 &&
           strcmp(slot->text, text) == 0;
}

static void empty_slot(struct cached_layout *slot)
{
    if (!slot->layout)
        return;
    /* Pango frees its copy as it stands, so it is wiped in place first. */
    const char *copy = pango_layout_get_text(slot->layout);
    secret_wipe((char *)(uintptr_t)copy, strlen(copy));
    g_object_unref(slot->layout);
    secret_wipe(slot->text, strlen(slot->text));
    free(slot->text);
    *slot = (struct cached_layout){0};
}

void canvas_forget(struct canvas *canvas)
{
    for (size_t i = 0; i < LAYOUT_SLOTS; i++)
        empty_slot(&canvas->cache[i]);
}

/* ---- contexts ----------------------------------------------------------------------------- */

/* Widths must not depend on the surface's scale, or a text that was measured to fit would not. */
static PangoContext *create_context(struct canvas *canvas, const struct text_style *style)
{
    PangoContext *pango = pango_cairo_create_context(canvas->cairo);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_antialias(options,
                                     canvas->paper ? CAIRO_ANTIALIAS_NONE : CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(pango, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(pango, FALSE);
    pango_context_set_base_dir(pango,
                               style->right_to_left ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
    if (style->language)
        pango_context_set_language(pango, pango_language_from_string(style->language));
    return pango;
}

void context_forget(struct canvas *canvas)
{
    for (size_t i = 0; i < CONTEXTS_MAX; i++) {
        if (canvas->contexts[i].pango)
            g_object_unref(canvas->contexts[i].pango);
        canvas->contexts[i].pango = NULL;
    }
}

static PangoContext *context_for(struct canvas *canvas, const struct text_style *style)
{
    const char *language = style->language ? style->language : "";
    for (size_t i = 0; i < CONTEXTS_MAX; i++) {
        struct text_context *context = &canvas->contexts[i];
        if (!context->pango) {
            context->pango = create_context(canvas, style);
            context->right_to_left = style->right_to_left;
            g_strlcpy(context->language_tag, language, LANGUAGE_SIZE);
            return context->pango;
        }
        if (context->right_to_left == style->right_to_left &&
            strcmp(context->language_tag, language) == 0)
            return context->pango;
    }
    /* Layouts hold references: those made in the old contexts stay good. */
    context_forget(canvas);
    return context_for(canvas, style);
}

/* ---- making a layout ---------------------------------------------------------------------- */

static PangoAlignment alignment(const struct text_style *style)
{
    if (style->align == ALIGN_CENTRE)
        return PANGO_ALIGN_CENTER;
    bool right = (style->align == ALIGN_END) != style->right_to_left;
    return right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
}

static PangoAttrList *attributes(const struct text_style *style)
{
    PangoAttrList *list = pango_attr_list_new();
    /* A word too long for its line is broken as it is typed: names and codes have no hyphen. */
    pango_attr_list_insert(list, pango_attr_insert_hyphens_new(FALSE));
    if (style->line_height > 0)
        pango_attr_list_insert(list, pango_attr_line_height_new_absolute((int)lround(
                                         style->size * style->line_height * PANGO_SCALE)));
    if (style->spacing != 0)
        pango_attr_list_insert(
            list, pango_attr_letter_spacing_new((int)lround(style->spacing * PANGO_SCALE)));
    return list;
}

static bool is_hangul(gunichar letter)
{
    return letter >= 0xAC00 && letter <= 0xD7A3;
}

/* Unicode allows a line to end between any two Hangul syllables; readers want words whole. */
static void keep_words(PangoAttrList *list, const char *text)
{
    for (const char *word = text; *word;) {
        size_t length = strcspn(word, " \n");
        bool hangul = false;
        for (const char *at = word; at < word + length; at = g_utf8_next_char(at))
            hangul = hangul || is_hangul(g_utf8_get_char(at));
        if (hangul && g_utf8_strlen(word, (gssize)length) <= KEPT_WORD) {
            PangoAttribute *kept = pango_attr_allow_breaks_new(FALSE);
            kept->start_index = (guint)(word - text);
            kept->end_index = (guint)(word - text + (ptrdiff_t)length);
            pango_attr_list_insert(list, kept);
        }
        word += length + strspn(word + length, " \n");
    }
}

static void set_font(PangoLayout *layout, const struct text_style *style)
{
    bool korean = style->language && strncmp(style->language, "ko", 2) == 0;
    PangoFontDescription *font =
        pango_font_description_from_string(korean ? FAMILIES_KOREAN : FAMILIES_HAN);
    pango_font_description_set_absolute_size(font, style->size * PANGO_SCALE);
    pango_font_description_set_weight(font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
}

/* Whether a line begins where no line may begin: within a word that is wider than the line. */
static bool breaks_a_word(PangoLayout *layout)
{
    int count = 0;
    const PangoLogAttr *places = pango_layout_get_log_attrs_readonly(layout, &count);
    const char *text = pango_layout_get_text(layout);
    for (int i = 1; i < pango_layout_get_line_count(layout); i++) {
        const PangoLayoutLine *line = pango_layout_get_line_readonly(layout, i);
        glong at = g_utf8_pointer_to_offset(text, text + line->start_index);
        if (!line->is_paragraph_start && at < count && !places[at].is_line_break)
            return true;
    }
    return false;
}

/* The narrowest width with no more lines and no word broken. */
static int balance(PangoLayout *layout, int width)
{
    int lines = pango_layout_get_line_count(layout);
    if (lines < 2 || lines > 3 || breaks_a_word(layout))
        return width;
    int enough = width, few = width / lines;
    for (int step = 0; step < BALANCE_STEPS; step++) {
        int middle = (enough + few) / 2;
        pango_layout_set_width(layout, middle * PANGO_SCALE);
        if (pango_layout_get_line_count(layout) > lines || breaks_a_word(layout))
            few = middle;
        else
            enough = middle;
    }
    pango_layout_set_width(layout, enough * PANGO_SCALE);
    return enough;
}

/* ---- characters that no font has ---------------------------------------------------------- */

/* Marks the first byte of each of them. */
static void mark_unknown(PangoLayout *layout, bool *marks)
{
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    do {
        const PangoLayoutRun *run = pango_layout_iter_get_run_readonly(iter);
        for (int i = 0; run && i < run->glyphs->num_glyphs; i++)
            if (run->glyphs->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG)
                marks[run->item->offset + run->glyphs->log_clusters[i]] = true;
    } while (pango_layout_iter_next_run(iter));
    pango_layout_iter_free(iter);
}

/* Shows U+FFFD for each: a sign that something stands there, where Pango would draw an empty box. */
static void replace_unknown(PangoLayout *layout)
{
    char *text = (char *)(uintptr_t)pango_layout_get_text(layout);
    size_t length = strlen(text);
    bool *marks = calloc(length, sizeof *marks);
    char *shown = calloc(length + 1, sizeof REPLACEMENT);
    if (marks && shown) {
        char *end = shown;
        mark_unknown(layout, marks);
        for (const char *at = text; *at; at = g_utf8_next_char(at)) {
            size_t size = (size_t)(g_utf8_next_char(at) - at);
            const char *from = marks[at - text] ? REPLACEMENT : at;
            size = marks[at - text] ? strlen(REPLACEMENT) : size;
            memcpy(end, from, size);
            end += size;
        }
        secret_wipe(text, length);
        pango_layout_set_text(layout, shown, -1);
        secret_wipe(shown, length);
    }
    free(shown);
    free(marks);
}

static PangoLayout *make_layout(struct canvas *canvas, const char *text, int width,
                                const struct text_style *style, int *shift, int *unknown)
{
    PangoLayout *layout = pango_layout_new(context_for(canvas, style));
    pango_layout_set_auto_dir(layout, FALSE);
    set_font(layout, style);
    PangoAttrList *list = attributes(style);
    keep_words(list, text);
    pango_layout_set_attributes(layout, list);
    pango_attr_list_unref(list);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout, alignment(style));
    pango_layout_set_width(layout, width > 0 ? width * PANGO_SCALE : -1);
    if (style->lines_max > 0) {
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
        pango_layout_set_height(layout, -style->lines_max);
    }
    pango_layout_set_text(layout, text, -1);
    *unknown = pango_layout_get_unknown_glyphs_count(layout);
    if (*unknown > 0)
        replace_unknown(layout);
    *shift = 0;
    if (style->balanced && width > 0) {
        int spare = width - balance(layout, width);
        if (alignment(style) == PANGO_ALIGN_CENTER)
            *shift = spare / 2;
        else if (alignment(style) == PANGO_ALIGN_RIGHT)
            *shift = spare;
    }
    return layout;
}

/* The style in the text's own direction, its edges where they were. */
static struct text_style as_read(const char *text, const struct text_style *style)
{
    struct text_style own = *style;
    if (!style->right_to_left || !reads_left_to_right(text))
        return own;
    own.right_to_left = false;
    if (style->align != ALIGN_CENTRE)
        own.align = style->align == ALIGN_START ? ALIGN_END : ALIGN_START;
    return own;
}

static struct cached_layout *layout_of(struct canvas *canvas, const char *text, int width,
                                       const struct text_style *asked)
{
    const struct text_style own = as_read(text, asked), *style = &own;
    uint64_t hash = hash_of(text, width, style);
    struct cached_layout *slot = &canvas->cache[hash % LAYOUT_SLOTS];
    if (is_cached(slot, hash, text, width, style))
        return slot;
    empty_slot(slot);
    slot->text = g_strdup(text);
    slot->hash = hash;
    slot->width = width;
    slot->style = *style;
    slot->style.language = NULL;
    g_strlcpy(slot->language_tag, style->language ? style->language : "",
              sizeof slot->language_tag);
    slot->layout = make_layout(canvas, text, width, style, &slot->shift, &slot->unknown);
    slot->broken = breaks_a_word(slot->layout);
    return slot;
}

/* ---- what callers ask --------------------------------------------------------------------- */

static struct text_extent extent_of(const struct cached_layout *slot)
{
    PangoLayout *layout = slot->layout;
    PangoRectangle logical;
    pango_layout_get_extents(layout, NULL, &logical);
    return (struct text_extent){
        .width = PANGO_PIXELS_CEIL(logical.width),
        .height = PANGO_PIXELS(logical.height),
        .lines = pango_layout_get_line_count(layout),
        .cut = pango_layout_is_ellipsized(layout),
        .broken = slot->broken,
        .unknown = slot->unknown,
    };
}

struct text_extent canvas_measure(struct canvas *canvas, const char *text, int width,
                                  const struct text_style *style)
{
    return extent_of(layout_of(canvas, text, width, style));
}

struct text_ink canvas_ink(struct canvas *canvas, const char *text, int width,
                           const struct text_style *style)
{
    PangoRectangle ink;
    pango_layout_get_pixel_extents(layout_of(canvas, text, width, style)->layout, &ink, NULL);
    return (struct text_ink){.top = ink.y, .bottom = ink.y + ink.height};
}

struct text_extent canvas_text(struct canvas *canvas, const char *text, double x, double y,
                               int width, const struct text_style *style)
{
    const struct cached_layout *found = layout_of(canvas, text, width, style);
    set_colour(canvas, style->colour);
    cairo_move_to(canvas->cairo, x + found->shift, y);
    pango_cairo_show_layout(canvas->cairo, found->layout);
    cairo_new_path(canvas->cairo);
    return extent_of(found);
}

double canvas_caret(struct canvas *canvas, const char *text, int width,
                    const struct text_style *style)
{
    const struct cached_layout *found = layout_of(canvas, text, width, style);
    PangoRectangle strong;
    int end = (int)strlen(pango_layout_get_text(found->layout));
    pango_layout_get_cursor_pos(found->layout, end, &strong, NULL);
    return found->shift + (double)strong.x / PANGO_SCALE;
}
