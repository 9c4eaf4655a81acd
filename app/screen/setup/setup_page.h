/* Parts of the first start's pages, for setup_*.c among themselves. */
#ifndef APP_SCREEN_SETUP_SETUP_PAGE_H
#define APP_SCREEN_SETUP_SETUP_PAGE_H

#include "app/screen/pages/keyboard.h"
#include "app/screen/pages/page.h"

/* Service name, step, question and hint; `title` and `hint` are keys. A setting has no step. */
void setup_heads(struct page *page, const char *title, const char *hint);
void setup_tools(struct page *page);
/* 1 to 7. */
int setup_step_shown(enum first_step step);

/* setup_touch.c, setup_typed.c, setup_again.c */
void setup_touch(struct page *page);
void setup_address(struct page *page);
void setup_code(struct page *page);
void setup_pin(struct page *page);
void setup_clock(struct page *page);
void setup_printer(struct page *page);
void setup_paper(struct page *page);

/* One number's field with what is wrong below it and the pad to type it on; `corner` as in keyboard.h. */
void setup_number(struct page *page, const char *title, const char *value,
                  struct pad_corner corner);

#endif
