#include "tests/support/lib/scene.h"

#include "tests/support/lib/cmocka.h"

#include <stdio.h>
#include <string.h>

static struct scene *begin(const char *language, bool headphones)
{
    struct scene *scene = test_malloc(sizeof *scene);
    stage_open(&scene->stage, ORIENTATION_PORTRAIT);
    scene->language = language;
    listener_open(&scene->listener, &scene->stage, headphones);
    return scene;
}

int scene_with_headphones(void **state)
{
    *state = begin("en", true);
    return 0;
}

int scene_in_arabic(void **state)
{
    *state = begin("ar", true);
    return 0;
}

int scene_in_the_room(void **state)
{
    *state = begin("en", false);
    return 0;
}

int scene_end(void **state)
{
    struct scene *scene = *state;
    listener_close(&scene->listener);
    stage_close(&scene->stage);
    test_free(scene);
    return 0;
}

void scene_go(struct scene *scene, const char *page)
{
    stage_go(&scene->stage, page);
    listener_hear(&scene->listener);
}

void scene_press(struct scene *scene, const char *ids)
{
    stage_press(&scene->stage, ids);
    listener_hear(&scene->listener);
}

void scene_hears(const struct scene *scene, const char *words)
{
    if (strstr(scene->listener.heard, words) == NULL) {
        fail_msg("\"%s\" is not in: %s", words, scene->listener.heard);
    }
}

void scene_hears_not(const struct scene *scene, const char *words)
{
    if (strstr(scene->listener.heard, words) != NULL) {
        fail_msg("\"%s\" is in: %s", words, scene->listener.heard);
    }
}

void scene_hears_only(const struct scene *scene, const char *words)
{
    char line[512];
    (void)snprintf(line, sizeof line, "%s\n", words);
    assert_string_equal(scene->listener.heard, line);
}

void scene_show(struct scene *scene, const char *screen)
{
    struct view_style style = {.language = scene->language};
    assert_true(visit_show(scene->stage.visit, screen, &style, NULL));
    struct visit_voice voice = {.works = true, .headphones = true};
    (void)visit_set_voice(scene->stage.visit, &voice, scene->stage.now);
    listener_hear(&scene->listener);
}
