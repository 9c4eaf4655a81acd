#include "app/courier/fetch.h"

#include "app/local/update_state.h"
#include "app/update/bundle.h"
#include "app/update/offer.h"
#include "platform/base/file.h"
#include "platform/base/log.h"
#include "platform/base/text.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define HALF_ENDING ".part"

struct fetch {
    struct fetch_settings settings;
    struct loop *loop;
    struct loop_timer turn;     /* the next step, outside of the client's answer */
    struct http_client *client; /* while it is under way */
    struct update_offer offer;
    int half;     /* the file that grows; -1: none */
    int64_t next; /* piece */
    bool over;
    struct release_version passed; /* told of as not wanted */
};

/* ---- files ------------------------------------------------------------------ */

static bool path_of(const struct fetch *fetch, const char *name, char path[static FILE_PATH_MAX])
{
    return file_join(path, FILE_PATH_MAX, fetch->settings.folder, name);
}

static bool half_path(const struct fetch *fetch, char path[static FILE_PATH_MAX])
{
    return text_format(path, FILE_PATH_MAX, "%s/%s" HALF_ENDING, fetch->settings.folder,
                       fetch->offer.version.text);
}

/* Other releases that were begun. */
static void remove_other_halves(const struct fetch *fetch)
{
    char keep[RELEASE_VERSION_SIZE + sizeof HALF_ENDING];
    DIR *folder = opendir(fetch->settings.folder);
    if (folder == NULL)
        return;
    (void)text_format(keep, sizeof keep, "%s" HALF_ENDING, fetch->offer.version.text);
    for (const struct dirent *file = readdir(folder); file != NULL; file = readdir(folder)) {
        size_t length = strlen(file->d_name);
        if (length > sizeof HALF_ENDING - 1 && strcmp(file->d_name, keep) != 0 &&
            strcmp(file->d_name + length - (sizeof HALF_ENDING - 1), HALF_ENDING) == 0)
            (void)unlinkat(dirfd(folder), file->d_name, 0);
    }
    (void)closedir(folder);
}

static bool has_room(const struct fetch *fetch, struct error *error)
{
    struct statvfs space;
    if (statvfs(fetch->settings.folder, &space) != 0)
        return error_set_errno(error, "%s cannot be looked at", fetch->settings.folder);
    int64_t room = (int64_t)(space.f_bavail * space.f_frsize) - FETCH_LEAST_FREE;
    return fetch->offer.size - fetch->next * (int64_t)UPDATE_PIECE_SIZE <= room ||
           error_set(error, ERROR_LIMIT, "there is no room on the disk for release %s",
                     fetch->offer.version.text);
}

/* Opens what is there of the release and counts its whole pieces. */
static bool open_half(struct fetch *fetch, struct error *error)
{
    char path[FILE_PATH_MAX];
    struct stat status;
    if (!half_path(fetch, path))
        return error_set(error, ERROR_LIMIT, "%s is too long for a path", fetch->settings.folder);
    fetch->half = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fetch->half < 0 || fstat(fetch->half, &status) != 0)
        return error_set_errno(error, "%s cannot be opened", path);
    fetch->next = status.st_size <= fetch->offer.size ? status.st_size / UPDATE_PIECE_SIZE : 0;
    return true;
}

/* From here on kiosk-update may read it. */
static bool put_in_place(struct fetch *fetch, struct error *error)
{
    char half[FILE_PATH_MAX];
    char whole[FILE_PATH_MAX];
    /* kiosk-update's user is another one, without the right to pass over modes. */
    if (fchmod(fetch->half, 0644) != 0 || fsync(fetch->half) != 0)
        return error_set_errno(error, "an update could not be synced");
    if (!half_path(fetch, half) || !path_of(fetch, UPDATE_FILE_NAME, whole) ||
        rename(half, whole) != 0)
        return error_set_errno(error, "an update could not be put in place");
    log_info("release %s was fetched", fetch->offer.version.text);
    return file_sync_folder_of(whole, error);
}

/* ---- whether ---------------------------------------------------------------- */

static bool is_wanted(const struct fetch *fetch)
{
    char path[FILE_PATH_MAX];
    struct release_version running;
    struct release_version tried;
    const struct release_version *offered = &fetch->offer.version;
    if (!release_version_running(fetch->settings.os_release, &running, NULL) ||
        release_version_compare(offered, &running) <= 0)
        return false;
    /* What was tried, or waits to be, is not fetched again: it may have gone back by itself. */
    return !file_join(path, sizeof path, fetch->settings.kept, "tried") ||
           !release_version_load(path, &tried, NULL) ||
           release_version_compare(offered, &tried) > 0;
}

/*
 * A whole file of that size is there: it was fetched, and not installed. Where kiosk-update found it damaged it
 * goes; where it has not been asked in this boot it is, by a change of the file's time.
 */
static bool is_there(const struct fetch *fetch)
{
    char path[FILE_PATH_MAX];
    struct stat status;
    struct update_state state;
    enum state_life life = STATE_ABSENT;
    if (!path_of(fetch, UPDATE_FILE_NAME, path) || stat(path, &status) != 0 ||
        status.st_size != fetch->offer.size)
        return false;
    bool told =
        update_state_read(fetch->settings.state, &life, &state, NULL) && life != STATE_ABSENT;
    if (told && life == STATE_NOT_RUNNING && state.why == UPDATE_WHY_DAMAGED) {
        (void)unlink(path);
        return false;
    }
    if (!told)
        (void)utimensat(AT_FDCWD, path, NULL, 0);
    return true;
}

