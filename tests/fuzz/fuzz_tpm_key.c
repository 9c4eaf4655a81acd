/* Files of a TPM's keys, platform/tpm/tpm_key_file.h: what is taken is written and taken again. */
#include "platform/tpm/tpm_key_file.h"
#include "tests/fuzz/lib/fuzz.h"

#include <string.h>

FUZZ_TARGET(tpm_key)
{
    static struct tpm_key_parts parts, again;
    uint8_t point[TPM_POINT_SIZE];
    struct buffer text;

    if (!tpm_key_file_parse((const char *)data, size, &parts, NULL))
        return 0;
    fuzz_try(tpm_key_parts_point(&parts, point, NULL));
    buffer_init(&text, TPM_KEY_FILE_MAX);
    fuzz_must(tpm_key_file_write(&parts, &text));
    fuzz_must(tpm_key_file_parse((const char *)text.data, text.length, &again, NULL));
    fuzz_must(again.public_length == parts.public_length &&
              memcmp(again.public_half, parts.public_half, parts.public_length) == 0);
    fuzz_must(again.private_length == parts.private_length &&
              memcmp(again.private_half, parts.private_half, parts.private_length) == 0);
    buffer_finish(&text);
    return 0;
}
