#include "app/voice/confine.h"

#include "platform/base/text.h"
#include "platform/sandbox/sandbox.h"

#include <libgen.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#define PATHS_MAX 16

/* Where SDL's drivers for sound look. */
static const char *const sound_settings[] = {"/usr/share/alsa", "/etc/alsa",  "/etc/asound.conf",
                                             "/proc/asound",    "/etc/pulse", "/run/user"};

struct lists {
    char capture[WORKER_PATH_MAX], headphones[WORKER_PATH_MAX];
    const char *read[PATHS_MAX], *write[PATHS_MAX], *execute[2];
    size_t reads, writes;
};

static const char *folder_of(char copy[static WORKER_PATH_MAX], const char *path)
{
    return text_copy(copy, WORKER_PATH_MAX, path) ? dirname(copy) : "";
}

static void list(struct lists *lists, const struct worker_setup *setup)
{
    const struct kiosk_config *config = setup->config;

    *lists = (struct lists){.execute = {config->voice.engine}};
    for (size_t i = 0; i < sizeof sound_settings / sizeof sound_settings[0]; i++) {
        lists->read[lists->reads++] = sound_settings[i];
    }
    /* What espeak-ng will read must be allowed to whoever starts it. */
    lists->read[lists->reads++] = "/usr/share/espeak-ng-data";
    if (setup->data[0] != '\0') {
        lists->read[lists->reads++] = setup->data;
    }
    if (config->voice.headphones[0] == '/') {
        lists->read[lists->reads++] = folder_of(lists->headphones, config->voice.headphones);
    }
    lists->write[lists->writes++] = "/dev/snd";
    if (setup->capture[0] != '\0') {
        lists->write[lists->writes++] = folder_of(lists->capture, setup->capture);
    }
}

bool confine_program(const struct worker_setup *setup, struct error *error)
{
    struct lists lists;
    struct sandbox_plan plan = {.program = "kiosk-voice",
                                .groups = SANDBOX_FILES | SANDBOX_UNIX | SANDBOX_DEVICE |
                                          SANDBOX_DISPLAY | SANDBOX_THREADS | SANDBOX_EXEC};

    list(&lists, setup);
    lists.write[lists.writes++] = setup->config->paths.state;
    plan.read = lists.read;
    plan.write = lists.write;
    plan.execute = lists.execute;
    return sandbox_enter(&plan, error);
}

bool confine_child(const struct worker_setup *setup, int connection, struct error *error)
{
    const int keep[] = {connection, setup->headphones};

    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
        return error_set_errno(error, "a visit's voice would outlive its service");
    }
    return sandbox_prepare(keep, 2, error);
}

bool confine_worker(const struct worker_setup *setup, struct error *error)
{
    struct lists lists;
    struct sandbox_plan plan = {.program = "kiosk-voice",
                                .groups = SANDBOX_FILES | SANDBOX_DEVICE | SANDBOX_DISPLAY |
                                          SANDBOX_THREADS | SANDBOX_EXEC};

    if (worker_plays_over_socket(setup)) {
        plan.groups |= SANDBOX_UNIX;
    }
    list(&lists, setup);
    plan.read = lists.read;
    plan.write = lists.write;
    plan.execute = lists.execute;
    return sandbox_enter(&plan, error);
}
