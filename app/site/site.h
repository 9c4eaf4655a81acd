/*
 * What the central office tells one kiosk about its site, as a signed file
 * (platform/crypto/signed_file.h) that the kiosk keeps as it came: who runs it,
 * whom to call, the notices, further services, the roots and the sealing
 * certificates. Verified each time it is loaded. Making one is site_build.h.
 */
#ifndef APP_SITE_SITE_H
#define APP_SITE_SITE_H

#include "platform/base/error.h"
#include "platform/crypto/certificate.h"

#define SITE_TEXT_MAX         256  /* bytes of a short text, with the NUL */
#define SITE_NOTICE_MAX       4000 /* bytes of a notice's part */
#define SITE_SERVICES_MAX     16
#define SITE_LANGUAGES_MAX    24
#define SITE_CODE_MAX         40  /* characters */
#define SITE_SERVICE_TEXT_MAX 160 /* bytes of a label or description, as the form takes them */
#define SITE_SEALING_MAX      4

/* The Privacy Act statement in one language (5 U.S.C. 552a(e)(3)); every part is given. */
struct site_notice {
    const char *language; /* BCP 47: "en", "zh-Hans" */
    const char *authority;
    const char *purpose;
    const char *routine_uses;
    const char *voluntary; /* that answering is voluntary */
    const char *without;   /* what happens without an answer */
};

struct site; /* opaque, immutable; texts live as long as it */

/*
 * Loads `path`, verifies it against the site roots in `root_path` (PEM) at `at_utc` or
 * CERTIFICATE_ANY_TIME, and checks every member; a member that is not known is an error.
 * ERROR_NOT_FOUND: no bundle yet (the kiosk is not enrolled). ERROR_REFUSED: signature or root.
 * ERROR_INPUT: content, among it a missing agency, hotline or notice: the sentence says so, and the
 * kiosk takes no visits.
 */
struct site *site_load(const char *path, const char *root_path, int64_t at_utc,
                       struct error *error) MUST_USE;

/* The same on the bytes of a bundle. `name` is what errors call it. */
struct site *site_read(const char *name, const void *bundle, size_t length, const char *root_path,
                       int64_t at_utc, struct error *error) MUST_USE;

/* The same on content that has verified already. `name` is what errors call it. */
struct site *site_parse(const char *name, const void *json, size_t length,
                        struct error *error) MUST_USE;
void site_destroy(struct site *site); /* NULL is fine */

/* 1 to 64 characters out of a-z, A-Z, 0-9, '-', '_', '.', not beginning with a dot: fit for a name on
 * the wire and for a file's. */
bool site_kiosk_id_is_valid(const char *text) MUST_USE;

const char *site_kiosk_id(const struct site *site); /* "0417" */
const char *site_id(const struct site *site);
const char *site_place(const struct site *site);     /* "Waiting room" */
const char *site_time_zone(const struct site *site); /* IANA: "America/Detroit" */
const char *site_agency(const struct site *site);
const char *site_hotline(const struct site *site); /* as shown: "1-800-555-0100" */
int64_t site_news_days(const struct site *site);   /* days until news, 1 to 90 */
int64_t site_issued_utc(const struct site *site);
const char *site_omb_number(const struct site *site); /* "1653-0099" */
/* Where the central office and its enrol-server are reached, https://host[:port]; "" where the bundle does not say
 * it. Who answers there is known by the TLS roots, never by this. */
const char *site_central_url(const struct site *site);
const char *site_enrol_url(const struct site *site);

/* The notice in `language`, else in English, which is always there. Never NULL. */
const struct site_notice *site_notice(const struct site *site, const char *language);

/* Words for a service in one language. */
struct site_text {
    const char *language;
    const char *label;
    const char *description; /* NULL: none */
};

/* A service that this site adds, rewords (the form has its code) or leaves out. */
struct site_service {
    const char *code; /* a-z, 0-9, '-', '_'; at most SITE_CODE_MAX characters */
    bool offered;     /* false: leave it out of the form; it has no texts then */
    const char *icon; /* NULL: none given */
    const struct site_text *texts;
    size_t text_count;
};

/* In the bundle's order. */
const struct site_service *site_services(const struct site *site, size_t *count);

/* Roots and certificates that came with the bundle. Borrowed. */
const struct certificate *site_sealing_root(const struct site *site);
size_t site_sealing_count(const struct site *site);
struct certificate *const *site_sealing(const struct site *site); /* as sealer_create takes them */
/* NULL where the bundle came with an invitation: the kiosk's certificate was made later. */
const struct certificate *site_kiosk_certificate(const struct site *site);

/* The TLS roots: *count of them, at least one. Borrowed. */
struct certificate *const *site_tls_roots(const struct site *site, size_t *count);
/* The same as PEM text, for a client that wants a file or a blob. */
const char *site_tls_roots_pem(const struct site *site);

#endif
