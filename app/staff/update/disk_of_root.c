#include "app/staff/update/disk_of_root.h"

#include "platform/base/text.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* "/sys/devices/…/vda/vda2" is a partition of "/dev/vda". */
static bool parent_of(const char *partition, char path[static FILE_PATH_MAX])
{
    char link[FILE_PATH_MAX];
    char target[PATH_MAX];
    char *end;
    if (!file_join(link, sizeof link, "/sys/class/block", partition) ||
        realpath(link, target) == NULL)
        return false;
    end = strrchr(target, '/');
    if (end == NULL || end == target)
        return false;
    *end = '\0';
    return file_join(path, FILE_PATH_MAX, "/dev", strrchr(target, '/') + 1);
}

/* All devices below one dm device are partitions of one disk. */
static bool find_parent(const char *below, char path[static FILE_PATH_MAX])
{
    char found[FILE_PATH_MAX];
    bool fine = true;
    DIR *folder = opendir(below);
    path[0] = '\0';
    if (folder == NULL)
        return false;
    for (const struct dirent *file = readdir(folder); file != NULL && fine;
         file = readdir(folder)) {
        if (file->d_name[0] == '.')
            continue;
        fine = parent_of(file->d_name, found) && (path[0] == '\0' || strcmp(path, found) == 0) &&
               text_copy(path, FILE_PATH_MAX, found);
    }
    (void)closedir(folder);
    return fine && path[0] != '\0';
}

bool disk_of_root(char path[static FILE_PATH_MAX], struct error *error)
{
    char below[FILE_PATH_MAX];
    struct stat status;
    return (stat("/", &status) == 0 &&
            text_format(below, sizeof below, "/sys/dev/block/%u:%u/slaves", major(status.st_dev),
                        minor(status.st_dev)) &&
            find_parent(below, path)) ||
           error_set(error, ERROR_INPUT,
                     "the disk that this kiosk runs from is not known; name it as 'disk' in "
                     "[update]");
}
