#include "app/update/bundle.h"

#include "platform/base/buffer.h"
#include "platform/base/hex.h"
#include "platform/crypto/signed_file.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANIFEST_TYPE "custody-kiosk/update/1"
#define MAGIC_SIZE    (sizeof UPDATE_MAGIC - 1)
#define HEAD_SIZE     (MAGIC_SIZE + 4)

const char *update_part_text(enum update_part_name name)
{
    static const char *const texts[UPDATE_PARTS] = {"root", "verity", "uki"};
    return texts[name];
}

/* ---- the manifest's content ------------------------------------------------ */

static bool read_hash(const json_t *object, const char *name, uint8_t value[static DIGEST_SIZE])
{
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL && hex_decode(text, value, DIGEST_SIZE);
}

static bool read_version(const json_t *root, const char *name, struct release_version *version)
{
    const char *text = json_string_value(json_object_get(root, name));
    return text != NULL && release_version_parse(text, strlen(text), version);
}

static bool read_parts(const json_t *root, int64_t first, struct update_manifest *manifest)
{
    const json_t *parts = json_object_get(root, "parts");
    manifest->size = first;
    for (int i = 0; i < UPDATE_PARTS; i++) {
        const json_t *object = json_object_get(parts, update_part_text((enum update_part_name)i));
        struct update_part *part = &manifest->parts[i];
        part->offset = manifest->size;
        part->size = json_integer_value(json_object_get(object, "size"));
        if (part->size <= 0 || part->size > UPDATE_PART_MAX ||
            !read_hash(object, "sha256", part->sha256))
            return false;
        manifest->size += part->size;
    }
    return true;
}

static bool read_content(const struct buffer *content, int64_t first,
                         struct update_manifest *manifest, struct error *error)
{
    json_t *root =
        json_loadb((const char *)content->data, content->length, JSON_REJECT_DUPLICATES, NULL);
    const char *type = json_string_value(json_object_get(root, "type"));
    bool fine = type != NULL && strcmp(type, MANIFEST_TYPE) == 0;
    if (!fine)
        error_set(error, ERROR_INPUT, "it is signed, but not as an update that this release knows");
    else if (!read_version(root, "version", &manifest->version) ||
             (json_object_get(root, "from") != NULL &&
              !read_version(root, "from", &manifest->from)) ||
             !read_hash(root, "root_hash", manifest->root_hash) ||
             !read_parts(root, first, manifest))
        fine = error_set(error, ERROR_INPUT, "its manifest is not complete");
    json_decref(root);
    return fine;
}

/* ---- the head -------------------------------------------------------------- */

/* Fills the length of the signed form, which stands behind the head. */
static bool read_head(const char *name, const void *bytes, size_t length, size_t *signed_length,
                      struct error *error)
{
    struct reader reader;
    reader_init(&reader, bytes, length);
    const uint8_t *magic = reader_bytes(&reader, MAGIC_SIZE);
    *signed_length = reader_be32(&reader);
    if (reader.failed)
        return error_set(error, ERROR_UNAVAILABLE, "%s: it is not whole", name);
    return (memcmp(magic, UPDATE_MAGIC, MAGIC_SIZE) == 0 && *signed_length > 0 &&
            *signed_length <= UPDATE_MANIFEST_MAX) ||
           error_set(error, ERROR_INPUT, "%s: it is not an update bundle", name);
}

bool update_manifest_read(const char *name, const void *bytes, size_t length,
                          const struct trust *trust, struct update_manifest *manifest,
                          struct error *error)
{
    struct update_manifest read = {.size = 0};
    struct buffer content;
    size_t signed_length;
    *manifest = read;
    if (!read_head(name, bytes, length, &signed_length, error))
        return false;
    if (length - HEAD_SIZE < signed_length)
        return error_set(error, ERROR_UNAVAILABLE, "%s: it is not whole", name);
    buffer_init(&content, UPDATE_MANIFEST_MAX);
    bool fine = signed_file_verify_for(PURPOSE_RELEASING, name, (const uint8_t *)bytes + HEAD_SIZE,
                                       signed_length, trust, CERTIFICATE_ANY_TIME, &content, error);
    if (fine && !read_content(&content, (int64_t)(HEAD_SIZE + signed_length), &read, error))
        fine = error_prefix(error, "%s", name);
    buffer_finish(&content);
    if (fine)
        *manifest = read;
    return fine;
}

/* ---- the file -------------------------------------------------------------- */

static bool read_start(const char *path, int descriptor, struct buffer *start, struct error *error)
{
    while (start->length < HEAD_SIZE + UPDATE_MANIFEST_MAX) {
        uint8_t piece[4096];
        ssize_t got = pread(descriptor, piece, sizeof piece, (off_t)start->length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set_errno(error, "%s cannot be read", path);
        if (got == 0)
            break;
        if (!buffer_append(start, piece, (size_t)got))
            return error_set(error, ERROR_MEMORY, "no memory for an update's manifest");
    }
    return true;
}

static bool look(const char *path, int descriptor, int64_t *size, struct error *error)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0)
        return error_set_errno(error, "%s cannot be looked at", path);
    *size = status.st_size;
    return S_ISREG(status.st_mode) || error_set(error, ERROR_INPUT, "%s: it is not a file", path);
}

static bool has_size(const char *path, int64_t size, const struct update_manifest *manifest,
                     struct error *error)
{
    return size == manifest->size ||
           error_set(error, ERROR_INPUT, "%s: it has %lld bytes where its manifest says %lld", path,
                     (long long)size, (long long)manifest->size);
}

int update_bundle_open(const char *path, const struct trust *trust,
                       struct update_manifest *manifest, struct error *error)
{
    struct buffer start;
    int64_t size = 0;
    *manifest = (struct update_manifest){.size = 0};
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0) {
        error_set_errno(error, "%s cannot be opened", path);
        return -1;
    }
    buffer_init(&start, HEAD_SIZE + UPDATE_MANIFEST_MAX + 4096);
    bool fine = look(path, descriptor, &size, error) &&
                read_start(path, descriptor, &start, error) &&
                update_manifest_read(path, start.data, start.length, trust, manifest, error) &&
                has_size(path, size, manifest, error);
    buffer_finish(&start);
    if (!fine) {
        if (error != NULL && error->kind == ERROR_UNAVAILABLE)
            error->kind = ERROR_INPUT;
        *manifest = (struct update_manifest){.size = 0};
        (void)close(descriptor);
        return -1;
    }
    return descriptor;
}
