#include "app/enrolment/code.h"

#include "platform/base/secret.h"
#include "platform/base/spoken_code.h"
#include "platform/crypto/random.h"

#define SYMBOLS (ENROL_CODE_SIZE - 1)
#define RANDOM  (SYMBOLS - 1)

bool enrol_code_make(char code[static ENROL_CODE_SIZE], struct error *error)
{
    uint8_t random[RANDOM];
    code[0] = '\0';
    if (!random_bytes(random, sizeof random, error))
        return false;
    spoken_code_make(random, sizeof random, code);
    secret_wipe(random, sizeof random);
    return true;
}

void enrol_code_group(const char code[static ENROL_CODE_SIZE],
                      char grouped[static ENROL_CODE_GROUPED_SIZE])
{
    spoken_code_group(code, grouped);
}

bool enrol_code_parse(const char *typed, char code[static ENROL_CODE_SIZE])
{
    return spoken_code_parse(typed, SYMBOLS, code);
}

bool enrol_code_digest(const char *kiosk_id, const char *code, uint8_t value[static DIGEST_SIZE],
                       struct error *error)
{
    struct digest *digest = digest_create("custody-alert/enrol-code/1", error);
    if (digest == NULL)
        return false;
    digest_add_text(digest, kiosk_id);
    digest_add_text(digest, code);
    return digest_finish(digest, value, error);
}
