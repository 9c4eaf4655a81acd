#include "app/central/issuing/invite.h"

#include "app/central/issuing/bundle.h"
#include "app/central/issuing/enrol.h"
#include "app/central/issuing/enrol_config.h"
#include "app/central/issuing/invitation_record.h"
#include "app/central/issuing/register.h"
#include "app/central/office/office.h"
#include "app/enrolment/invitation.h"
#include "platform/base/text.h"

#include <string.h>

#define DAY_SECONDS INT64_C(86400)

/* Whether this root signed the enrol-server's certificate: during a change of roots there are two. */
static bool is_root_of(const struct certificate *root, const struct certificate *server)
{
    struct trust *trust = trust_create(NULL);
    bool is = trust != NULL && trust_add(trust, root, NULL) &&
              certificate_verify(server, trust, PURPOSE_TLS_SERVER, CERTIFICATE_ANY_TIME, NULL);
    trust_destroy(trust);
    return is;
}

static bool find_root(const char *office, const char *server_path, uint8_t root[static DIGEST_SIZE],
                      struct error *error)
{
    char path[FILE_PATH_MAX];
    struct certificate *roots[CERTIFICATES_MAX];
    size_t count = 0;
    bool found = false;
    struct certificate *server = certificate_load(server_path, error);
    if (server == NULL)
        return false;
    if (!office_path(path, office, "public/tls-root.pem", error) ||
        !certificate_load_all(path, roots, &count, error)) {
        certificate_destroy(server);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!found && is_root_of(roots[i], server)) {
            memcpy(root, certificate_fingerprint(roots[i]), DIGEST_SIZE);
            found = true;
        }
        certificate_destroy(roots[i]);
    }
    certificate_destroy(server);
    return found ||
           error_set(error, ERROR_REFUSED, "no root in %s signed %s: renew it", path, server_path);
}

static bool fill(const struct invite_order *order, const struct enrol_config *config,
                 struct invitation *invitation, struct error *error)
{
    const struct bundle_order asked = {.office = order->office,
                                       .site = order->site,
                                       .kiosk_id = order->kiosk_id,
                                       .now_utc = order->now_utc};
    if (config->url[0] == '\0')
        return error_set(error, ERROR_INPUT,
                         "enrol.ini names no url under [enrol]: write there where kiosks reach the "
                         "enrol-server, as https://host:8444");
    if (!text_copy(invitation->url, sizeof invitation->url, config->url) ||
        !text_copy(invitation->kiosk_id, sizeof invitation->kiosk_id, order->kiosk_id))
        return error_set(error, ERROR_LIMIT, "the url in enrol.ini is too long");
    invitation->ends_utc = order->now_utc + order->days * DAY_SECONDS;
    return find_root(order->office, config->certificate, invitation->tls_root, error) &&
           bundle_build(&asked, &invitation->bundle, error);
}

/* The file first: a record without it would have voided the invitation before for nothing. */
static bool write_both(const struct invite_order *order, const char *folder,
                       const struct invitation *invitation, const char *code, struct error *error)
{
    struct buffer text;
    struct invitation_record record = {
        .made_utc = order->now_utc, .ends_utc = invitation->ends_utc, .again = order->again};
    buffer_init(&text, INVITATION_FILE_MAX);
    bool fine = enrol_code_digest(order->kiosk_id, code, record.code, error) &&
                invitation_encode(invitation, &text, error) &&
                file_write(order->output, text.data, text.length, 0644, error) &&
                invitation_record_save(folder, order->kiosk_id, &record, error);
    buffer_finish(&text);
    return fine;
}

static bool invite_locked(const struct invite_order *order, const char *folder,
                          const struct invitation *invitation, const char *code,
                          struct error *error)
{
    int lock = register_lock(folder, error);
    bool fine = lock >= 0 && enrol_check_id(folder, order->kiosk_id, order->again, error) &&
                write_both(order, folder, invitation, code, error);
    register_unlock(lock);
    return fine;
}

bool invite_kiosk(const struct invite_order *order, char code[static ENROL_CODE_SIZE],
                  int64_t *ends_utc, struct error *error)
{
    char folder[FILE_PATH_MAX];
    struct enrol_config config;
    struct invitation invitation;
    code[0] = '\0';
    if (!office_path(folder, order->office, "issuing", error) ||
        !enrol_check_id(folder, order->kiosk_id, order->again, error) ||
        !enrol_config_load(folder, &config, error))
        return false;
    invitation_init(&invitation);
    bool fine = fill(order, &config, &invitation, error) && enrol_code_make(code, error) &&
                invite_locked(order, folder, &invitation, code, error);
    if (fine)
        *ends_utc = invitation.ends_utc;
    else
        explicit_bzero(code, ENROL_CODE_SIZE);
    invitation_finish(&invitation);
    return fine;
}
