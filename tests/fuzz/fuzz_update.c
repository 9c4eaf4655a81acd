/* The head of a bundle: app/update/bundle.h. */
#include "app/update/bundle.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/office.h"

FUZZ_TARGET(update)
{
    struct update_manifest manifest;
    struct error error = {0};

    /* Nobody here has a release key. */
    fuzz_must(
        !update_manifest_read("bundle", data, size, fuzz_root("site-root"), &manifest, &error));
    fuzz_must(manifest.size == 0 && error.kind != ERROR_NONE);
    return 0;
}
