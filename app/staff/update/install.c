#include "app/staff/update/install.h"

#include "app/staff/update/disk.h"
#include "app/staff/update/entries.h"
#include "app/staff/update/slots.h"
#include "platform/base/file.h"
#include "platform/base/text.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct install {
    const struct install_settings *settings;
    struct update_state *state;
    struct release_version running;
    struct update_manifest manifest;
    int bundle, disk;
    struct gpt *gpt;
    struct slot other;
    int64_t done, all; /* bytes of the stage */
};

/* ---- telling --------------------------------------------------------------- */

static void tell(struct install *install)
{
    if (install->settings->tell != NULL)
        install->settings->tell(install->settings->context, install->state);
}

static void begin(struct install *install, enum update_stage stage, int64_t all)
{
    install->state->stage = stage;
    install->state->percent = 0;
    install->done = 0;
    install->all = all;
    tell(install);
}

static void go_on(void *context, int64_t bytes)
{
    struct install *install = context;
    install->done += bytes;
    int percent = (int)(100 * install->done / install->all);
    if (percent == install->state->percent)
        return;
    install->state->percent = percent;
    tell(install);
}

static bool fail(struct install *install, enum update_why why)
{
    if (install->state->why == UPDATE_WHY_NONE)
        install->state->why = why;
    return false;
}

/* ---- what is asked of the bundle, before anything is changed ---------------- */

static bool open_bundle(struct install *install, struct error *error)
{
    struct error problem = {.kind = ERROR_NONE};
    struct trust *trust = trust_load(install->settings->release_root, error);
    if (trust == NULL)
        return fail(install, UPDATE_WHY_DISK);
    install->bundle =
        update_bundle_open(install->settings->bundle, trust, &install->manifest, &problem);
    trust_destroy(trust);
    if (install->bundle >= 0) {
        (void)text_copy(install->state->version, sizeof install->state->version,
                        install->manifest.version.text);
        return true;
    }
    error_set(error, problem.kind, "%s", problem.text);
    return fail(install, problem.kind == ERROR_NOT_FOUND ? UPDATE_WHY_ABSENT
                         : problem.kind == ERROR_IO      ? UPDATE_WHY_DISK
                                                         : UPDATE_WHY_FOREIGN);
}

static bool load_floor(const struct install *install, struct release_version *floor,
                       struct error *error)
{
    char path[FILE_PATH_MAX];
    struct error problem = {.kind = ERROR_NONE};
    *floor = (struct release_version){.part = {0}};
    if (!file_join(path, sizeof path, install->settings->kept, INSTALL_FLOOR))
        return error_set(error, ERROR_LIMIT, "%s is too long for a path", install->settings->kept);
    return release_version_load(path, floor, &problem) || problem.kind == ERROR_NOT_FOUND ||
           error_set(error, problem.kind, "%s", problem.text);
}

static bool check_version(struct install *install, struct error *error)
{
    const struct update_manifest *manifest = &install->manifest;
    struct release_version floor;
    if (!release_version_running(install->settings->os_release, &install->running, error) ||
        !load_floor(install, &floor, error))
        return fail(install, UPDATE_WHY_DISK);
    if (release_version_compare(&manifest->version, &install->running) <= 0) {
        error_set(error, ERROR_REFUSED, "release %s is not newer than %s, which runs",
                  manifest->version.text, install->running.text);
        return fail(install, UPDATE_WHY_OLDER);
    }
    if (release_version_compare(&manifest->version, &floor) < 0) {
        error_set(error, ERROR_REFUSED, "release %s is older than %s, which has run here",
                  manifest->version.text, floor.text);
        return fail(install, UPDATE_WHY_OLDER);
    }
    if (release_version_compare(&install->running, &manifest->from) < 0) {
        error_set(error, ERROR_REFUSED, "release %s needs %s or newer to run before it",
                  manifest->version.text, manifest->from.text);
        return fail(install, UPDATE_WHY_FAR);
    }
    return true;
}

