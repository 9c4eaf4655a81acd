#include "app/screen/speaking.h"

#include "app/screen/narrator.h"
#include "app/screen/voice.h"
#include "platform/base/log.h"
#include "platform/base/secret.h"
#include "platform/base/text.h"
#include "platform/language/language.h"

#include <stdlib.h>
#include <string.h>

#define PARTS_MAX (2 * NARRATION_PARTS_MAX)
#define TRIES     2 /* of a text that failed, before there is no voice */

/* A text that is still to be said. */
struct part {
    const char *voice; /* of the languages that the visit opened */
    char *text;        /* in secret memory; owned */
    bool private_text;
};

struct speaking {
    struct loop *loop;
    const char *state_folder;
    speaking_changed *changed;
    void *context;
    struct voice *voice;       /* NULL: none could be made */
    struct narrator *narrator; /* NULL until a visit is followed */
    struct loop_timer tell;
    struct part parts[PARTS_MAX];
    size_t first, count; /* parts[first] is being said, or waits to be */
    bool at_work;
    unsigned failures;                  /* in a row */
    char failed_in[LANGUAGE_CODE_SIZE]; /* the visit's language then */
    char language[LANGUAGE_CODE_SIZE];
};

/* ---- the parts ------------------------------------------------------------------- */

static void drop_first(struct speaking *speaking)
{
    secret_release(speaking->parts[speaking->first].text);
    speaking->parts[speaking->first] = (struct part){.text = NULL};
    speaking->first++;
    speaking->count--;
    if (speaking->count == 0) {
        speaking->first = 0;
    }
}

static void drop_all(struct speaking *speaking)
{
    while (speaking->count > 0) {
        drop_first(speaking);
    }
    speaking->at_work = false;
}

static void fall_silent(struct speaking *speaking)
{
    drop_all(speaking);
    if (speaking->voice != NULL) {
        voice_stop(speaking->voice);
    }
}

static char *keep_text(const char *text)
{
    size_t size = strlen(text) + 1;
    char *kept = secret_allocate(size);

    if (kept != NULL) {
        memcpy(kept, text, size);
    }
    return kept;
}

static void add(struct speaking *speaking, const struct language *languages,
                const struct narration_part *part)
{
    const struct language_facts *facts = language_find(languages, part->language);
    size_t end = speaking->first + speaking->count;
    struct part added = {.voice = facts != NULL ? facts->voice : part->language,
                         .text = keep_text(part->text),
                         .private_text = part->private_text};

    if (added.text == NULL || end == PARTS_MAX) {
        log_warning("there is more to say than there is room for");
        secret_release(added.text);
        return;
    }
    speaking->parts[end] = added;
    speaking->count++;
}

/* What the voice will not say (a private text that the room would hear) is passed over. */
static void go_on(struct speaking *speaking)
{
    while (speaking->count > 0 && !speaking->at_work) {
        const struct part *part = &speaking->parts[speaking->first];

        speaking->at_work =
            voice_say(speaking->voice, part->voice, part->text, part->private_text) != 0;
        if (!speaking->at_work) {
            drop_first(speaking);
        }
    }
}

/* ---- what the voice tells -------------------------------------------------------------- */

static void started(void *context, uint32_t number)
{
    struct speaking *speaking = context;

    (void)number;
    speaking->failures = 0;
}

static void done(void *context, uint32_t number)
{
    struct speaking *speaking = context;

    (void)number;
    speaking->at_work = false;
    if (speaking->count > 0) {
        drop_first(speaking);
    }
    go_on(speaking);
}

static void give_up(struct speaking *speaking)
{
    drop_all(speaking);
    (void)text_copy(speaking->failed_in, sizeof speaking->failed_in, speaking->language);
    speaking->changed(speaking->context);
}

/* What has nothing to be heard (a lone full stop) is as good as said. */
static void failed(void *context, uint32_t number, enum voice_failure reason)
{
    struct speaking *speaking = context;

    if (reason == VOICE_SILENT || reason == VOICE_REFUSED) {
        done(speaking, number);
        return;
    }
    speaking->at_work = false;
    speaking->failures =
        reason == VOICE_DIED || reason == VOICE_LATE ? speaking->failures + 1 : TRIES;
    if (speaking->failures < TRIES) {
        go_on(speaking);
    } else {
        give_up(speaking);
    }
}

