/* What a struct site is made of, for the files of this folder only. */
#ifndef APP_SITE_SITE_PARTS_H
#define APP_SITE_SITE_PARTS_H

#include "app/site/site.h"

#include <jansson.h>

#define SITE_JSON_MAX      (512u << 10)
#define SITE_TLS_ROOTS_MAX 4

struct site {
    json_t *content; /* all texts point into it */
    const char *kiosk_id, *id, *place, *time_zone, *agency, *hotline, *omb_number;
    const char *central_url, *enrol_url; /* "" where they are left out */
    int64_t news_days, issued_utc;

    struct site_notice notices[SITE_LANGUAGES_MAX];
    size_t notice_count;

    struct site_service services[SITE_SERVICES_MAX];
    struct site_text texts[SITE_SERVICES_MAX][SITE_LANGUAGES_MAX];
    size_t service_count;

    struct certificate *tls_roots[SITE_TLS_ROOTS_MAX];
    size_t tls_root_count;
    struct buffer tls_roots_pem;
    struct certificate *sealing_root;
    struct certificate *sealing[SITE_SEALING_MAX];
    size_t sealing_count;
    struct certificate *kiosk_certificate;
};

/* Fills what people write about a site from the object at `place` ("site", or "" in a description). */
bool site_read_description(struct site *site, const char *file, const char *place,
                           const json_t *object, struct error *error) MUST_USE;
/* Fills roots and certificates, and judges them. */
bool site_read_trust(struct site *site, const char *file, const json_t *object,
                     struct error *error) MUST_USE;

#endif
