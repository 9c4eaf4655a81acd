#include "app/central/receive/admission.h"

#include "app/site/site.h"
#include "platform/base/file.h"
#include "platform/base/hex.h"
#include "platform/crypto/revocation.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FINGERPRINT_TEXT (2 * DIGEST_SIZE + 1)

struct admission {
    struct revocation_list *crl; /* NULL: no file */
    struct buffer text;          /* the list of refused ones; `lines` point into it */
    char **lines;                /* sorted, case does not count */
    size_t count;
    bool has_refused;
};

/* ---- the list that a person keeps ------------------------------------------ */

static int compare(const void *one, const void *other)
{
    return strcasecmp(*(char *const *)one, *(char *const *)other);
}

static bool is_listed(const struct admission *admission, const char *name)
{
    return admission->count > 0 && bsearch(&name, admission->lines, admission->count,
                                           sizeof admission->lines[0], compare) != NULL;
}

/* The line without comment and surrounding spaces. */
static char *strip(char *line)
{
    char *end = strchr(line, '#');

    if (end == NULL)
        end = line + strlen(line);
    while (end > line && isspace((unsigned char)end[-1]))
        end--;
    *end = '\0';
    while (isspace((unsigned char)*line))
        line++;
    return line;
}

static bool add_line(struct admission *admission, char *line, const char *path, struct error *error)
{
    line = strip(line);
    if (*line == '\0')
        return true;
    /* A SHA-256 has the letters of an id and is no longer. What else stands here would keep nobody out. */
    if (!site_kiosk_id_is_valid(line))
        return error_set(error, ERROR_INPUT,
                         "%s: \"%.80s\" is neither a kiosk's id nor a certificate's SHA-256", path,
                         line);
    if (admission->count == ADMISSION_REFUSED_MAX)
        return error_set(error, ERROR_LIMIT, "%s has more than %u entries", path,
                         ADMISSION_REFUSED_MAX);
    admission->lines[admission->count++] = line;
    return true;
}

static size_t count_lines(const struct buffer *text)
{
    size_t count = 1;

    for (size_t i = 0; i < text->length; i++)
        if (text->data[i] == '\n')
            count++;
    return count < ADMISSION_REFUSED_MAX ? count : ADMISSION_REFUSED_MAX;
}

static bool split(struct admission *admission, const char *path, struct error *error)
{
    char *line, *rest;

    if (memchr(admission->text.data, '\0', admission->text.length) != NULL)
        return error_set(error, ERROR_INPUT, "%s is not a text", path);
    admission->lines = calloc(count_lines(&admission->text), sizeof admission->lines[0]);
    if (admission->lines == NULL || !buffer_append_byte(&admission->text, '\0'))
        return error_set(error, ERROR_MEMORY, "no memory for %s", path);
    rest = (char *)admission->text.data;
    while ((line = strsep(&rest, "\n")) != NULL)
        if (!add_line(admission, line, path, error))
            return false;
    qsort(admission->lines, admission->count, sizeof admission->lines[0], compare);
    return true;
}

static bool load_refused(struct admission *admission, const char *path, struct error *error)
{
    struct error reason = {0};

    if (!file_read(path, &admission->text, &reason)) {
        if (reason.kind == ERROR_NOT_FOUND)
            return true;
        *error = reason;
        return false;
    }
    admission->has_refused = true;
    return admission->text.length == 0 || split(admission, path, error);
}

/* ---- both ------------------------------------------------------------------ */

static bool load_crl(struct admission *admission, const char *path,
                     const struct certificate *authority, struct error *error)
{
    struct error reason = {0};

    admission->crl = revocation_list_load(path, authority, &reason);
    if (admission->crl != NULL || reason.kind == ERROR_NOT_FOUND)
        return true;
    *error = reason;
    return false;
}

struct admission *admission_load(const char *crl, const char *refused,
                                 const struct certificate *authority, struct error *error)
{
    struct admission *admission = calloc(1, sizeof *admission);
    struct error reason = {0};

    if (admission == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for the lists of refused kiosks");
        return NULL;
    }
    buffer_init(&admission->text, ADMISSION_REFUSED_FILE_MAX);
    if (load_crl(admission, crl, authority, &reason) && load_refused(admission, refused, &reason))
        return admission;
    if (error != NULL)
        *error = reason;
    admission_destroy(admission);
    return NULL;
}

void admission_destroy(struct admission *admission)
{
    if (admission == NULL)
        return;
    revocation_list_destroy(admission->crl);
    buffer_finish(&admission->text);
    free(admission->lines);
    free(admission);
}

const char *admission_refuses(const struct admission *admission, const struct certificate *kiosk)
{
    char fingerprint[FINGERPRINT_TEXT];

    if (admission->crl != NULL && revocation_list_names(admission->crl, kiosk))
        return "its certificate is revoked";
    hex_encode(certificate_fingerprint(kiosk), DIGEST_SIZE, fingerprint);
    if (is_listed(admission, fingerprint))
        return "its certificate is on the list of refused ones";
    return is_listed(admission, certificate_name(kiosk)) ? "it is on the list of refused kiosks"
                                                         : NULL;
}

struct admission_summary admission_summarise(const struct admission *admission)
{
    const struct revocation_list *crl = admission->crl;

    return (struct admission_summary){
        .has_crl = crl != NULL,
        .has_refused = admission->has_refused,
        .revoked = crl != NULL ? revocation_list_count(crl) : 0,
        .refused = admission->count,
        .crl_made_utc = crl != NULL ? revocation_list_made(crl) : 0,
        .crl_next_utc = crl != NULL ? revocation_list_next(crl) : 0,
    };
}
