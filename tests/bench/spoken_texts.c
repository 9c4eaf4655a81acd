/*
 * What a visitor hears of every screen in every language, from the views themselves: prints a JSON
 * object a line with language, voice, screen, id ("" for what is said when the screen comes up, else the
 * control that has the focus), text, and the microseconds that the narrator took for it.
 *
 *   spoken_texts [LANGUAGE]…
 */
#include "app/screen/showroom/showroom.h"
#include "app/screen/speech/narrator.h"
#include "platform/base/secret.h"
#include "platform/language/language.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct place {
    const struct language_facts *facts;
    const char *screen;
};

static double now_us(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void print(const struct place *place, const char *voice, const char *id, const char *text,
                  double microseconds)
{
    json_t *object =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:f}", "language", place->facts->code, "voice", voice,
                  "screen", place->screen, "id", id, "text", text, "us", microseconds);
    char *json = object != NULL ? json_dumps(object, JSON_COMPACT) : NULL;

    if (json == NULL || puts(json) < 0) {
        abort();
    }
    free(json);
    json_decref(object);
}

/* The first part is what is waited for; a screen without any has an empty text. */
static bool print_screen(const struct place *place, struct visit *visit, struct error *error)
{
    const struct language *languages = visit_languages(visit);
    struct narrator *narrator = narrator_create(languages, error);
    struct narrator_moment moment = {.view = visit_view(visit), .speaks = true};
    double begun = now_us();
    const struct narration *said = narrator != NULL ? narrator_follow(narrator, &moment) : NULL;
    double took = now_us() - begun;

    if (said != NULL && said->count > 0) {
        print(place, language_find(languages, said->parts[0].language)->voice, "",
              said->parts[0].text, took);
    } else if (said != NULL) {
        print(place, place->facts->voice, "", "", took);
    }
    narrator_destroy(narrator);
    return said != NULL;
}

static void print_controls(const struct place *place, struct visit *visit)
{
    const struct view *view = visit_view(visit);
    const struct language *languages = visit_languages(visit);

    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        const struct language_facts *tongue =
            control->tongue[0] != '\0' ? language_find(languages, control->tongue) : NULL;

        if (control->focus >= 0 || control->pressable) {
            print(place, tongue != NULL ? tongue->voice : place->facts->voice, control->id,
                  control->spoken, 0);
        }
    }
}

static bool print_language(struct showroom *room, const struct language_facts *facts,
                           struct error *error)
{
    const struct view_style style = {.language = facts->code,
                                     .direction = facts->right_to_left ? DIRECTION_RIGHT_TO_LEFT
                                                                       : DIRECTION_LEFT_TO_RIGHT};

    const char *screen;
    for (size_t i = 0; (screen = visit_screen(i)) != NULL; i++) {
        const struct place place = {facts, screen};

        if (!visit_show(room->visit, screen, &style, error) ||
            !print_screen(&place, room->visit, error)) {
            return false;
        }
        print_controls(&place, room->visit);
    }
    return true;
}

static bool is_asked_for(const char *code, int count, char **codes)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(codes[i], code) == 0) {
            return true;
        }
    }
    return count == 0;
}

int main(int argc, char **argv)
{
    struct showroom room;
    struct error error;
    bool fine = showroom_open(&room, &(struct showroom_options){.orientation = 0}, &error);
    const struct language *languages = fine ? visit_languages(room.visit) : NULL;

    for (size_t i = 0; fine && i < language_count(languages); i++) {
        const struct language_facts *facts = language_at(languages, i);

        if (is_asked_for(facts->code, argc - 1, argv + 1)) {
            fine = print_language(&room, facts, &error);
        }
    }
    if (!fine) {
        fprintf(stderr, "spoken_texts: %s\n", error.text);
    }
    showroom_close(&room);
    secret_stop();
    return fine ? 0 : 1;
}
