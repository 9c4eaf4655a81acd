/* A kiosk's folder of keys. Failures end the test program. */
#ifndef TESTS_SUPPORT_LIB_IDENTITY_FOLDER_H
#define TESTS_SUPPORT_LIB_IDENTITY_FOLDER_H

#include "tests/support/lib/pki.h"

/* client.key and client.pem of `pair`, in place of what was there. */
void identity_folder_fill(const char *folder, const struct pki_pair *pair);

/* Whether `folder` has a file of that name. */
bool identity_folder_has(const char *folder, const char *name);

#endif
