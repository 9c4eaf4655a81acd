#include "app/central/issuing/bundle.h"

#include "app/central/office/office.h"
#include "app/site/site_build.h"

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

static bool sign(const struct bundle_order *order, const struct public_part *part,
                 struct buffer *bundle, struct error *error)
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
                               .kiosk_certificate = order->certificate,
                               .tls_roots = tls_roots,
                               .sealing_root = part->sealing_root,
                               .sealing = sealing};
    if (!office_load_newest(order->office, office_signing(order->office), &signing, error))
        return false;
    bool fine = site_build(&asked, signing.certificate, signing.key, bundle, error);
    office_pair_finish(&signing);
    return fine;
}

bool bundle_build(const struct bundle_order *order, struct buffer *bundle, struct error *error)
{
    struct public_part part = {0};
    bool fine = load_public(order->office, order->now_utc, &part, error) &&
                sign(order, &part, bundle, error);
    finish(&part);
    return fine;
}
