/*
 * What the arguments of verbs must look like. The hands look again: this is so
 * that whoever asks is told at once, and so that nothing else reaches them.
 */
#ifndef APP_STAFF_STEWARD_FORMS_H
#define APP_STAFF_STEWARD_FORMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef bool argument_form(const uint8_t *argument, size_t length);

argument_form form_nothing, form_network, form_time;
/* Letters, digits, hyphens and spaces, 8 to 64 of them: a code as somebody types it. */
argument_form form_code;

#endif
