#include "app/central/enrol.h"

#include "app/central/office.h"
#include "app/central/register.h"
#include "app/site/site_build.h"
#include "platform/crypto/signed_file.h"

#include <dirent.h>
#include <string.h>

/* What a bundle carries besides the kiosk's own certificate. */
struct public_part {
    struct certificate *tls_roots[CERTIFICATES_MAX];
    size_t tls_root_count;
    struct certificate *sealing_root;
    struct certificate *sealing[SITE_SEALING_MAX];
    size_t sealing_count;
};

static void finish(struct public_part *part)
{
    for (size_t i = 0; i < part->tls_root_count; i++)
        certificate_destroy(part->tls_roots[i]);
    for (size_t i = 0; i < part->sealing_count; i++)
        certificate_destroy(part->sealing[i]);
    certificate_destroy(part->sealing_root);
}

static bool add_sealing(struct public_part *part, const char *path, int64_t now_utc,
                        struct error *error)
{
    struct certificate *certificate = certificate_load(path, error);
    if (certificate == NULL)
        return false;
    if (certificate_not_after(certificate) < now_utc) {
        certificate_destroy(certificate);
        return true;
    }
    if (part->sealing_count == SITE_SEALING_MAX) {
        certificate_destroy(certificate);
        return error_set(error, ERROR_LIMIT,
                         "%s: at most %d sealing certificates go into a bundle: take old ones away",
                         path, SITE_SEALING_MAX);
    }
    part->sealing[part->sealing_count++] = certificate;
    return true;
}

static bool is_pem(const char *name)
{
    size_t length = strlen(name);
    return length > 4 && strcmp(name + length - 4, ".pem") == 0 && name[0] != '.';
}

static bool load_sealing(struct public_part *part, const char *folder, int64_t now_utc,
                         struct error *error)
{
    DIR *list = opendir(folder);
    if (list == NULL)
        return error_set_errno(error, "%s cannot be read", folder);
    bool fine = true;
    for (struct dirent *entry = readdir(list); fine && entry != NULL; entry = readdir(list)) {
        char path[FILE_PATH_MAX];
        if (is_pem(entry->d_name))
            fine = office_path(path, folder, entry->d_name, error) &&
                   add_sealing(part, path, now_utc, error);
    }
    closedir(list);
    if (fine && part->sealing_count == 0)
        fine = error_set(
            error, ERROR_NOT_FOUND,
            "%s holds no sealing certificate that is still valid: renew the opening key", folder);
    return fine;
}

static bool load_public(const char *office, int64_t now_utc, struct public_part *part,
                        struct error *error)
{
    char tls[FILE_PATH_MAX], sealing_root[FILE_PATH_MAX], sealing[FILE_PATH_MAX];
    if (!office_path(tls, office, "public/tls-root.pem", error) ||
        !office_path(sealing_root, office, "public/sealing-root.pem", error) ||
        !office_path(sealing, office, "public/sealing", error) ||
        !certificate_load_all(tls, part->tls_roots, &part->tls_root_count, error))
        return false;
    part->sealing_root = certificate_load(sealing_root, error);
    return part->sealing_root != NULL && load_sealing(part, sealing, now_utc, error);
}

static struct certificate *issue(const struct enrol_order *order,
                                 const struct certificate_request *request, struct error *error)
{
    struct office_pair issuing;
    struct certificate_order asked = {.purpose = PURPOSE_TLS_CLIENT,
                                      .name = order->kiosk_id,
                                      .not_before = order->now_utc - OFFICE_EARLY_SECONDS,
                                      .days = OFFICE_KIOSK_DAYS};
    if (!office_load(order->office, "issuing/issuing", &issuing, error))
        return NULL;
    struct certificate *made =
        issue_certificate(request, &asked, issuing.certificate, issuing.key, error);
    office_pair_finish(&issuing);
    return made;
}

static bool build(const struct enrol_order *order, const struct public_part *part,
                  const struct certificate *certificate, struct buffer *bundle, struct error *error)
{
    struct office_pair signing;
    const struct certificate *tls_roots[CERTIFICATES_MAX + 1] = {NULL};
    const struct certificate *sealing[SITE_SEALING_MAX + 1] = {NULL};
    for (size_t i = 0; i < part->tls_root_count; i++)
        tls_roots[i] = part->tls_roots[i];
    for (size_t i = 0; i < part->sealing_count; i++)
        sealing[i] = part->sealing[i];
    struct site_order asked = {.description = order->site,
                               .kiosk_id = order->kiosk_id,
                               .issued_utc = order->now_utc,
                               .kiosk_certificate = certificate,
                               .tls_roots = tls_roots,
                               .sealing_root = part->sealing_root,
                               .sealing = sealing};
    if (!office_load_newest(order->office, "issuing/site-signing", &signing, error))
        return false;
    bool fine = site_build(&asked, signing.certificate, signing.key, bundle, error);
    office_pair_finish(&signing);
    return fine;
}

static bool certify_and_write(const struct enrol_order *order,
                              const struct certificate_request *request,
                              const struct public_part *part, struct enrol_result *result,
                              struct error *error)
{
    struct buffer bundle;
    struct certificate *certificate = issue(order, request, error);
    if (certificate == NULL)
        return false;
    buffer_init(&bundle, SIGNED_FILE_MAX);
    bool fine =
        build(order, part, certificate, &bundle, error) &&
        register_add(order->office, certificate, result->key_fingerprint, order->now_utc, error) &&
        file_write(order->bundle, bundle.data, bundle.length, 0644, error);
    result->certificate_ends_utc = certificate_not_after(certificate);
    buffer_finish(&bundle);
    certificate_destroy(certificate);
    return fine;
}

bool enrol_kiosk(const struct enrol_order *order, struct enrol_result *result, struct error *error)
{
    if (!site_kiosk_id_is_valid(order->kiosk_id))
        return error_set(error, ERROR_INPUT,
                         "'%.70s' cannot be a kiosk's id: up to 64 letters, digits, '-', '_', '.'",
                         order->kiosk_id);
    if (register_has(order->office, order->kiosk_id) != order->again)
        return order->again ? error_set(error, ERROR_INPUT, "kiosk %s is not in the register yet",
                                        order->kiosk_id)
                            : error_set(error, ERROR_INPUT,
                                        "kiosk %s is in the register already: with --again it gets "
                                        "a new certificate",
                                        order->kiosk_id);
    struct public_part part = {0};
    struct certificate_request *request = request_load(order->request, error);
    bool fine = request != NULL && request_fingerprint(request, result->key_fingerprint, error) &&
                load_public(order->office, order->now_utc, &part, error) &&
                certify_and_write(order, request, &part, result, error);
    request_destroy(request);
    finish(&part);
    return fine;
}
