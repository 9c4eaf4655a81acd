/*
 * Which form of a text goes with a number: the rule that a catalogue brings in
 * its header ('The GNU gettext manual', 11.2.6, 'Additional functions for plural forms'),
 * as "nplurals=3; plural=n%10==1 && n%100!=11 ? 0 : …;". For platform/language only.
 */
#ifndef PLATFORM_LANGUAGE_PLURAL_H
#define PLATFORM_LANGUAGE_PLURAL_H

#include <stdbool.h>

#define PLURAL_FORMS_MAX 6u
#define PLURAL_RULE_SIZE 256u

struct plural {
    unsigned forms;              /* 1 … PLURAL_FORMS_MAX */
    char rule[PLURAL_RULE_SIZE]; /* the expression; "0" for one form */
};

/* Reads the line "Plural-Forms:" of a catalogue's header; without one every number has the one form.
 * False when it is too long, breaks the grammar, or names a form that there is not. */
bool plural_read(struct plural *plural, const char *header);

/* 0 … forms - 1. */
unsigned plural_form(const struct plural *plural, unsigned long number);

#endif
