/* kiosk-hand: does one thing for kiosk-steward that needs a right, and ends. */
#include "app/staff/hand/hands.h"
#include "platform/sandbox/sandbox.h"

static bool confine_wholly(const struct kiosk_config *config, struct error *error)
{
    const struct sandbox_plan plan = {.program = "kiosk-hand", .groups = 0};
    (void)config;
    return sandbox_enter(&plan, error);
}

int main(int argc, char **argv)
{
    static const struct hand_verb restart[] = {{STEWARD_RESTART, hand_agree}, {NULL, NULL}};
    static const struct hand_verb shut_down[] = {{STEWARD_SHUT_DOWN, hand_agree}, {NULL, NULL}};
    static const struct hand_verb network[] = {{STEWARD_NETWORK, hand_set_network}, {NULL, NULL}};
    static const struct hand_verb time[] = {{STEWARD_TIME, hand_set_time}, {NULL, NULL}};
    static const struct hand_verb drive[] = {{HAND_MOUNT_EXPORT, hand_mount_export},
                                             {HAND_MOUNT_READ, hand_mount_read},
                                             {HAND_TAKE_OUT, hand_take_out},
                                             {NULL, NULL}};
    static const struct hand_verb courier[] = {{STEWARD_EXPORT, hand_export},
                                               {STEWARD_ACKNOWLEDGE, hand_acknowledge},
                                               {STEWARD_SALVAGE, hand_salvage},
                                               {NULL, NULL}};
    static const struct hand_verb enrol[] = {{STEWARD_ENROL, hand_enrol}, {NULL, NULL}};
    static const struct hand_verb update[] = {{STEWARD_UPDATE, hand_update}, {NULL, NULL}};
    static const struct hand hands[] = {{HAND_RESTART, restart, confine_wholly},
                                        {HAND_SHUT_DOWN, shut_down, confine_wholly},
                                        {HAND_NETWORK, network, hand_confine_network},
                                        {HAND_TIME, time, hand_confine_time},
                                        {HAND_DRIVE, drive, hand_confine_drive},
                                        {HAND_COURIER, courier, NULL},
                                        {HAND_ENROL, enrol, NULL},
                                        {HAND_UPDATE, update, NULL},
                                        {NULL, NULL, NULL}};
    return hand_main("kiosk-hand", hands, argc, argv);
}
