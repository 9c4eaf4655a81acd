/*
 * How a form is kept and read: shared by the files that make one. Not for
 * other folders.
 */
#ifndef APP_REGISTRATION_FORM_STORE_H
#define APP_REGISTRATION_FORM_STORE_H

#include "app/registration/form.h"

#include <jansson.h>

#define FORM_CONDITIONS_MAX 256u
#define FORM_WORDINGS_MAX   32u
#define FORM_DEPTH_MAX      4u /* of conditions in conditions */
#define FORM_PLACE_SIZE     128u

enum form_condition_kind {
    FORM_CONDITION_ALL,
    FORM_CONDITION_ANY,
    FORM_CONDITION_NOT,
    FORM_CONDITION_HAS,    /* the field has the choice `code` */
    FORM_CONDITION_PRESENT /* the field has an answer */
};

struct form_condition {
    enum form_condition_kind kind;
    const struct form_condition *parts; /* ALL, ANY, NOT */
    size_t part_count;
    const struct form_field *field; /* HAS, PRESENT */
    const char *code;               /* HAS; by name, since a site may change the list */
};

/* Texts are borrowed from `root` and `services`, which live as long. */
struct form_store {
    struct form form; /* first: a struct form is its store */
    json_t *root;
    json_t *services;
    struct form_page pages[FORM_PAGES_MAX];
    struct form_field fields[FORM_FIELDS_MAX];
    struct form_choice *choices[FORM_FIELDS_MAX];
    struct form_condition conditions[FORM_CONDITIONS_MAX];
    size_t condition_count;
    struct form_wording wordings[FORM_WORDINGS_MAX];
    size_t wording_count;
    struct form_text *service_texts;
};

/* A reading under way: the first mistake is kept and everything after it does nothing. */
struct form_source {
    struct form_store *store;
    const char *name;
    struct error *error;
    bool failed;
};

void form_fail(struct form_source *source, const char *place, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Composes a place for messages, cut where it is too long. */
void form_place(char place[static FORM_PLACE_SIZE], const char *format, ...) PRINTF_LIKE(2, 3);

/* Members of `object`; a wrong type or a missing required one fails the source. */
const char *form_get_text(struct form_source *source, json_t *object, const char *place,
                          const char *key, bool required);
/* As form_get_text, an id or code: 1 to FORM_CODE_MAX of a-z, 0-9, '-', '_'. */
const char *form_get_code(struct form_source *source, json_t *object, const char *place,
                          const char *key, bool required);
int form_get_number(struct form_source *source, json_t *object, const char *place, const char *key,
                    int least, int most, int absent);
bool form_get_switch(struct form_source *source, json_t *object, const char *place, const char *key,
                     bool absent);
/* NULL when absent. More than `most` elements fail. */
json_t *form_get_array(struct form_source *source, json_t *object, const char *place,
                       const char *key, size_t most);
/* Index of the member's text in `words`; `absent` (or failure) when it is not there. */
int form_get_word(struct form_source *source, json_t *object, const char *place, const char *key,
                  const char *const *words, size_t count, int absent);
/* Fails for any member that is not in the NULL-ended list. */
void form_check_members(struct form_source *source, json_t *object, const char *place,
                        const char *const *allowed);

bool form_is_code(const char *text);

/* Fields without their conditions, into the store. */
void form_read_fields(struct form_source *source, json_t *page_json, const char *place,
                      struct form_page *page);

/*
 * The condition under `key`, NULL when absent. It may name fields whose index is below `before`:
 * conditions look back, so that they cannot go in circles.
 */
const struct form_condition *form_get_condition(struct form_source *source, json_t *object,
                                                const char *place, const char *key, size_t before);

#endif