static void headphones(void *context, enum voice_headphones state)
{
    struct speaking *speaking = context;

    (void)state;
    speaking->changed(speaking->context);
}

static void tell(void *context)
{
    struct speaking *speaking = context;

    speaking->changed(speaking->context);
}

/* ---- opening and closing ------------------------------------------------------------------ */

static bool open_voice(struct speaking *speaking, struct error *error)
{
    static const struct voice_listener listener = {
        .started = started, .done = done, .failed = failed, .headphones = headphones};

    speaking->failures = 0;
    speaking->voice =
        voice_create(speaking->loop, speaking->state_folder, &listener, speaking, error);
    return speaking->voice != NULL;
}

struct speaking *speaking_create(struct loop *loop, const char *state_folder,
                                 speaking_changed *changed, void *context, struct error *error)
{
    struct speaking *speaking = calloc(1, sizeof *speaking);

    if (speaking == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for what is said");
        return NULL;
    }
    speaking->loop = loop;
    speaking->state_folder = state_folder;
    speaking->changed = changed;
    speaking->context = context;
    speaking->tell = (struct loop_timer){.callback = tell, .context = speaking};
    if (loop_add_timer(loop, &speaking->tell, error) && open_voice(speaking, error)) {
        return speaking;
    }
    speaking_destroy(speaking);
    return NULL;
}

void speaking_destroy(struct speaking *speaking)
{
    if (speaking == NULL) {
        return;
    }
    speaking_forget(speaking);
    voice_destroy(speaking->voice);
    loop_remove_timer(speaking->loop, &speaking->tell);
    free(speaking);
}

void speaking_forget(struct speaking *speaking)
{
    fall_silent(speaking);
    narrator_destroy(speaking->narrator);
    speaking->narrator = NULL;
}

void speaking_renew(struct speaking *speaking)
{
    struct error error;
    struct voice *before = speaking->voice;

    if (before != NULL && voice_works(before) && speaking->failures < TRIES) {
        return;
    }
    drop_all(speaking);
    if (!open_voice(speaking, &error)) {
        log_warning("%s", error.text);
    }
    voice_destroy(before);
    loop_timer_set(speaking->loop, &speaking->tell, 0);
}

/* ---- the visit ------------------------------------------------------------------------------ */

struct visit_voice speaking_voice(const struct speaking *speaking)
{
    bool works =
        speaking->voice != NULL && voice_works(speaking->voice) && speaking->failures < TRIES;

    return (struct visit_voice){.works = works,
                                .headphones = works && voice_headphones(speaking->voice) ==
                                                           VOICE_HEADPHONES_IN};
}

/* A voice that was missing may be there in another language. */
static void note_language(struct speaking *speaking, const struct visit *visit)
{
    (void)text_copy(speaking->language, sizeof speaking->language, visit_language(visit));
    if (speaking->failures >= TRIES && strcmp(speaking->language, speaking->failed_in) != 0) {
        speaking->failures = 0;
        loop_timer_set(speaking->loop, &speaking->tell, 0);
    }
}

static void set_voice(struct speaking *speaking, const struct visit *visit)
{
    struct visit_speech speech = visit_speech(visit);

    voice_set_room_may_hear(speaking->voice, speech.room_may_hear);
    voice_set_speed(speaking->voice, speech.speed);
    voice_set_volume(speaking->voice, speech.volume);
}

static void take(struct speaking *speaking, const struct language *languages,
                 const struct narration *narration)
{
    if (narration->interrupts) {
        fall_silent(speaking);
    }
    for (size_t i = 0; i < narration->count; i++) {
        add(speaking, languages, &narration->parts[i]);
    }
}

void speaking_follow(struct speaking *speaking, struct visit *visit)
{
    const struct language *languages = visit_languages(visit);
    struct narrator_moment moment;
    struct error error;

    note_language(speaking, visit);
    visit_moment(visit, &moment);
    if (speaking->narrator == NULL) {
        speaking->narrator = narrator_create(languages, &error);
    }
    if (speaking->narrator == NULL) {
        log_warning("%s", error.text);
    } else if (speaking->voice != NULL) {
        set_voice(speaking, visit);
        take(speaking, languages, narrator_follow(speaking->narrator, &moment));
        go_on(speaking);
    }
    secret_wipe(&moment, sizeof moment);
}
