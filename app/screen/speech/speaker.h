/*
 * Hands what the narrator says to the voice, one part after the other, each when the one before it has
 * been said. Holds the parts in secret memory until then. Decides nothing.
 */
#ifndef APP_SCREEN_SPEECH_SPEAKER_H
#define APP_SCREEN_SPEECH_SPEAKER_H

#include "app/screen/speech/narrator.h"
#include "app/screen/speech/voice.h"

struct language;
struct speaker; /* opaque */

/* `voice` is borrowed. NULL when memory is short. */
struct speaker *speaker_create(struct voice *voice, struct error *error) MUST_USE;
void speaker_destroy(struct speaker *speaker); /* wipes; NULL is fine */

/* Copies the narration's parts: behind what is waiting, or instead of it where it interrupts.
 * `languages` knows the voices' names. */
void speaker_take(struct speaker *speaker, const struct language *languages,
                  const struct narration *narration);
/* The voice is through with a part, or will never be: the next one. */
void speaker_go_on(struct speaker *speaker);
/* Nothing is being said or waiting. */
bool speaker_is_idle(const struct speaker *speaker);

#endif