/* Once for each release. */
static void tell_passed(struct fetch *fetch)
{
    const struct release_version *offered = &fetch->offer.version;
    if (strcmp(fetch->passed.text, offered->text) != 0)
        log_info("release %s is offered, and not fetched: it is here, or was", offered->text);
    fetch->passed = *offered;
}

/* ---- one step after the other ------------------------------------------------ */

static void end(struct fetch *fetch, const struct error *error)
{
    if (error != NULL)
        log_warning("no update is fetched: %s", error->text);
    fetch->over = true;
    loop_timer_set(fetch->loop, &fetch->turn, 0);
}

static bool begin(struct fetch *fetch, const struct http_reply *reply, struct error *error)
{
    if (!update_offer_decode(reply->body, reply->length, &fetch->offer, error))
        return false;
    if (!is_wanted(fetch) || is_there(fetch)) {
        tell_passed(fetch);
        fetch->over = true;
        return true;
    }
    remove_other_halves(fetch);
    return open_half(fetch, error) && has_room(fetch, error);
}

static bool take_piece(struct fetch *fetch, const struct http_reply *reply, struct error *error)
{
    off_t offset = (off_t)(fetch->next * (int64_t)UPDATE_PIECE_SIZE);
    if (reply->length != update_offer_piece(&fetch->offer, fetch->next))
        return error_set(error, ERROR_INPUT, "a piece has %zu bytes", reply->length);
    if (pwrite(fetch->half, reply->body, reply->length, offset) != (ssize_t)reply->length)
        return error_set_errno(error, "a piece could not be written");
    fetch->next++;
    return true;
}

static bool finish(struct fetch *fetch, struct error *error)
{
    fetch->over = true;
    return (ftruncate(fetch->half, (off_t)fetch->offer.size) == 0 ||
            error_set_errno(error, "an update could not be written")) &&
           put_in_place(fetch, error);
}

static void answered(void *context, const struct http_reply *reply, const struct error *transport)
{
    struct fetch *fetch = context;
    struct error error = {.kind = ERROR_NONE};
    bool offered = fetch->half >= 0;
    if (transport != NULL) {
        end(fetch, transport);
        return;
    }
    if (reply->status == 404 && !offered) {
        end(fetch, NULL);
        return;
    }
    bool fine = reply->status == 200
                    ? offered ? take_piece(fetch, reply, &error) : begin(fetch, reply, &error)
                    : error_set(&error, ERROR_UNAVAILABLE, "the office answered %d", reply->status);
    if (fine && !fetch->over && update_offer_piece(&fetch->offer, fetch->next) == 0)
        fine = finish(fetch, &error);
    if (!fine) {
        end(fetch, &error);
        return;
    }
    loop_timer_set(fetch->loop, &fetch->turn, 0);
}

static void stop(struct fetch *fetch)
{
    http_client_destroy(fetch->client);
    fetch->client = NULL;
    if (fetch->half >= 0)
        (void)close(fetch->half);
    fetch->half = -1;
    fetch->over = false;
}

static void take_turn(void *context)
{
    struct fetch *fetch = context;
    char path[FILE_PATH_MAX] = UPDATES_PATH;
    struct error error = {.kind = ERROR_NONE};
    const struct http_client_request request = {.path = path};
    if (fetch->client == NULL)
        return;
    if (fetch->over || !fetch->settings.idle(fetch->settings.context)) {
        stop(fetch);
        return;
    }
    if (fetch->half >= 0)
        (void)text_format(path, sizeof path, UPDATES_PATH "/%s/%lld", fetch->offer.version.text,
                          (long long)fetch->next);
    if (!http_client_ask(fetch->client, &request, answered, fetch, &error))
        end(fetch, &error);
}

void fetch_look(struct fetch *fetch)
{
    const struct fetch_settings *settings = &fetch->settings;
    struct error error = {.kind = ERROR_NONE};
    if (fetch->client != NULL || !file_exists(settings->folder) ||
        !file_exists(settings->os_release) || !settings->idle(settings->context))
        return;
    fetch->client =
        contact_open(&settings->office, fetch->loop, identity_tried(settings->identity), &error);
    if (fetch->client == NULL)
        log_warning("no update is fetched: %s", error.text);
    else
        loop_timer_set(fetch->loop, &fetch->turn, 0);
}

struct fetch *fetch_create(struct loop *loop, const struct fetch_settings *settings,
                           struct error *error)
{
    struct fetch *fetch = calloc(1, sizeof *fetch);
    if (fetch == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for fetching updates");
        return NULL;
    }
    fetch->settings = *settings;
    fetch->loop = loop;
    fetch->half = -1;
    fetch->turn = (struct loop_timer){.callback = take_turn, .context = fetch};
    if (loop_add_timer(loop, &fetch->turn, error))
        return fetch;
    free(fetch);
    return NULL;
}

void fetch_destroy(struct fetch *fetch)
{
    if (fetch == NULL)
        return;
    stop(fetch);
    loop_remove_timer(fetch->loop, &fetch->turn);
    free(fetch);
}
