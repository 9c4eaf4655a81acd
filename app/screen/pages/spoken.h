/* What is said when a control gets the focus, or a screen comes up. */
#ifndef APP_SCREEN_PAGES_SPOKEN_H
#define APP_SCREEN_PAGES_SPOKEN_H

#include "app/screen/pages/page.h"

/* Sets `spoken`, and `discreet` where that holds an answer. Once the view is complete: "2 of 5" counts
 * its controls. What a page has put into `spoken` stays, made fit for a voice. Never "" for what can
 * have focus. */
void spoken_fill(struct page *page, struct control *control);

/* "Keys Q to T": a row of keys that has the focus as one. */
const char *spoken_group(struct visit *visit, const struct control *first,
                         const struct control *last);

#endif
