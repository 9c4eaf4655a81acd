/*
 * An update bundle: one file with a signed manifest in front and the three parts
 * of a release behind it. Format: docs/updates.md. Opening one believes nothing
 * but what the release key has signed; the parts are believed only after their
 * SHA-256, by whoever reads them. Not for writing one: image/make-bundle.
 */
#ifndef APP_UPDATE_BUNDLE_H
#define APP_UPDATE_BUNDLE_H

#include "app/update/release_version.h"
#include "platform/crypto/certificate.h"

#include <stdint.h>

#define UPDATE_FILE_NAME    "custody-kiosk.update" /* on a drive, and in the courier's folder */
#define UPDATE_MAGIC        "custody-update1\n"    /* 16 bytes, without a NUL */
#define UPDATE_MANIFEST_MAX 65536u                 /* bytes of the signed form */
#define UPDATE_PART_MAX     (INT64_C(1) << 30)

enum update_part_name { UPDATE_ROOT, UPDATE_VERITY, UPDATE_UKI, UPDATE_PARTS };

struct update_part {
    int64_t offset, size; /* in the bundle, in bytes */
    uint8_t sha256[DIGEST_SIZE];
};

struct update_manifest {
    struct release_version version;
    struct release_version from; /* no older running release may take it; 0 where none is named */
    uint8_t root_hash[DIGEST_SIZE]; /* dm-verity's, which the UKI's command line holds too */
    struct update_part parts[UPDATE_PARTS];
    int64_t size; /* of the whole bundle */
};

/* "root", "verity", "uki" */
const char *update_part_text(enum update_part_name name);

/*
 * Reads the head of the bundle at `path` and its manifest, whose signer has PURPOSE_RELEASING and
 * chains to `trust`; dates are not judged (see docs/updates.md). The descriptor to read the parts from
 * comes back, -1 on failure; the caller closes it. ERROR_NOT_FOUND: no such file. ERROR_INPUT: it is no bundle, or
 * it is shorter or longer than its manifest says. ERROR_REFUSED: signature, or signer.
 */
int update_bundle_open(const char *path, const struct trust *trust,
                       struct update_manifest *manifest, struct error *error) MUST_USE;

/* The manifest in the first bytes of a bundle, of which `length` are there. ERROR_UNAVAILABLE: more are needed. */
bool update_manifest_read(const char *name, const void *bytes, size_t length,
                          const struct trust *trust, struct update_manifest *manifest,
                          struct error *error) MUST_USE;

#endif
