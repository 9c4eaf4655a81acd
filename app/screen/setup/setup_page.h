/* Parts of the first start's pages, for setup_*.c among themselves. */
#ifndef APP_SCREEN_SETUP_SETUP_PAGE_H
#define APP_SCREEN_SETUP_SETUP_PAGE_H

#include "app/screen/pages/page.h"

/* Service name, step, question and hint; `title` and `hint` are keys. */
void setup_heads(struct page *page, const char *title, const char *hint);
/* 1 to 7. */
int setup_step_shown(enum first_step step);

/* setup_touch.c, setup_typed.c */
void setup_touch(struct page *page);
void setup_address(struct page *page);
void setup_code(struct page *page);
void setup_pin(struct page *page);

#endif
