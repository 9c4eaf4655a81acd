/* The site's own services in the form: what the signed site bundle adds, rewords and leaves out. */
#ifndef APP_SCREEN_PROCESS_SITE_SERVICES_H
#define APP_SCREEN_PROCESS_SITE_SERVICES_H

#include "app/registration/form.h"
#include "app/site/site.h"

/*
 * Applies the services of `site` to `form`. `share` is the folder with languages/, which says in which languages
 * a new service needs words. Opens and closes the catalogues, so call it while none are open. A
 * site without services leaves the form as it is.
 */
bool site_services_apply(struct form *form, const struct site *site, const char *share,
                         struct error *error) MUST_USE;

#endif
