/* A visit on a made-up kiosk, for tests: the real form, texts and layout; presses by control id. */
#ifndef TESTS_SUPPORT_LIB_STAGE_H
#define TESTS_SUPPORT_LIB_STAGE_H

#include "app/screen/showroom/showroom.h"

#define STAGE_CODE "K7M429QTX3HF" /* of what stage_save saves */

struct stage {
    struct showroom room;
    struct visit *visit; /* the room's */
    int64_t now;         /* milliseconds; every press takes a second */
};

/* Opens it with everything working, on the welcome screen. Fails the test when it cannot. */
void stage_open(struct stage *stage, enum view_orientation orientation);
/* The same with a privacy notice whose every part is this text. */
void stage_open_notice(struct stage *stage, enum view_orientation orientation, const char *notice);
void stage_close(struct stage *stage);

/* For cmocka: a stage in portrait as the test's state. */
int stage_set_up(void **state);
int stage_tear_down(void **state);

void stage_health(struct stage *stage, bool can_save, bool can_print, bool paper_out);

/* Presses these controls one after the other ("option.family cont"); each must be there. */
void stage_press(struct stage *stage, const char *ids);
/* Types on the on-screen keyboard or number pad, a key for each character. */
void stage_keys(struct stage *stage, const char *characters);
/* Lets time go by as the program does: no longer than the visit asks for at once. */
void stage_wait(struct stage *stage, int64_t milliseconds);

const char *stage_screen(const struct stage *stage);
/* The control; fails the test when it is not there. */
const struct control *stage_control(const struct stage *stage, const char *id);
bool stage_has(const struct stage *stage, const char *id);
/* Whether any label, description, value or spoken text of the view holds `text`. */
bool stage_shows(const struct stage *stage, const char *text);

/* What is kept for the form's field; "" where nothing is. */
const char *stage_answer(const struct stage *stage, const char *field);

/* One page on, with an answer that is fine. */
void stage_on(struct stage *stage);
/* From the welcome screen in English to the page, with answers that are fine. */
void stage_go(struct stage *stage, const char *page);
/* From the welcome screen to the receipt of a visit that is saved. */
void stage_save(struct stage *stage);

#endif
