/*
 * One visitor's answers to one form, all of it in secret memory (secret.h).
 * Holds what was typed, as typed; rules.h checks it, request.h stores it.
 * Whoever creates it destroys it at the end of the visit, which wipes it.
 */
#ifndef APP_REGISTRATION_ANSWERS_H
#define APP_REGISTRATION_ANSWERS_H

#include "app/registration/form.h"

#include <stdint.h>

/* Bytes of a typed text with its NUL: 100 characters of a name, or 254 of an address, at 4 bytes at
 * most. */
#define ANSWERS_TEXT_SIZE 420u

struct answers; /* opaque */

/* `form` is borrowed and must outlive it. NULL: no secret memory. */
struct answers *answers_create(const struct form *form, struct error *error) MUST_USE;
/* Wipes and releases; NULL is fine. */
void answers_destroy(struct answers *answers);
/* Wipes every answer; it stays usable for the next visit. */
void answers_wipe(struct answers *answers);

const struct form *answers_form(const struct answers *answers);

/* ---- texts: every kind but CHOICE, CHOICES and FLAG ------------------------------------------ */

/* What was typed, "" when nothing. In secret memory, good until the next set, clear or wipe. */
const char *answers_text(const struct answers *answers, const struct form_field *field);
/* Copies. False, and nothing changed, when it is longer than ANSWERS_TEXT_SIZE allows or not UTF-8.
 * Under a page of alternatives a text that is not empty clears the others. */
bool answers_set_text(struct answers *answers, const struct form_field *field,
                      const char *text) MUST_USE;

/* Dates are typed in three parts and kept as "year-month-day" as typed; parts may be empty. */
enum answers_date_part { ANSWERS_YEAR, ANSWERS_MONTH, ANSWERS_DAY };
#define ANSWERS_DATE_PART_SIZE 5u
void answers_date_part(const struct answers *answers, const struct form_field *field,
                       enum answers_date_part part, char text[static ANSWERS_DATE_PART_SIZE]);
/* Digits only, at most 4 for the year and 2 for the others; false and unchanged otherwise. */
bool answers_set_date_part(struct answers *answers, const struct form_field *field,
                           enum answers_date_part part, const char *digits) MUST_USE;

/* ---- choices and flags ----------------------------------------------------------------------- */

/* `choice` is an index into the field's choices; for a flag it is 0. */
bool answers_has(const struct answers *answers, const struct form_field *field, size_t choice);
/*
 * Chooses or unchooses. One choice replaces the other where only one can be; an exclusive one
 * clears the rest and the other way round; answering an alternative clears the others. A choice
 * that is not open is left alone.
 */
void answers_choose(struct answers *answers, const struct form_field *field, size_t choice,
                    bool on);

/* ---- both ------------------------------------------------------------------------------------ */

void answers_clear(struct answers *answers, const struct form_field *field);
/* Something was typed, or an open choice is chosen, or the flag is set. Says nothing about
 * validity. */
bool answers_present(const struct answers *answers, const struct form_field *field);

/* What the page's skip button does: clears the page's fields, sets what the skip sets. The visit
 * goes on as after Continue. */
void answers_skip(struct answers *answers, const struct form_page *page);

/* ---- conditions ------------------------------------------------------------------------------ */

/* An answer counts in a condition only while its own page, field and choice apply. */
bool answers_page_applies(const struct answers *answers, const struct form_page *page);
bool answers_field_applies(const struct answers *answers, const struct form_field *field);
bool answers_choice_open(const struct answers *answers, const struct form_field *field,
                         size_t choice);
bool answers_field_required(const struct answers *answers, const struct form_field *field);

/* Text keys of the page's question and hint as the answers make them; the hint may be NULL. `field`
 * is the alternative that is shown, NULL on other pages. */
const char *answers_title(const struct answers *answers, const struct form_page *page,
                          const struct form_field *field);
const char *answers_hint(const struct answers *answers, const struct form_page *page,
                         const struct form_field *field);

/* Which pages the visitor has gone through with Continue or a skip; an optional page is only done
 * then. */
void answers_mark_seen(struct answers *answers, const struct form_page *page);
bool answers_seen(const struct answers *answers, const struct form_page *page);

/*
 * The page after `page` on the way (pages that apply, without those reached from 'Check your
 * answers'); NULL past the end. `page` NULL: the first.
 */
const struct form_page *answers_next_page(const struct answers *answers,
                                          const struct form_page *page);

/* After a Change that began at `start`: the next page to show behind `page`: the rest of the row of
 * `start`, then pages not seen yet or no longer complete, last the check page. */
const struct form_page *answers_next_change(const struct answers *answers,
                                            const struct form_page *start,
                                            const struct form_page *page);

#endif
