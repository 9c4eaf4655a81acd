/* Signed files, platform/crypto/signed_file.h: no content without a signature under the root. */
#include "platform/crypto/signed_file.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/office.h"

FUZZ_TARGET(signed_file)
{
    struct buffer content;
    struct error error = {0};

    buffer_init(&content, SIGNED_FILE_MAX);
    if (!signed_file_verify("file", data, size, fuzz_root("site-root"), FUZZ_NOW, &content, &error))
        fuzz_must(content.length == 0 && error.kind != ERROR_NONE);
    buffer_finish(&content);
    return 0;
}
