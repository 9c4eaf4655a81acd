#include "app/site/site_build.h"

#include "app/site/site_parts.h"
#include "platform/base/clock.h"
#include "platform/base/file.h"
#include "platform/base/text.h"
#include "platform/crypto/signed_file.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define ZONE_FOLDER "/usr/share/zoneinfo"

static json_t *load_description(const char *path, struct error *error)
{
    json_error_t reason;
    json_t *description = NULL;
    struct buffer content;
    buffer_init(&content, SITE_JSON_MAX);
    if (file_read(path, &content, error)) {
        description =
            json_loadb(buffer_text(&content), content.length, JSON_REJECT_DUPLICATES, &reason);
        if (description == NULL)
            error_set(error, ERROR_INPUT, "%s, line %d, column %d: %s", path, reason.line,
                      reason.column, reason.text);
    }
    buffer_finish(&content);
    return description;
}

/* A misspelt zone would silently be UTC, and calls would come at night. */
static bool check_time_zone(const char *path, const char *zone, struct error *error)
{
    char file[FILE_PATH_MAX];
    if (!file_exists(ZONE_FOLDER) ||
        (file_join(file, sizeof file, ZONE_FOLDER, zone) && file_exists(file)))
        return true;
    return error_set(error, ERROR_INPUT, "%s: time_zone %s is not a known time zone", path, zone);
}

/* Judged in the file in which a person can mend it, before it becomes part of a bundle. */
static bool check_description(const char *path, const json_t *description, struct error *error)
{
    struct site *site = calloc(1, sizeof *site);
    if (site == NULL)
        return error_set(error, ERROR_MEMORY, "no memory for %s", path);
    bool fine = site_read_description(site, path, "", description, error) &&
                check_time_zone(path, site->time_zone, error);
    free(site);
    return fine;
}

static json_t *pem_text(const struct certificate *certificate)
{
    struct buffer pem;
    json_t *text = NULL;
    buffer_init(&pem, CERTIFICATE_FILE_MAX);
    if (certificate_encode_pem(certificate, &pem, NULL))
        text = json_stringn(buffer_text(&pem), pem.length);
    buffer_finish(&pem);
    return text;
}

static json_t *pem_list(const struct certificate *const *certificates)
{
    json_t *list = json_array();
    for (; *certificates != NULL; certificates++)
        if (json_array_append_new(list, pem_text(*certificates)) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

/* `description` is borrowed. json_pack gives NULL when one of its parts is. */
static json_t *make_content(const struct site_order *order, json_t *description)
{
    char issued[CLOCK_TEXT_SIZE];
    clock_format(order->issued_utc, issued);
    json_t *content = json_pack("{s:i, s:s, s:s, s:O, s:{s:o, s:o, s:o}}", "format", 1, "kiosk",
                                order->kiosk_id, "issued_utc", issued, "site", description, "trust",
                                "tls_roots", pem_list(order->tls_roots), "sealing_root",
                                pem_text(order->sealing_root), "sealing", pem_list(order->sealing));
    if (content == NULL || order->kiosk_certificate == NULL ||
        json_object_set_new(json_object_get(content, "trust"), "kiosk_certificate",
                            pem_text(order->kiosk_certificate)) == 0)
        return content;
    json_decref(content);
    return NULL;
}

/* The kiosk's own reading is the last word on what may be signed. */
static bool sign(const struct site_order *order, const char *text, size_t length,
                 const struct certificate *signer, const struct private_key *signer_key,
                 struct buffer *bundle, struct error *error)
{
    struct site *site = site_parse(order->description, text, length, error);
    bool fine = site != NULL && signed_file_make(text, length, signer, signer_key, bundle, error);
    site_destroy(site);
    return fine;
}

bool site_build(const struct site_order *order, const struct certificate *signer,
                const struct private_key *signer_key, struct buffer *bundle, struct error *error)
{
    json_t *description = load_description(order->description, error);
    if (description == NULL)
        return false;
    bool fine = check_description(order->description, description, error);
    if (fine) {
        json_t *content = make_content(order, description);
        char *text = content == NULL ? NULL : json_dumps(content, JSON_INDENT(1));
        fine = text != NULL ? sign(order, text, strlen(text), signer, signer_key, bundle, error)
                            : error_set(error, ERROR_MEMORY, "no memory for a site bundle");
        free(text);
        json_decref(content);
    }
    json_decref(description);
    return fine;
}
