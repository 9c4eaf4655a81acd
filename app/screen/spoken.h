/* What is said when a control gets the focus, or a screen comes up. */
#ifndef APP_SCREEN_SPOKEN_H
#define APP_SCREEN_SPOKEN_H

#include "app/screen/page.h"

/* Once the view is complete: "2 of 5" counts its controls. Never "" for what can have focus. */
const char *spoken_words(struct page *page, const struct control *control);

#endif
