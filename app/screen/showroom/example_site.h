/*
 * A made-up site for pictures and tests: agency, hotline and notices that
 * nobody has, certificates that nobody keeps the key of. No kiosk uses it.
 */
#ifndef APP_SCREEN_SHOWROOM_EXAMPLE_SITE_H
#define APP_SCREEN_SHOWROOM_EXAMPLE_SITE_H

#include "app/site/site.h"

/* `notice` is every part of the privacy notice, to see how a long one looks; NULL: a short one. The
 * caller destroys the site. */
struct site *example_site(const char *notice, struct error *error) MUST_USE;

#endif
