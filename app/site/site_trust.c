#include "app/site/members.h"
#include "app/site/site_parts.h"

#include <string.h>

static const char place[] = "trust";

static struct certificate *parse(const char *file, const char *name, const json_t *value,
                                 struct error *error)
{
    if (!json_is_string(value)) {
        error_set(error, ERROR_INPUT, "%s: %s.%s is not a certificate in PEM form", file, place,
                  name);
        return NULL;
    }
    struct certificate *certificate =
        certificate_parse(json_string_value(value), json_string_length(value), error);
    if (certificate == NULL)
        error_prefix(error, "%s: %s.%s", file, place, name);
    return certificate;
}

static bool parse_list(const struct members *members, const char *name, size_t most,
                       struct certificate **list, size_t *count, struct error *error)
{
    const json_t *values = members_array(members, name, 1, most, error);
    if (values == NULL)
        return false;
    for (size_t i = 0; i < json_array_size(values); i++) {
        list[*count] = parse(members->file, name, json_array_get(values, i), error);
        if (list[*count] == NULL)
            return false;
        ++*count;
    }
    return true;
}

static bool write_tls_roots(struct site *site, struct error *error)
{
    for (size_t i = 0; i < site->tls_root_count; i++)
        if (!certificate_encode_pem(site->tls_roots[i], &site->tls_roots_pem, error))
            return false;
    /* It is given out as a text: the end stays with it. */
    return buffer_append_byte(&site->tls_roots_pem, '\0') ||
           error_set(error, ERROR_MEMORY, "no memory for the TLS roots");
}

/* Signed or not: a sealing certificate under another root is never sealed to. */
static bool judge_sealing(const struct site *site, const char *file, struct error *error)
{
    struct trust *trust = trust_create(error);
    bool fine = trust != NULL && trust_add(trust, site->sealing_root, error);
    for (size_t i = 0; fine && i < site->sealing_count; i++)
        fine = certificate_verify(site->sealing[i], trust, PURPOSE_SEALING, CERTIFICATE_ANY_TIME,
                                  error);
    trust_destroy(trust);
    return fine || error_prefix(error, "%s: %s", file, place);
}

static bool read_own(struct site *site, const struct members *members, struct error *error)
{
    const json_t *own = json_object_get(members->object, "kiosk_certificate");
    if (own == NULL)
        return true;
    site->kiosk_certificate = parse(members->file, "kiosk_certificate", own, error);
    if (site->kiosk_certificate == NULL)
        return false;
    return strcmp(certificate_name(site->kiosk_certificate), site->kiosk_id) == 0 ||
           members_refuse(members, "kiosk_certificate", error,
                          "is for kiosk %s, the bundle for kiosk %s",
                          certificate_name(site->kiosk_certificate), site->kiosk_id);
}

bool site_read_trust(struct site *site, const char *file, const json_t *object, struct error *error)
{
    static const char *const names[] = {"tls_roots", "sealing_root", "sealing", "kiosk_certificate",
                                        NULL};
    struct members members = {object, file, place};
    if (!members_check(&members, names, error) ||
        !parse_list(&members, "tls_roots", SITE_TLS_ROOTS_MAX, site->tls_roots,
                    &site->tls_root_count, error) ||
        !parse_list(&members, "sealing", SITE_SEALING_MAX, site->sealing, &site->sealing_count,
                    error))
        return false;
    site->sealing_root =
        parse(file, "sealing_root", json_object_get(object, "sealing_root"), error);
    if (site->sealing_root == NULL)
        return false;
    return read_own(site, &members, error) && judge_sealing(site, file, error) &&
           write_tls_roots(site, error);
}
