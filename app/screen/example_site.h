/*
 * A made-up site for pictures and tests: agency, hotline and notices that
 * nobody has, certificates that nobody keeps the key of. No kiosk uses it.
 */
#ifndef APP_SCREEN_EXAMPLE_SITE_H
#define APP_SCREEN_EXAMPLE_SITE_H

#include "app/site/site.h"

/* The caller destroys it. */
struct site *example_site(struct error *error) MUST_USE;

#endif
