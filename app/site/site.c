#include "app/site/site.h"

#include "app/site/members.h"
#include "app/site/site_parts.h"
#include "platform/base/clock.h"
#include "platform/base/file.h"
#include "platform/crypto/signed_file.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT       1
#define KIOSK_ID_MAX 64

void site_destroy(struct site *site)
{
    if (site == NULL)
        return;
    for (size_t i = 0; i < site->tls_root_count; i++)
        certificate_destroy(site->tls_roots[i]);
    for (size_t i = 0; i < site->sealing_count; i++)
        certificate_destroy(site->sealing[i]);
    certificate_destroy(site->sealing_root);
    certificate_destroy(site->kiosk_certificate);
    buffer_finish(&site->tls_roots_pem);
    json_decref(site->content);
    free(site);
}

bool site_kiosk_id_is_valid(const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)text[i]) && strchr("-_.", text[i]) == NULL)
            return false;
    return length >= 1 && length <= KIOSK_ID_MAX && text[0] != '.';
}

static bool read_head(struct site *site, const struct members *members, struct error *error)
{
    int64_t format = 0;
    if (!members_number(members, "format", FORMAT, FORMAT, &format, error))
        return false;
    site->kiosk_id = members_text(members, "kiosk", KIOSK_ID_MAX, "the kiosk's id", error);
    if (site->kiosk_id == NULL)
        return false;
    if (!site_kiosk_id_is_valid(site->kiosk_id))
        return members_refuse(members, "kiosk", error, "is not a kiosk's id");
    const char *issued = members_text(members, "issued_utc", 20, "when it was made", error);
    if (issued == NULL)
        return false;
    return clock_parse(issued, &site->issued_utc) ||
           members_refuse(members, "issued_utc", error, "is not a time in UTC");
}

static bool read_all(struct site *site, const char *name, struct error *error)
{
    static const char *const names[] = {"format", "kiosk", "issued_utc", "site", "trust", NULL};
    struct members members = {site->content, name, ""};
    return members_check(&members, names, error) && read_head(site, &members, error) &&
           site_read_description(site, name, "site", json_object_get(site->content, "site"),
                                 error) &&
           site_read_trust(site, name, json_object_get(site->content, "trust"), error);
}

struct site *site_parse(const char *name, const void *json, size_t length, struct error *error)
{
    json_error_t reason;
    struct site *site = calloc(1, sizeof *site);
    if (site == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for %s", name);
        return NULL;
    }
    buffer_init(&site->tls_roots_pem, CERTIFICATE_FILE_MAX);
    site->content = json_loadb(json, length, JSON_REJECT_DUPLICATES, &reason);
    if (site->content == NULL)
        error_set(error, ERROR_INPUT, "%s, line %d: %s", name, reason.line, reason.text);
    else if (read_all(site, name, error))
        return site;
    site_destroy(site);
    return NULL;
}

struct site *site_read(const char *name, const void *bundle, size_t length, const char *root_path,
                       int64_t at_utc, struct error *error)
{
    struct site *site = NULL;
    struct buffer content;
    buffer_init(&content, SITE_JSON_MAX);
    struct trust *trust = trust_load(root_path, error);
    if (trust != NULL && signed_file_verify(name, bundle, length, trust, at_utc, &content, error))
        site = site_parse(name, content.data, content.length, error);
    trust_destroy(trust);
    buffer_finish(&content);
    return site;
}

struct site *site_load(const char *path, const char *root_path, int64_t at_utc, struct error *error)
{
    struct site *site = NULL;
    struct buffer file;
    buffer_init(&file, SIGNED_FILE_MAX);
    if (file_read(path, &file, error))
        site = site_read(path, file.data, file.length, root_path, at_utc, error);
    buffer_finish(&file);
    return site;
}

const char *site_kiosk_id(const struct site *site)
{
    return site->kiosk_id;
}

const char *site_id(const struct site *site)
{
    return site->id;
}

const char *site_place(const struct site *site)
{
    return site->place;
}

const char *site_time_zone(const struct site *site)
{
    return site->time_zone;
}

const char *site_agency(const struct site *site)
{
    return site->agency;
}

const char *site_hotline(const struct site *site)
{
    return site->hotline;
}

int64_t site_news_days(const struct site *site)
{
    return site->news_days;
}

int64_t site_issued_utc(const struct site *site)
{
    return site->issued_utc;
}

const char *site_central_url(const struct site *site)
{
    return site->central_url;
}

const char *site_enrol_url(const struct site *site)
{
    return site->enrol_url;
}

const char *site_omb_number(const struct site *site)
{
    return site->omb_number;
}

static const struct site_notice *find_notice(const struct site *site, const char *language,
                                             size_t length)
{
    for (size_t i = 0; i < site->notice_count; i++)
        if (strlen(site->notices[i].language) == length &&
            memcmp(site->notices[i].language, language, length) == 0)
            return &site->notices[i];
    return NULL;
}

const struct site_notice *site_notice(const struct site *site, const char *language)
{
    const struct site_notice *exact = find_notice(site, language, strlen(language));
    if (exact != NULL)
        return exact;
    const struct site_notice *general = find_notice(site, language, strcspn(language, "-_"));
    return general != NULL ? general : find_notice(site, "en", 2);
}

const struct site_service *site_services(const struct site *site, size_t *count)
{
    *count = site->service_count;
    return site->services;
}

struct certificate *const *site_tls_roots(const struct site *site, size_t *count)
{
    *count = site->tls_root_count;
    return site->tls_roots;
}

const char *site_tls_roots_pem(const struct site *site)
{
    return (const char *)site->tls_roots_pem.data;
}

const struct certificate *site_sealing_root(const struct site *site)
{
    return site->sealing_root;
}

size_t site_sealing_count(const struct site *site)
{
    return site->sealing_count;
}

struct certificate *const *site_sealing(const struct site *site)
{
    return site->sealing;
}

const struct certificate *site_kiosk_certificate(const struct site *site)
{
    return site->kiosk_certificate;
}
