/*
 * Who gave wrong one-time codes, and how long the next one is not looked at.
 * In memory alone, and bounded: a restart forgets. A code has 75 random bits,
 * so this is no part of what keeps strangers out; it keeps them from the disk,
 * the log and the office's patience.
 *
 * It must not keep a kiosk out: a source that gave no wrong code for a kiosk is
 * heard, whatever all others did, and nobody waits longer than
 * WRONG_CODES_WAIT_MOST. A source is an IPv4 address or an IPv6 /64.
 */
#ifndef APP_CENTRAL_ISSUING_WRONG_CODES_H
#define APP_CENTRAL_ISSUING_WRONG_CODES_H

#include <stdint.h>

/* Wrong codes before somebody waits: of one source for one kiosk, of one source for any kiosk. */
#define WRONG_CODES_FREE        3
#define WRONG_CODES_SOURCE_FREE 20
/* For one kiosk from anywhere: from then on whoever gave one of them waits the longest after each. */
#define WRONG_CODES_KIOSK_FREE 10
/* Seconds: doubled from wrong code to wrong code. */
#define WRONG_CODES_WAIT_LEAST 5
#define WRONG_CODES_WAIT_MOST  300
#define WRONG_CODES_FORGOTTEN  3600 /* after the last one */
#define WRONG_CODES_KEPT       4096 /* counts; one more takes the place of the oldest */

struct wrong_codes; /* opaque */

/* NULL without memory. */
struct wrong_codes *wrong_codes_create(void);
void wrong_codes_destroy(struct wrong_codes *codes); /* NULL is fine */

/* `source` is a numeric address; `kiosk_id` is whatever came. 0: its code is looked at now; else in so many
 * seconds. */
int wrong_codes_wait(const struct wrong_codes *codes, const char *source, const char *kiosk_id,
                     int64_t now_utc);
void wrong_codes_note(struct wrong_codes *codes, const char *source, const char *kiosk_id,
                      int64_t now_utc);

#endif
