/*
 * Words of a view: text keys in the visit's language with the site's agency and
 * hotline filled in, and what was typed in the form in which it is shown. All
 * results live in the view.
 */
#ifndef APP_SCREEN_PAGES_PHRASES_H
#define APP_SCREEN_PAGES_PHRASES_H

#include "app/screen/visit/visit_state.h"

/* The text of `key`, "" for NULL. {agency}, {hotline} and the given values are filled in. */
const char *phrase_of(struct visit *visit, const char *key);
const char *phrase_with(struct visit *visit, const char *key, const struct text_value *values,
                        size_t count);
/* With {n} as a number. */
const char *phrase_number(struct visit *visit, const char *key, int number);
/* Another language's words. */
const char *phrase_in(struct visit *visit, const char *language, const char *key);

const char *phrase_choice(struct visit *visit, const struct form_choice *choice);
const char *phrase_choice_detail(struct visit *visit, const struct form_field *field,
                                 size_t choice);

/* What was typed into a text field so far, grouped as people write it: "A 123 45", "(202) 555-01".
 * Left-to-right for digits. A PIN gives "". */
const char *phrase_typed(struct visit *visit, const struct form_field *field);
const char *phrase_date_part(struct visit *visit, const struct form_field *field,
                             enum answers_date_part part);
/* Label of a date's part. */
const char *phrase_date_label(enum answers_date_part part);

/* The site's hotline, left to right; "" without a site. */
const char *phrase_hotline(struct visit *visit);

/* `a` and `b` with `between`; either may be "". */
const char *phrase_join(struct visit *visit, const char *a, const char *between, const char *b);

/* The value of one row of 'Check your answers': all fields of pages with this row label. A PIN is
 * four dots. */
const char *phrase_row(struct visit *visit, const char *row);

#endif
