/*
 * The hands of kiosk-hand: one thing each (docs/steward.md). Each has its file, its verbs and its
 * sandbox; what the unit takes away from it stands in docs/steward.md too.
 */
#ifndef APP_STAFF_HAND_HANDS_H
#define APP_STAFF_HAND_HANDS_H

#include "app/local/hand_service.h"

/* Starting anew and switching off are the service manager's, after a fine end: nothing to do here. */
hand_act hand_agree;

hand_act hand_set_network;
bool hand_confine_network(const struct kiosk_config *config, struct error *error) MUST_USE;

hand_act hand_set_time;
bool hand_confine_time(const struct kiosk_config *config, struct error *error) MUST_USE;

hand_act hand_mount_export, hand_mount_read, hand_take_out;
bool hand_confine_drive(const struct kiosk_config *config, struct error *error) MUST_USE;

/* These start kioskctl or kiosk-update, which confine themselves. */
hand_act hand_export, hand_acknowledge, hand_salvage, hand_enrol, hand_update;

#endif
