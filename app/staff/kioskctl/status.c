#include "app/site/site.h"
#include "app/staff/kioskctl/counts.h"
#include "app/staff/kioskctl/ctl.h"
#include "app/staff/kioskctl/enrol.h"
#include "platform/base/clock_json.h"
#include "platform/base/file.h"
#include "platform/base/state.h"

#include <stdio.h>
#include <string.h>

static const char *const programs[] = {"screen", "printer", "voice", "courier", "steward", NULL};

static const char *life_name(enum state_life life)
{
    return life == STATE_RUNNING ? "running" : life == STATE_NOT_RUNNING ? "ended" : "not started";
}

/* That of the certificate in use; who may not read the folder of keys is told the bundle's. 0: not known. */
static int64_t certificate_end(const struct kiosk_paths *paths, const struct site *site)
{
    char path[FILE_PATH_MAX];
    struct certificate *used = NULL;
    if (file_join(path, sizeof path, paths->keys, CLIENT_CERTIFICATE_FILE)) {
        used = certificate_load(path, NULL);
    }
    const struct certificate *known = used != NULL ? used : site_kiosk_certificate(site);
    int64_t end = known != NULL ? certificate_not_after(known) : 0;
    certificate_destroy(used);
    return end;
}

static json_t *read_kiosk(const struct kiosk_paths *paths)
{
    struct error error;
    struct site *site = site_load(paths->site, paths->site_root, CERTIFICATE_ANY_TIME, &error);
    if (site == NULL) {
        return json_pack("{s:b, s:s}", "enrolled", 0, "problem",
                         file_exists(paths->site) ? error.text
                                                  : "not enrolled yet; see 'kioskctl enrol'");
    }
    int64_t ends = certificate_end(paths, site);
    json_t *object =
        json_pack("{s:b, s:s, s:s, s:s, s:s, s:o}", "enrolled", 1, "id", site_kiosk_id(site),
                  "site", site_id(site), "place", site_place(site), "agency", site_agency(site),
                  "certificate_ends_utc", clock_json(ends));
    site_destroy(site);
    return object;
}

static json_t *read_program(const char *folder, const char *name)
{
    enum state_life life = STATE_ABSENT;
    json_t *state = NULL;
    struct error error;
    bool fine = state_read(folder, name, &life, &state, &error);
    json_t *object = json_pack("{s:s}", "life", life_name(life));
    if (!fine) {
        (void)json_object_set_new(object, "problem", json_string(error.text));
    }
    if (state != NULL) {
        (void)json_object_set_new(object, "state", state);
    }
    return object;
}

static json_t *read_programs(const char *folder)
{
    json_t *object = json_object();
    for (size_t i = 0; programs[i] != NULL; i++) {
        (void)json_object_set_new(object, programs[i], read_program(folder, programs[i]));
    }
    return object;
}

static json_t *read_outbox(const char *folder)
{
    struct outbox_counts counts;
    struct error error;
    return counts_read(folder, &counts, &error) ? counts_json(&counts)
                                                : json_pack("{s:s}", "problem", error.text);
}

/* ---- for people */

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL ? text : "";
}

static void print_kiosk(const json_t *kiosk)
{
    const char *ends = text_of(kiosk, "certificate_ends_utc");
    if (json_is_false(json_object_get(kiosk, "enrolled"))) {
        (void)printf("kiosk: %s\n", text_of(kiosk, "problem"));
        return;
    }
    (void)printf("kiosk: %s, %s, %s; its certificate ends %s\n", text_of(kiosk, "id"),
                 text_of(kiosk, "place"), text_of(kiosk, "agency"),
                 ends[0] != '\0' ? ends : "at a time that only root can read");
}

static bool is_for_people(const char *name)
{
    return strcmp(name, "boot_id") != 0 && strcmp(name, "pid") != 0;
}

static void print_member(const char *name, const json_t *value)
{
    (void)fputs("; ", stdout);
    for (; *name != '\0'; name++) {
        (void)putchar(*name == '_' ? ' ' : *name);
    }
    if (json_is_string(value)) {
        (void)printf(" %s",
                     json_string_value(value)[0] != '\0' ? json_string_value(value) : "none");
    } else if (json_is_boolean(value)) {
        (void)printf(" %s", json_is_true(value) ? "yes" : "no");
    } else {
        (void)printf(" %lld", (long long)json_integer_value(value));
    }
}

static void print_program(const char *name, json_t *program)
{
    const char *key;
    json_t *value;
    const char *problem = text_of(program, "problem");
    (void)printf("%s: %s%s%s", name, text_of(program, "life"), problem[0] != '\0' ? "; " : "",
                 problem);
    json_object_foreach(json_object_get(program, "state"), key, value)
    {
        if (is_for_people(key) &&
            (json_is_string(value) || json_is_boolean(value) || json_is_integer(value))) {
            print_member(key, value);
        }
    }
    (void)putchar('\n');
}

static void print_outbox(const json_t *outbox, const char *folder)
{
    struct outbox_counts counts;
    if (json_object_get(outbox, "problem") != NULL) {
        (void)printf("outbox: %s\n", text_of(outbox, "problem"));
    } else if (counts_read(folder, &counts, NULL)) {
        counts_print(&counts);
    }
}

static void print_all(const json_t *status, const struct kiosk_paths *paths)
{
    print_kiosk(json_object_get(status, "kiosk"));
    print_outbox(json_object_get(status, "outbox"), paths->outbox);
    for (size_t i = 0; programs[i] != NULL; i++) {
        print_program(programs[i],
                      json_object_get(json_object_get(status, "programs"), programs[i]));
    }
}

static int tell_status(const struct ctl *ctl)
{
    const struct kiosk_paths *paths = &ctl->config.paths;
    json_t *status =
        json_pack("{s:s, s:o, s:o, s:o}", "version", KIOSK_VERSION, "kiosk", read_kiosk(paths),
                  "outbox", read_outbox(paths->outbox), "programs", read_programs(paths->state));
    if (ctl->json) {
        ctl_print_json(status);
    } else {
        print_all(status, paths);
        json_decref(status);
    }
    return EXIT_FINE;
}

int ctl_status(int argc, char **argv, void *context)
{
    static const struct ctl_usage usage = {.command = "status", .operands = ""};
    (void)context;
    return ctl_run(&usage, argc, argv, tell_status);
}
