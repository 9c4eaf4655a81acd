/* Speech within a visit: on and off, how fast, how loud, who may hear; what the narrator is told. */
#include "app/screen/visit/visit_state.h"
#include "platform/base/secret.h"

#include <string.h>

#define AS_BEFORE 0

void visit_announce(struct visit *visit, const char *text_key)
{
    (void)text_copy(visit->told.language, sizeof visit->told.language, visit->language);
    for (size_t i = 0; i < NARRATOR_ANNOUNCED_MAX; i++) {
        if (visit->told.announced[i][0] == '\0') {
            (void)text_copy(visit->told.announced[i], sizeof visit->told.announced[i], text_key);
            return;
        }
    }
}

static void switch_on(struct visit *visit)
{
    visit->listening = true;
    visit_announce(visit, "sp_on");
    if (visit->setup.keypad) {
        visit_announce(visit, "sp_on_keys");
    }
}

static void switch_off(struct visit *visit)
{
    visit->listening = false;
    visit->aloud = false;
    visit_announce(visit, "sp_off");
}

void visit_speech_begin(struct visit *visit)
{
    visit->listening = visit->voice.works && visit->voice.headphones;
    visit->aloud = false;
    visit->untold = false;
    visit->speed = AS_BEFORE;
    visit->volume = AS_BEFORE;
}

/* Said where nobody can hear it any more: it has to be seen. */
static void show_dead_voice(struct visit *visit)
{
    visit->listening = false;
    visit->aloud = false;
    visit->untold = visit->begun;
    if (visit->begun && visit->cover != COVER_TIME && visit->cover != COVER_HELPER) {
        visit->cover = COVER_VOICE;
        visit->cover_part = 0;
        visit_turn(visit);
    }
}

bool visit_set_voice(struct visit *visit, const struct visit_voice *voice, int64_t now)
{
    struct visit_voice before = visit->voice;
    bool was_on = visit->listening;
    if (before.works == voice->works && before.headphones == voice->headphones) {
        return false;
    }
    visit->now = now;
    visit->voice = *voice;
    visit->untold = visit->untold && !voice->works;
    if (!voice->works && was_on) {
        show_dead_voice(visit);
    } else if (voice->works && voice->headphones && !was_on &&
               (!before.headphones || !before.works)) {
        switch_on(visit);
    } else if (before.headphones && !voice->headphones && was_on) {
        switch_off(visit);
    }
    visit_rebuild(visit);
    return true;
}

const struct visit_voice *visit_voice(const struct visit *visit)
{
    return &visit->voice;
}

struct visit_speech visit_speech(const struct visit *visit)
{
    return (struct visit_speech){
        .on = visit->listening,
        .room_may_hear = visit->aloud,
        .speed = visit->speed,
        .volume = visit->volume,
    };
}

/* ---- presses and keys ------------------------------------------------------------------------ */

static void open_panel(struct visit *visit)
{
    visit->cover = COVER_VOICE;
    visit->cover_part = 0;
    visit_turn(visit);
}

void visit_press_listen(struct visit *visit, const char *rest)
{
    (void)rest;
    if (visit->voice.works && !visit->listening) {
        switch_on(visit);
    } else {
        open_panel(visit);
    }
}

static void close_panel(struct visit *visit)
{
    visit->cover = visit_least_cover(visit);
    visit_turn(visit);
}

static void step(int *value, int by)
{
    int next = *value + by;
    *value = next > VISIT_SPEECH_MOST    ? VISIT_SPEECH_MOST
             : next < -VISIT_SPEECH_MOST ? -VISIT_SPEECH_MOST
                                         : next;
}

static bool change_sound(struct visit *visit, enum visit_key key)
{
    switch (key) {
    case KEY_SLOWER:
        step(&visit->speed, -1);
        return true;
    case KEY_FASTER:
        step(&visit->speed, 1);
        return true;
    case KEY_SOFTER:
        step(&visit->volume, -1);
        return true;
    case KEY_LOUDER:
        step(&visit->volume, 1);
        return true;
    default:
        return false;
    }
}

void visit_press_voice(struct visit *visit, const char *action)
{
    static const struct {
        const char *action;
        enum visit_key key;
    } sounds[] = {{"slower", KEY_SLOWER},
                  {"faster", KEY_FASTER},
                  {"softer", KEY_SOFTER},
                  {"louder", KEY_LOUDER}};
    for (size_t i = 0; i < sizeof sounds / sizeof *sounds; i++) {
        if (strcmp(sounds[i].action, action) == 0) {
            (void)change_sound(visit, sounds[i].key);
            return;
        }
    }
    close_panel(visit);
    if (strcmp(action, "repeat") == 0) {
        visit->told.wish = WISH_REPEAT;
    } else if (strcmp(action, "aloud") == 0) {
        visit->aloud = true;
        visit->told.wish = WISH_REPEAT;
    } else if (strcmp(action, "off") == 0) {
        switch_off(visit);
    }
}

static bool set_headphones(struct visit *visit, bool in)
{
    struct visit_voice voice = {.works = visit->voice.works, .headphones = in};
    return visit_set_voice(visit, &voice, visit->now);
}

/* What a loudness or speed is now can only be heard by hearing something. */
static bool change_by_key(struct visit *visit, enum visit_key key)
{
    if (!visit->listening || !change_sound(visit, key)) {
        return false;
    }
    visit_announce(visit, key == KEY_SLOWER || key == KEY_FASTER ? "sp_speed" : "sp_volume");
    visit_rebuild(visit);
    return true;
}

bool visit_speech_key(struct visit *visit, enum visit_key key)
{
    switch (key) {
    case KEY_REPEAT:
        visit->told.wish = WISH_REPEAT;
        return visit->listening;
    case KEY_HEADPHONES_IN:
        return set_headphones(visit, true);
    case KEY_HEADPHONES_OUT:
        return set_headphones(visit, false);
    default:
        return change_by_key(visit, key);
    }
}

/* ---- the narrator ---------------------------------------------------------------------------- */

void visit_moment(struct visit *visit, struct narrator_moment *moment)
{
    *moment = (struct narrator_moment){
        .view = &visit->view,
        .speaks = visit->listening,
        .room_hears = !visit->voice.headphones && !visit->aloud,
        .by_visitor = visit->told.by_visitor,
        .wish = visit->told.wish,
        .speed = visit->speed + VISIT_SPEECH_MOST + 1,
        .volume = visit->volume + VISIT_SPEECH_MOST + 1,
    };
    memcpy(moment->pressed, visit->told.pressed, sizeof moment->pressed);
    memcpy(moment->announced, visit->told.announced, sizeof moment->announced);
    memcpy(moment->language, visit->told.language, sizeof moment->language);
    secret_wipe(&visit->told, sizeof visit->told);
}
