/*
 * A visit that is listened to: what a person hears after each thing they do.
 * Failures end the test.
 */
#ifndef TESTS_SUPPORT_LIB_SCENE_H
#define TESTS_SUPPORT_LIB_SCENE_H

#include "tests/support/lib/listener.h"

struct scene {
    struct stage stage;
    struct listener listener;
    const char *language;
};

/* *state becomes a struct scene: in English with headphones, in Arabic with headphones, in English in the
 * room. */
int scene_with_headphones(void **state);
int scene_in_arabic(void **state);
int scene_in_the_room(void **state);
int scene_end(void **state);

/* Rows of a test table. */
#define HEARD(test)  cmocka_unit_test_setup_teardown(test, scene_with_headphones, scene_end)
#define ARABIC(test) cmocka_unit_test_setup_teardown(test, scene_in_arabic, scene_end)
#define ROOM(test)   cmocka_unit_test_setup_teardown(test, scene_in_the_room, scene_end)

/* To a page with answers that are fine, then hears what there is to hear. */
void scene_go(struct scene *scene, const char *page);
/* `ids` with spaces between; then hears what there is to hear. */
void scene_press(struct scene *scene, const char *ids);
/* A screen as a picture has it, in the scene's language. */
void scene_show(struct scene *scene, const char *screen);
/* That these words are in what was heard last, are not in it, are all of it. */
void scene_hears(const struct scene *scene, const char *words);
void scene_hears_not(const struct scene *scene, const char *words);
void scene_hears_only(const struct scene *scene, const char *words);

#endif
