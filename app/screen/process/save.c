#include "app/screen/process/save.h"

#include "app/registration/request.h"
#include "app/wire/chain.h"
#include "platform/base/secret.h"
#include "platform/crypto/random.h"

static bool build(struct resources *resources, const struct answers *answers, const char *language,
                  struct buffer *plain, struct error *error)
{
    char saved_utc[CLOCK_TEXT_SIZE];
    struct rules_day today;
    struct request_origin origin = {
        .kiosk = site_kiosk_id(resources->site),
        .site = site_id(resources->site),
        .time_zone = site_time_zone(resources->site),
        .language = language,
        .saved_utc = saved_utc,
        .clock_trusted = clock_is_trusted(resources->clock, resources_earliest(resources)),
    };

    clock_format(clock_utc(resources->clock), saved_utc);
    resources_today(resources, &today.year, &today.month, &today.day);
    return random_bytes(origin.uuid_random, sizeof origin.uuid_random, error) &&
           request_build(answers, &origin, today, plain, error);
}

static bool make_code(char code[static RECEIPT_CODE_SIZE], uint8_t lookup[static CHAIN_HASH_SIZE],
                      struct error *error)
{
    uint8_t random[RECEIPT_CODE_RANDOM];
    bool made = random_bytes(random, sizeof random, error);

    if (made) {
        receipt_code_make(random, code);
        made = chain_lookup(code, lookup, error);
    }
    secret_wipe(random, sizeof random);
    return made;
}

bool save_request(struct resources *resources, const struct answers *answers, const char *language,
                  char code[static RECEIPT_CODE_SIZE], struct error *error)
{
    uint8_t lookup[CHAIN_HASH_SIZE];
    struct visit_health health;
    struct buffer plain, sealed;
    bool saved = false;

    code[0] = '\0';
    buffer_init_secret(&plain, REQUEST_JSON_MAX);
    buffer_init(&sealed, REQUEST_JSON_MAX + SEAL_OVERHEAD_MAX);
    /* A certificate may have run out, and the disk may have filled, since the visit began. */
    resources_check(resources, &health);
    if (!health.can_save)
        error_set(error, ERROR_UNAVAILABLE, "%s", health.why_not);
    else
        saved = build(resources, answers, language, &plain, error) &&
                sealer_seal(resources->sealer, plain.data, plain.length, &sealed, error) &&
                make_code(code, lookup, error) &&
                outbox_insert(resources->outbox, lookup, sealed.data, sealed.length, NULL, error);
    if (!saved)
        secret_wipe(code, RECEIPT_CODE_SIZE);
    buffer_finish(&plain);
    buffer_finish(&sealed);
    return saved;
}
