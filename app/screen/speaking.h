/*
 * Brings what the narrator wants said to the voice: part after part, each in the voice of its language,
 * as fast and as loud as the visitor set it. Copies of what is still to be said lie in secret memory.
 */
#ifndef APP_SCREEN_SPEAKING_H
#define APP_SCREEN_SPEAKING_H

#include "app/screen/visit.h"
#include "platform/base/loop.h"

struct speaking; /* opaque */

/* Whether there is a voice, or whether headphones are in, has changed: from the loop. */
typedef void speaking_changed(void *context);

/* Connects to kiosk-voice; that there is none is no failure. `state_folder` is borrowed. */
struct speaking *speaking_create(struct loop *loop, const char *state_folder,
                                 speaking_changed *changed, void *context,
                                 struct error *error) MUST_USE;
void speaking_destroy(struct speaking *speaking); /* falls silent, wipes; NULL is fine */

/* For visit_set_voice. After a failure that another try does not mend there is no voice, until the
 * visit's language changes or speaking_renew finds the voice again. */
struct visit_voice speaking_voice(const struct speaking *speaking);

/* Says what is new in the visit since the last call. */
void speaking_follow(struct speaking *speaking, struct visit *visit);

/* Falls silent and wipes: before the visit is destroyed, and when it is over. */
void speaking_forget(struct speaking *speaking);

/* Before a visit begins: connects again where the voice was lost. */
void speaking_renew(struct speaking *speaking);

#endif
