/*
 * The visit's way to kiosk-voice: one connection for the visit's process, what is said through it,
 * and how fast and how loud. Never waits: a voice that is missing or dead is told, and the visit goes
 * on. Not what is said when: that is the narrator's.
 */
#ifndef APP_SCREEN_SPEECH_VOICE_H
#define APP_SCREEN_SPEECH_VOICE_H

#include "app/local/voice_request.h"
#include "platform/base/loop.h"

#define VOICE_STEP_LEAST (-3) /* of speed and volume; 0 is where every visit begins */
#define VOICE_STEP_MOST  3

struct voice; /* opaque */

/* Called from the loop, never from within a call to the voice. No member may be NULL; none may destroy
 * the voice. */
struct voice_listener {
    void (*started)(void *context, uint32_t number); /* it can be heard now */
    void (*done)(void *context, uint32_t number);    /* said to its end */
    /* It will not be heard to its end. After VOICE_LOST nothing is said any more in this process:
     * voice_works is false. `number` is 0 where nothing was being said. */
    void (*failed)(void *context, uint32_t number, enum voice_failure reason);
    /* Those that were in and can no longer be known are out. */
    void (*headphones)(void *context, enum voice_headphones state);
};

/* Connects to voice.sock in `state_folder`. A service that is not there is no failure here: `failed`
 * is called with VOICE_LOST from the loop. NULL when memory is short. */
struct voice *voice_create(struct loop *loop, const char *state_folder,
                           const struct voice_listener *listener, void *context,
                           struct error *error) MUST_USE;
/* Ends the connection: what is being said falls silent. NULL is fine. */
void voice_destroy(struct voice *voice);

bool voice_works(const struct voice *voice);
/* Connects again where the voice was lost, for the next visit. Whether there is one now. */
bool voice_renew(struct voice *voice);
enum voice_headphones voice_headphones(const struct voice *voice);

/*
 * Says `text` (UTF-8, at most VOICE_TEXT_MAX bytes) with the voice of that name (struct
 * language_facts), in place of whatever is being said. Returns its number, or 0 when nothing will be
 * said: no voice, no text, or a private text (one that holds an answer) that the room would hear:
 * headphones are not known to be in and voice_set_room_may_hear was not called. What was being said
 * falls silent then, too. The text is copied to the voice in secret memory.
 */
uint32_t voice_say(struct voice *voice, const char *name, const char *text, bool private_text);
/* Falls silent at once. */
void voice_stop(struct voice *voice);

/* Whether private texts may be said without headphones: the visitor asked for it. Off at first. */
void voice_set_room_may_hear(struct voice *voice, bool may_hear);

/* Steps from VOICE_STEP_LEAST to VOICE_STEP_MOST for what is said next; beyond them they are cut. */
void voice_set_speed(struct voice *voice, int step);
void voice_set_volume(struct voice *voice, int step);
int voice_speed(const struct voice *voice);
int voice_volume(const struct voice *voice);

#endif
