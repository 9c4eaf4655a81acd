#include "app/central/issuing/enrol.h"

#include "app/central/issuing/bundle.h"
#include "app/central/issuing/register.h"
#include "app/central/office/office.h"
#include "app/site/site.h"
#include "platform/crypto/signed_file.h"

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

static bool certify_and_write(const struct enrol_order *order, const char *folder,
                              const struct certificate_request *request,
                              struct enrol_result *result, struct error *error)
{
    struct buffer bundle;
    struct certificate *certificate = issue(order, request, error);
    if (certificate == NULL)
        return false;
    const struct bundle_order asked = {.office = order->office,
                                       .site = order->site,
                                       .kiosk_id = order->kiosk_id,
                                       .certificate = certificate,
                                       .now_utc = order->now_utc};
    buffer_init(&bundle, SIGNED_FILE_MAX);
    bool fine = bundle_build(&asked, &bundle, error) &&
                register_add(folder, certificate, result->key_fingerprint, order->now_utc, error) &&
                file_write(order->bundle, bundle.data, bundle.length, 0644, error);
    result->certificate_ends_utc = certificate_not_after(certificate);
    buffer_finish(&bundle);
    certificate_destroy(certificate);
    return fine;
}

bool enrol_check_id(const char *folder, const char *kiosk_id, bool again, struct error *error)
{
    if (!site_kiosk_id_is_valid(kiosk_id))
        return error_set(error, ERROR_INPUT,
                         "'%.70s' cannot be a kiosk's id: up to 64 letters, digits, '-', '_', '.'",
                         kiosk_id);
    if (register_has(folder, kiosk_id) == again)
        return true;
    return again ? error_set(error, ERROR_INPUT, "kiosk %s is not in the register yet", kiosk_id)
                 : error_set(error, ERROR_INPUT,
                             "kiosk %s is in the register already: with --again it gets a new "
                             "certificate",
                             kiosk_id);
}

/* A key that was revoked was lost: whoever has it must not get a certificate by asking anew. */
static bool check_key(const char *folder, const char *kiosk_id,
                      const uint8_t key_fingerprint[static DIGEST_SIZE], struct error *error)
{
    if (!register_has(folder, kiosk_id))
        return true;
    struct register_entry *entry = register_load(folder, kiosk_id, error);
    if (entry == NULL)
        return false;
    bool fine =
        !register_key_is_revoked(entry, key_fingerprint) ||
        error_set(error, ERROR_REFUSED,
                  "a certificate for this key of kiosk %s was revoked: move client.key away "
                  "on the kiosk and make a new request there",
                  kiosk_id);
    register_release(entry);
    return fine;
}

static bool enrol_locked(const struct enrol_order *order, const char *folder,
                         const struct certificate_request *request, struct enrol_result *result,
                         struct error *error)
{
    int lock = register_lock(folder, error);
    bool fine = lock >= 0 && enrol_check_id(folder, order->kiosk_id, order->again, error) &&
                check_key(folder, order->kiosk_id, result->key_fingerprint, error) &&
                certify_and_write(order, folder, request, result, error);
    register_unlock(lock);
    return fine;
}

bool enrol_kiosk(const struct enrol_order *order, struct enrol_result *result, struct error *error)
{
    char folder[FILE_PATH_MAX];
    struct certificate_request *request = request_load(order->request, error);
    bool fine = request != NULL && request_fingerprint(request, result->key_fingerprint, error) &&
                office_path(folder, order->office, "issuing", error) &&
                enrol_locked(order, folder, request, result, error);
    request_destroy(request);
    return fine;
}
