/* A folder of its own for a test, gone with everything in it afterwards. */
#ifndef TESTS_SUPPORT_LIB_TEMP_FOLDER_H
#define TESTS_SUPPORT_LIB_TEMP_FOLDER_H

#include <stddef.h>

struct temp_folder {
    char path[64];
};

/* cmocka's setup and teardown: *state is a struct temp_folder. */
int temp_folder_setup(void **state);
int temp_folder_teardown(void **state);

/* "folder/name" in memory that lasts until the next call but three. */
const char *temp_folder_path(const struct temp_folder *folder, const char *name);

/* Writes `text` to folder/name and returns its path. */
const char *temp_folder_write(const struct temp_folder *folder, const char *name, const char *text);

#endif
