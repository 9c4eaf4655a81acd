/*
 * Whole small files: read with a limit, written by atomic rename. Errors name
 * the file and the remedy.
 */
#ifndef PLATFORM_BASE_FILE_H
#define PLATFORM_BASE_FILE_H

#include "platform/base/buffer.h"

#include <sys/types.h>

#define FILE_PATH_MAX 4096

/* Appends the whole file to *content; ERROR_LIMIT when it exceeds the buffer's limit,
 * ERROR_NOT_FOUND when it is absent. Follows no symbolic link in the last component. */
bool file_read(const char *path, struct buffer *content, struct error *error) MUST_USE;

/* Writes path.new, fsyncs, renames over path, fsyncs the folder. `mode` as in open(2), umask
 * ignored. */
bool file_write(const char *path, const void *bytes, size_t length, mode_t mode,
                struct error *error) MUST_USE;

/* fsyncs the folder in which `path` stands: a new or renamed file lasts only after that. */
bool file_sync_folder_of(const char *path, struct error *error) MUST_USE;

/* Where root wrote `path`, gives it to owner and group of its folder: the program that works there runs as
 * that user. Nothing else than a file with one name is given. Anybody but root: does nothing. */
bool file_give_to_folder(const char *path, struct error *error) MUST_USE;

bool file_exists(const char *path);

/* mkdir -p. Existing folders keep their mode. */
bool file_make_folder(const char *path, mode_t mode, struct error *error) MUST_USE;

/* The folder in which `path` stands: "." for a name alone, "/" for what is right below it. */
bool file_folder_of(const char *path, char folder[FILE_PATH_MAX], struct error *error) MUST_USE;

/* "folder/name" into path[size]; false (and path empty) when it does not fit. */
bool file_join(char *path, size_t size, const char *folder, const char *name) MUST_USE;

#endif
