/*
 * The form as data: pages in order, their fields, rules, choices and the
 * conditions under which they apply. Read from JSON text that the caller has
 * loaded (docs/form.md), never changed by a visit. Holds text keys, not texts;
 * it draws nothing and knows no answer.
 */
#ifndef APP_REGISTRATION_FORM_H
#define APP_REGISTRATION_FORM_H

#include "platform/base/error.h"

#include <stddef.h>

#define FORM_JSON_MAX    65536u /* bytes */
#define FORM_PAGES_MAX   48u
#define FORM_FIELDS_MAX  64u /* in the whole form */
#define FORM_CHOICES_MAX 24u /* in one field; a set of choices is a 32-bit mask */
#define FORM_CODE_MAX                                                                              \
    40u /* characters of an id or a code: a-z, 0-9, '-', '_', no '-' or '_' first */
#define FORM_TEXT_MAX  160u /* bytes of a text that a site's service brings */
#define FORM_STEPS_MAX 12u

enum form_page_kind {
    FORM_PAGE_WELCOME,  /* choose a language */
    FORM_PAGE_NOTICES,  /* before you start */
    FORM_PAGE_QUESTION, /* fields */
    FORM_PAGE_CHECK     /* check your answers, then send */
};

/* How an answer is given. */
enum form_field_kind {
    FORM_FIELD_CHOICE,  /* exactly one of the choices */
    FORM_FIELD_CHOICES, /* one or more of the choices */
    FORM_FIELD_FLAG,    /* said or not said; no choices */
    FORM_FIELD_LETTERS, /* typed with the letter keyboard */
    FORM_FIELD_DIGITS,  /* typed with the number pad */
    FORM_FIELD_DATE,    /* month, day and year on the number pad */
    FORM_FIELD_LIST,    /* picked from a long list found by first letters: countries, languages */
    FORM_FIELD_PIN      /* digits, counted and never shown */
};

/* How an answer is checked and brought into the form in which it is stored: rules.h. */
enum form_rule {
    FORM_RULE_NONE, /* choices and flags */
    FORM_RULE_A_NUMBER,
    FORM_RULE_NAME,
    FORM_RULE_DATE,
    FORM_RULE_COUNTRY,  /* ISO 3166-1 alpha-2 */
    FORM_RULE_LANGUAGE, /* BCP 47, as the catalogue's folders are called */
    FORM_RULE_PHONE,
    FORM_RULE_EMAIL,
    FORM_RULE_PIN,
    FORM_RULE_PIN_AGAIN /* equals the form's FORM_RULE_PIN field; never part of the request */
};

struct form_condition; /* opaque: answers.h evaluates it */

/* Words that a site brings for a service, one language. */
struct form_text {
    const char *language;
    const char *label;
    const char *detail; /* NULL: none */
};

struct form_choice {
    const char *code;   /* what is stored */
    const char *label;  /* text key */
    const char *detail; /* text key of the smaller line under it; NULL: none */
    const char *icon;   /* file name without .svg; NULL: none */
    bool exclusive;     /* choosing it takes the others away, and the other way round */
    const struct form_condition *open_when; /* NULL: always */
    const char *closed; /* text key: why it cannot be chosen; NULL when open_when is NULL */
    const struct form_text *texts; /* a site's words; they stand before the keys */
    size_t text_count;
};

struct form_field {
    const char *id; /* also the name of the member in the request's "answers" */
    enum form_field_kind kind;
    enum form_rule rule;
    const char *label; /* text key; NULL where the page's title says it */
    const char *title; /* text keys that replace the page's while this alternative is shown; NULL:
                          the page's */
    const char *hint;
    bool required;
    const struct form_condition *required_when; /* with `required`: only then; NULL: always */
    const struct form_condition *shown_when;    /* NULL: with its page */
    const char
        *missing; /* text key of the message when required and not there; NULL when not required */
    bool stored;  /* part of the request */
    const struct form_choice *choices;
    size_t choice_count;
    size_t index; /* in the whole form, from 0 */
    size_t page;  /* its page's index */
};

/* The third button of some pages: 'I don't know. Skip', 'Use the name instead'. answers_skip does
 * it. */
struct form_skip {
    const char *label; /* text key; NULL: the page has no such button */
    /* What it sets beside clearing the page's fields; NULL: nothing. A field of the same page that
     * a skip sets is drawn as this button only. */
    const struct form_field *field;
    size_t choice; /* of that field; without meaning for a flag */
};

/* Another title or hint where a condition holds. */
struct form_wording {
    const struct form_condition *when;
    const char *title; /* text keys; NULL: the page's */
    const char *hint;
};

struct form_page {
    const char *id;
    enum form_page_kind kind;
    int step;            /* 1..form->steps; 0: no step shown */
    const char *title;   /* text keys */
    const char *hint;    /* NULL: none */
    const char *note;    /* smaller line under the fields; NULL: none */
    const char *proceed; /* key of the main button: 'Continue', 'Send my request' */
    /*
     * Row label (text key) on 'Check your answers'; NULL: no row. Pages that follow each other with
     * the same label make one row; its Change opens the first of them that applies and walks
     * through the others.
     */
    const char *row;
    bool alternatives; /* the fields are alternatives under tabs; answering one clears the others */
    bool is_private;   /* not for somebody who helps the visitor: member "private" */
    bool from_check;   /* not on the way: reached by its Change only, with a default */
    const struct form_condition *shown_when; /* NULL: always */
    const struct form_wording *wordings;     /* the first that holds; answers_title, answers_hint */
    size_t wording_count;
    struct form_skip skip;
    const struct form_field *fields;
    size_t field_count;
    size_t index;
};

struct form {
    const char *id;
    int version;
    int steps;
    const struct form_page *pages; /* in order */
    size_t page_count;
    const struct form_field *fields; /* of all pages, in order */
    size_t field_count;
};

/*
 * Reads a form. `name` stands for the file in messages. An error is one sentence with the name, the
 * line or the place as a JSON path, and what to do (ERROR_INPUT, ERROR_LIMIT, ERROR_MEMORY).
 * Unknown members, duplicate ids, conditions and skips that name what does not exist are errors.
 */
struct form *form_parse(const char *json, size_t length, const char *name,
                        struct error *error) MUST_USE;

/* NULL is fine. */
void form_destroy(struct form *form);

/* NULL when there is none. */
const struct form_page *form_page_find(const struct form *form, const char *id);
const struct form_field *form_field_find(const struct form *form, const char *id);
/* The field's choice with that code, or NULL. */
const struct form_choice *form_choice_find(const struct form_field *field, const char *code);

#define FORM_SERVICE_LANGUAGE "en" /* a new service has words in it at least */

/* What a site changes in the list of services. */
struct form_service {
    const char *code;              /* of a service of the form, or a new one */
    bool removed;                  /* takes the form's service away; nothing else is read then */
    const char *icon;              /* for a new one; NULL: "hand-heart" */
    const struct form_text *texts; /* new: English among them; reworded: any languages */
    size_t text_count;
};

/*
 * Applies a site's services to the field "services": rewords, removes, appends. Call it before the
 * first visit; pointers to choices got earlier are void. A new service without English words, which
 * stand in where a language is missing, is ERROR_INPUT. Texts are copied. After a failure the form
 * is as before.
 */
bool form_apply_services(struct form *form, const struct form_service *services, size_t count,
                         struct error *error) MUST_USE;

/* A site's words for the choice in that language, of a service that is new with the site the English
 * ones where it lacks them; NULL: look the key up in the catalogue. */
const struct form_text *form_choice_text(const struct form_choice *choice, const char *language);

#endif
