/* The members of health.json in the state folder, which kiosk-health writes when it begins to
 * look at a start (not good yet), and when it has seen. */
#ifndef APP_LOCAL_HEALTH_STATE_H
#define APP_LOCAL_HEALTH_STATE_H

#define HEALTH_STATE_NAME     "health"
#define HEALTH_GOOD           "good"     /* bool: screen, outbox and printer's program are well */
#define HEALTH_ON_TRIAL       "on_trial" /* bool: this release runs for the first time */
#define HEALTH_WENT_BACK_FROM "went_back_from" /* the release that was taken back, or null */

#endif
