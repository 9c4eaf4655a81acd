/* The visitor's PIN: dots and a number pad. The digits are never in the view. */
#include "app/screen/pages/keyboard.h"
#include "app/screen/pages/page.h"
#include "app/screen/widgets/theme.h"

#include <stdio.h>
#include <string.h>

#define NUMBER_SIZE 24

/* Dots with what belongs below them in `box`; the y below. */
static int add_dots(struct page *page, struct rect box, size_t typed, size_t digits,
                    const struct page_pin *words)
{
    char value[48];
    (void)snprintf(value, sizeof value, "%zu/%zu", typed, digits);
    struct control *dots = page_add(page, ROLE_FIELD, LOOK_DOTS, "pin", words->title);
    dots->value = view_text(page->view, value);
    dots->pressable = false;
    dots->active = true;
    dots->ltr = true;
    dots->attention = words->error[0] != '\0';
    /* Counted, never told. */
    dots->live = true;
    dots->spoken = words->spoken[0] != '\0' ? words->spoken : words->title;
    int y = box.y + 8;
    int height = page_height(page, dots, box.width, HEIGHT_LEAST);
    page_put(dots, box.x, y, box.width, height);
    y += height + 12;
    if (words->error[0] != '\0') {
        struct control *error = page_add(page, ROLE_ERROR, LOOK_ERROR, "error", words->error);
        height = page_height(page, error, box.width, 0);
        page_put(error, box.x, y, box.width, height);
        y += height;
    } else if (words->count[0] != '\0') {
        struct control *count = page_add(page, ROLE_TEXT, LOOK_BODY, "count", words->count);
        int width = page_width(page, count);
        width = width > box.width ? box.width : width;
        height = page_height(page, count, width, 0);
        page_put(count, box.x + (box.width - width) / 2, y, width, height);
        y += height;
    }
    return y;
}

void page_pin_pad(struct page *page, size_t typed, size_t digits, const struct page_pin *words)
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
        int below = add_dots(page, left, typed, digits, words);
        int top = keyboard_add_pad(page, pad, (struct pad_corner){NULL, NULL}, low == 1);
        if (page->layout->pad_beside || below + 12 <= top) {
            break;
        }
    }
}

void page_pin(struct page *page)
{
    struct visit *visit = page->visit;
    page_heads(page);
    size_t typed = strlen(answers_text(visit->answers, visit->active));
    char count[24];
    (void)snprintf(count, sizeof count, "%zu", typed);
    struct page_pin words = {
        .title = phrase_of(visit, visit->page->title),
        .count = phrase_with(visit, "i_count", &(struct text_value){"n", count}, 1),
        .spoken = phrase_with(visit, typed > 0 ? "sp_pin" : "i_count",
                              &(struct text_value){"n", count}, 1),
        .error = "",
    };
    if (visit->error.key != NULL) {
        words.error =
            phrase_with(visit, visit->error.key, &(struct text_value){"n", visit->error.number}, 1);
    }
    page_pin_pad(page, typed, RULES_PIN_DIGITS, &words);
    page_buttons(page, (struct page_buttons){"back", visit->page->proceed, NULL});
    page_tools(page, TOOLS_VISIT);
}

static void write_number(char text[static NUMBER_SIZE], int64_t number)
{
    (void)snprintf(text, NUMBER_SIZE, "%lld", (long long)number);
}

static const char *staff_hint(struct visit *visit)
{
    char tries[NUMBER_SIZE], minutes[NUMBER_SIZE];
    int64_t lock = visit->locked_seconds > 0 ? visit->locked_seconds : visit->next_lock_seconds;
    write_number(tries, visit->tries_left);
    write_number(minutes, (lock + 59) / 60);
    if (visit->locked_seconds > 0) {
        return phrase_with(visit, "m_locked", &(struct text_value){"n", minutes}, 1);
    }
    if (visit->tries_left < 0 || visit->pin_wrong || lock == 0) {
        return "";
    }
    return phrase_with(visit, "m_tries", (struct text_value[]){{"n", tries}, {"m", minutes}}, 2);
}

void page_staff_pin(struct page *page)
{
    struct visit *visit = page->visit;
    bool confirms = visit->pin_use == PIN_CONFIRMS;
    bool warns = confirms && !visit->pin_wrong && visit->locked_seconds == 0;
    page_brand(page, "wrench", phrase_of(visit, "m_pin"), "");
    page_question(page, NULL, phrase_of(visit, confirms ? visit->deed->label : "m_pinl"),
                  warns ? phrase_of(visit, visit->deed->confirm) : staff_hint(visit));
    struct page_pin words = {
        .title = phrase_of(visit, "m_pinl"), .count = "", .spoken = "", .error = ""};
    if (visit->pin_wrong && visit->locked_seconds == 0) {
        words.error = visit->tries_left < 0 ? phrase_of(visit, "m_no_steward")
                                            : phrase_number(visit, "m_err_pin", visit->tries_left);
    }
    if (visit->locked_seconds == 0) {
        page_pin_pad(page, strlen(visit->staff_pin), STAFF_PIN_DIGITS, &words);
    }
    page_buttons(page, (struct page_buttons){confirms ? "back" : "m_exit", NULL, NULL});
    page_tools(page, TOOLS_STAFF);
}
