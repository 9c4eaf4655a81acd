#include "app/screen/speech/speaker.h"

#include "platform/base/secret.h"
#include "platform/base/text.h"
#include "platform/language/language.h"

#include <string.h>

#define WAITING_BYTES (96u * 1024) /* two of the longest screens */

struct waiting {
    char voice[VOICE_NAME_MAX + 1];
    size_t text; /* where it begins in `texts` */
    bool private_text;
};

struct speaker {
    struct voice *voice;
    bool speaks; /* a part is with the voice */
    size_t next, count;
    struct waiting parts[NARRATION_PARTS_MAX];
    size_t used;
    char texts[WAITING_BYTES];
};

struct speaker *speaker_create(struct voice *voice, struct error *error)
{
    struct speaker *speaker = secret_allocate(sizeof *speaker);

    if (!speaker) {
        error_set(error, ERROR_MEMORY, "no secret memory for what waits to be said");
        return NULL;
    }
    speaker->voice = voice;
    return speaker;
}

void speaker_destroy(struct speaker *speaker)
{
    if (speaker)
        secret_release(speaker);
}

static void forget(struct speaker *speaker)
{
    secret_wipe(speaker->texts, speaker->used);
    speaker->used = speaker->next = speaker->count = 0;
    speaker->speaks = false;
}

void speaker_go_on(struct speaker *speaker)
{
    speaker->speaks = false;
    while (speaker->next < speaker->count && !speaker->speaks) {
        const struct waiting *part = &speaker->parts[speaker->next++];

        speaker->speaks = voice_say(speaker->voice, part->voice, speaker->texts + part->text,
                                    part->private_text) != 0;
    }
    if (!speaker->speaks)
        forget(speaker);
}

static void keep(struct speaker *speaker, const struct language *languages,
                 const struct narration_part *part)
{
    const struct language_facts *facts = language_find(languages, part->language);
    size_t size = strlen(part->text) + 1;
    struct waiting *waiting = &speaker->parts[speaker->count];

    if (speaker->count == NARRATION_PARTS_MAX || size > WAITING_BYTES - speaker->used || !facts ||
        !text_copy(waiting->voice, sizeof waiting->voice, facts->voice))
        return;
    memcpy(speaker->texts + speaker->used, part->text, size);
    waiting->text = speaker->used;
    waiting->private_text = part->private_text;
    speaker->used += size;
    speaker->count++;
}

void speaker_take(struct speaker *speaker, const struct language *languages,
                  const struct narration *narration)
{
    if (narration->interrupts) {
        forget(speaker);
        if (narration->count == 0)
            voice_stop(speaker->voice);
    }
    for (size_t i = 0; i < narration->count; i++)
        keep(speaker, languages, &narration->parts[i]);
    if (!speaker->speaks && speaker->count > 0)
        speaker_go_on(speaker);
}

bool speaker_is_idle(const struct speaker *speaker)
{
    return !speaker->speaks;
}
