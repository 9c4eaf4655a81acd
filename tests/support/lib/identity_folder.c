#include "tests/support/lib/identity_folder.h"

#include "platform/base/file.h"
#include "tests/support/lib/cmocka.h"

#include <unistd.h>

void identity_folder_fill(const char *folder, const struct pki_pair *pair)
{
    char path[FILE_PATH_MAX];

    assert_true(file_join(path, sizeof path, folder, "client.key"));
    (void)unlink(path);
    assert_true(private_key_save(pair->key, path, NULL));
    assert_true(file_join(path, sizeof path, folder, "client.pem"));
    assert_true(certificate_save(pair->certificate, path, 0644, NULL));
}

bool identity_folder_has(const char *folder, const char *name)
{
    char path[FILE_PATH_MAX];
    return file_join(path, sizeof path, folder, name) && file_exists(path);
}
