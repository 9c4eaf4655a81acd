/* The site's own services in the form: what the signed site bundle adds, rewords and leaves out. */
#ifndef APP_SCREEN_PROCESS_SITE_SERVICES_H
#define APP_SCREEN_PROCESS_SITE_SERVICES_H

#include "app/registration/form.h"
#include "app/site/site.h"

/* Applies the services of `site` to `form`; a site without services leaves it as it is. */
bool site_services_apply(struct form *form, const struct site *site, struct error *error) MUST_USE;

#endif
