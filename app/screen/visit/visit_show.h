/*
 * The screens that visit_show (visit.h) can show, in the order of a visit. For visit_show*.c alone.
 */
#ifndef APP_SCREEN_VISIT_VISIT_SHOW_H
#define APP_SCREEN_VISIT_VISIT_SHOW_H

#include "app/screen/visit/visit_state.h"

/* A screen without a page of the form stands over "services", "check" or "welcome". */
struct show_row {
    const char *id;                    /* of the screen; NULL ends a table */
    const char *page;                  /* of the form, answered up to the end of the visit */
    void (*show)(struct visit *visit); /* what is different then; NULL: nothing */
};

extern const struct show_row visit_show_questions[];
extern const struct show_row visit_show_stages[];
extern const struct show_row visit_show_staff[];
extern const struct show_row visit_show_settings[];

/* The first start's screens, behind all others. NULL behind the last. */
const char *visit_show_first_screen(size_t index);
bool visit_show_is_first(const char *screen);
void visit_show_first(struct visit *visit, const char *screen);

/* Every answer, made up as readers of the visit's language write it. */
void visit_show_answers(struct visit *visit);
/* Single ones; what the form does not ask or take is left out. */
void visit_show_answer(struct visit *visit, const char *id, const char *text);
void visit_show_choice(struct visit *visit, const char *id, const char *code);
void visit_show_birth_date(struct visit *visit, const char *month, const char *day,
                           const char *year);

#endif
