/* kioskctl: the maintainer's command line. */
#include "app/staff/kioskctl/ctl.h"
#include "platform/base/log.h"
#include "platform/sandbox/sandbox.h"

static const struct command_row commands[] = {
    {"status", "how the kiosk and its programs are", ctl_status},
    {"outbox", "what is waiting to be delivered", ctl_outbox},
    {"deliver", "deliver what is waiting now", ctl_deliver},
    {"export", "write what is waiting onto a drive, sealed and signed", ctl_export},
    {"acknowledge", "delete what the central office has signed as received, from a drive",
     ctl_acknowledge},
    {"print-test", "print a test page", ctl_print_test},
    {"sound-test", "have a voice (en-us, es-419 …) count to five", ctl_sound_test},
    {"check", "check everything that is kept on this kiosk", ctl_check},
    {"salvage", "make a new outbox of what is whole in a damaged one", ctl_salvage},
    {"enrol", "invitation FILE: by a one-time code; request, install BUNDLE: by hand", ctl_enrol},
    {NULL, NULL, NULL}};

int main(int argc, char **argv)
{
    struct error error;
    log_start("kioskctl");
    if (!sandbox_prepare(NULL, 0, &error)) {
        return ctl_end(false, &error);
    }
    return arguments_dispatch("kioskctl", argc, argv, commands, NULL);
}
