#include "app/screen/process/resources.h"

#include "app/screen/process/printer_state.h"
#include "app/screen/process/site_services.h"
#include "platform/base/file.h"
#include "platform/base/known_time.h"
#include "platform/base/text.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FORM_FILE "forms/custody-alert.json"

/* In place of a form that cannot be read: a visit must have pages to say 'not available'. */
static const char no_form[] =
    "{\"id\":\"none\",\"pages\":[{\"id\":\"welcome\",\"kind\":\"welcome\",\"title\":\"w_title\"},"
    "{\"id\":\"check\",\"kind\":\"check\",\"title\":\"c_title\"}]}";

static bool load_form(struct resources *resources, struct error *error)
{
    char path[FILE_PATH_MAX];
    struct buffer json;
    bool loaded = false;

    buffer_init(&json, FORM_JSON_MAX);
    if (!file_join(path, sizeof path, resources->config->paths.share, FORM_FILE))
        error_set(error, ERROR_LIMIT, "the path of share is too long");
    else if (file_read(path, &json, error))
        loaded = (resources->form = form_parse((const char *)json.data, json.length, path, error));
    buffer_finish(&json);
    return loaded;
}

int64_t resources_earliest(const struct resources *resources)
{
    int64_t issued = resources->site ? site_issued_utc(resources->site) : 0;

    return issued > resources->known_utc ? issued : resources->known_utc;
}

/* The time for judging dates, or none when the clock cannot be believed. */
static int64_t judging_time(const struct resources *resources)
{
    return clock_is_trusted(resources->clock, resources_earliest(resources))
               ? clock_utc(resources->clock)
               : CERTIFICATE_ANY_TIME;
}

static bool load_site(struct resources *resources, struct error *error)
{
    const struct kiosk_paths *paths = &resources->config->paths;

    resources->site = site_load(paths->site, paths->site_root, judging_time(resources), error);
    return resources->site &&
           (resources->broken[0] || site_services_apply(resources->form, resources->site, error));
}

void resources_load(struct resources *resources, const struct kiosk_config *config,
                    const struct clock_source *clock)
{
    struct error error;

    *resources = (struct resources){
        .config = config, .clock = clock, .known_utc = known_time(config->paths.outbox)};
    if (!load_form(resources, &error)) {
        text_copy(resources->broken, sizeof resources->broken, error.text);
        resources->form = form_parse(no_form, sizeof no_form - 1, "no form", NULL);
    }
    /* Without a form too: its hotline is what 'not available' shows. */
    if (!load_site(resources, &error) && !resources->broken[0])
        text_copy(resources->broken, sizeof resources->broken, error.text);
    if (!resources->site)
        return;
    /* localtime_r reads it once, here, while the time zones can be opened. */
    setenv("TZ", site_time_zone(resources->site), 1);
    tzset();
}

void resources_finish(struct resources *resources)
{
    sealer_destroy(resources->sealer);
    outbox_close(resources->outbox);
    site_destroy(resources->site);
    form_destroy(resources->form);
    *resources = (struct resources){0};
}

static bool renew_sealer(struct resources *resources, struct error *error)
{
    struct trust *trust = trust_create(error);
    bool renewed = false;

    sealer_destroy(resources->sealer);
    resources->sealer = NULL;
    if (trust && trust_add(trust, site_sealing_root(resources->site), error)) {
        resources->sealer =
            sealer_create(site_sealing(resources->site), site_sealing_count(resources->site), trust,
                          judging_time(resources), error);
        renewed = resources->sealer != NULL;
    }
    trust_destroy(trust);
    return renewed;
}

static bool renew_outbox(struct resources *resources, struct error *error)
{
    if (resources->outbox && outbox_is_stopped(resources->outbox)) {
        outbox_close(resources->outbox);
        resources->outbox = NULL;
    }
    if (!resources->outbox)
        resources->outbox =
            outbox_open(resources->config->paths.outbox, site_kiosk_id(resources->site), error);
    return resources->outbox && outbox_is_ready(resources->outbox, error);
}

void resources_check(struct resources *resources, struct visit_health *health)
{
    struct error sealing = {.kind = ERROR_NONE}, storing = {.kind = ERROR_NONE};
    bool seals = resources->site && renew_sealer(resources, &sealing);
    /* Without a form too: staff want to know how many wait. */
    bool stores = resources->site && renew_outbox(resources, &storing);
    const char *why = resources->broken[0] ? resources->broken
                      : !seals             ? sealing.text
                      : !stores            ? storing.text
                                           : "";

    *health = (struct visit_health){
        .can_save = !why[0],
        .why_not = resources->why_not,
        .saved_in_doubt =
            !resources->outbox && (storing.kind == ERROR_CORRUPT || storing.kind == ERROR_IO),
    };
    text_copy(resources->why_not, sizeof resources->why_not, why);
    printer_state_read(resources->config->paths.state, &health->can_print, &health->paper_out);
}

void resources_today(const struct resources *resources, int *year, int *month, int *day)
{
    int64_t told = clock_utc(resources->clock), earliest = resources_earliest(resources);
    /* A clock that fell back to 1970 must not make everybody's date of birth lie in the future. */
    time_t now = (time_t)(told > earliest ? told : earliest);
    struct tm local;

    if (!localtime_r(&now, &local))
        gmtime_r(&now, &local);
    *year = local.tm_year + 1900;
    *month = local.tm_mon + 1;
    *day = local.tm_mday;
}
