/* A made-up visit for tests: the real form, and answers that nobody gave. */
#ifndef TESTS_SUPPORT_LIB_MADE_UP_VISIT_H
#define TESTS_SUPPORT_LIB_MADE_UP_VISIT_H

#include "app/registration/rules.h"

#define MADE_UP_FORM "assets/forms/custody-alert.json"

/* Reads the form from the repository; fails the test when it cannot. The caller destroys it. */
struct form *made_up_form(void);

struct made_up_visit {
    struct form *form;
    struct answers *answers; /* of that form, none given yet */
};

/* For cmocka: secret memory, and in it such a visit as the test's state. */
int made_up_set_up(void **state);
int made_up_tear_down(void **state);

/* 2026-11-21. */
struct rules_day made_up_today(void);

/* The field or page of that id; fails the test when there is none. */
const struct form_field *made_up_field(const struct answers *answers, const char *id);
const struct form_page *made_up_page(const struct answers *answers, const char *id);

void made_up_type(struct answers *answers, const char *field, const char *text);
void made_up_choose(struct answers *answers, const char *field, const char *code);

/* A whole visit by name with a phone and an e-mail address. Every page that applies is complete. */
void made_up_fill(struct answers *answers);

#endif