static bool find_place(struct install *install, struct error *error)
{
    uint8_t running[DIGEST_SIZE];
    if (!slots_running_hash(install->settings->command_line, running, error))
        return fail(install, UPDATE_WHY_DISK);
    /* Two slots with one id could not be told apart. */
    if (memcmp(running, install->manifest.root_hash, sizeof running) == 0) {
        error_set(error, ERROR_REFUSED, "release %s is what runs", install->manifest.version.text);
        return fail(install, UPDATE_WHY_OLDER);
    }
    install->disk = open(install->settings->disk, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (install->disk < 0) {
        error_set_errno(error, "%s cannot be opened", install->settings->disk);
        return fail(install, UPDATE_WHY_DISK);
    }
    install->gpt = gpt_read(install->disk, error);
    if (install->gpt == NULL || !slots_find_other(install->gpt, running, &install->other, error))
        return fail(install, UPDATE_WHY_DISK);
    return true;
}

static bool check_room(struct install *install, struct error *error)
{
    const struct update_part *parts = install->manifest.parts;
    const char *boot = install->settings->boot;
    if (parts[UPDATE_ROOT].size > gpt_partition(install->gpt, install->other.root)->size ||
        parts[UPDATE_VERITY].size > gpt_partition(install->gpt, install->other.verity)->size) {
        error_set(error, ERROR_LIMIT, "release %s is too large for this kiosk's disk",
                  install->manifest.version.text);
        return fail(install, UPDATE_WHY_ROOM);
    }
    if (!entries_check_running(boot, &install->running, error))
        return fail(install, UPDATE_WHY_TRIAL);
    return entries_check_room(boot, &install->running, parts[UPDATE_UKI].size, error) ||
           fail(install, UPDATE_WHY_ROOM);
}

/* So that a damaged bundle does not cost the release before the one that runs. */
static bool check_parts(struct install *install, struct error *error)
{
    const struct copy_progress progress = {.tell = go_on, .context = install};
    const struct update_part *parts = install->manifest.parts;
    begin(install, UPDATE_CHECKING,
          parts[UPDATE_ROOT].size + parts[UPDATE_VERITY].size + parts[UPDATE_UKI].size);
    for (int i = 0; i < UPDATE_PARTS; i++)
        if (!copy_verify(update_part_text((enum update_part_name)i), install->bundle,
                         parts[i].offset, parts[i].size, parts[i].sha256, &progress, error))
            return fail(install, UPDATE_WHY_DAMAGED);
    return true;
}

/* ---- changing --------------------------------------------------------------- */

static bool keep(const struct install *install, const char *name,
                 const struct release_version *version, struct error *error)
{
    char path[FILE_PATH_MAX];
    return (file_join(path, sizeof path, install->settings->kept, name) ||
            error_set(error, ERROR_LIMIT, "%s is too long for a path", install->settings->kept)) &&
           release_version_save(path, version, error);
}

/* What runs has been found good: from here on nothing older comes. */
static bool raise_floor(const struct install *install, struct error *error)
{
    struct release_version floor;
    if (!load_floor(install, &floor, error))
        return false;
    return release_version_compare(&install->running, &floor) <= 0 ||
           keep(install, INSTALL_FLOOR, &install->running, error);
}

static bool fill_slot(struct install *install, struct error *error)
{
    const struct copy_progress progress = {.tell = go_on, .context = install};
    const struct update_part *parts = install->manifest.parts;
    begin(install, UPDATE_COPYING, 2 * (parts[UPDATE_ROOT].size + parts[UPDATE_VERITY].size));
    if (!copy_part(update_part_text(UPDATE_ROOT), install->bundle, &parts[UPDATE_ROOT],
                   install->disk, gpt_partition(install->gpt, install->other.root)->offset,
                   &progress, error) ||
        !copy_part(update_part_text(UPDATE_VERITY), install->bundle, &parts[UPDATE_VERITY],
                   install->disk, gpt_partition(install->gpt, install->other.verity)->offset,
                   &progress, error))
        return false;
    slots_claim(install->gpt, &install->other, install->manifest.root_hash);
    return gpt_write(install->gpt, install->disk, error);
}

static bool place(struct install *install, struct error *error)
{
    const struct copy_progress progress = {.tell = go_on, .context = install};
    const struct update_part *uki = &install->manifest.parts[UPDATE_UKI];
    begin(install, UPDATE_PLACING, 2 * uki->size);
    return keep(install, INSTALL_TRIED, &install->manifest.version, error) &&
           entries_place(install->settings->boot, &install->manifest.version, install->bundle, uki,
                         &progress, error);
}

static bool change(struct install *install, struct error *error)
{
    return (raise_floor(install, error) &&
            entries_retire_others(install->settings->boot, &install->running, error) &&
            fill_slot(install, error) && place(install, error)) ||
           fail(install, UPDATE_WHY_DISK);
}

bool install_run(const struct install_settings *settings, struct update_state *state,
                 struct error *error)
{
    struct install install = {.settings = settings, .state = state, .bundle = -1, .disk = -1};
    *state = (struct update_state){.stage = UPDATE_CHECKING};
    tell(&install);
    bool allowed = open_bundle(&install, error) && check_version(&install, error) &&
                   find_place(&install, error) && check_room(&install, error) &&
                   check_parts(&install, error);
    bool fine = allowed && change(&install, error);
    state->stage = fine ? UPDATE_INSTALLED : allowed ? UPDATE_FAILED : UPDATE_REFUSED;
    tell(&install);
    gpt_destroy(install.gpt);
    if (install.disk >= 0)
        (void)close(install.disk);
    if (install.bundle >= 0)
        (void)close(install.bundle);
    return fine;
}
