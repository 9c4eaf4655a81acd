/*
 * What a visit's process holds besides the display: configuration, form, site,
 * outbox and the certificates to seal to. Loaded before the sandbox is entered.
 * Something that is broken is not an error of the loading: it is the reason why
 * this kiosk takes no visits.
 */
#ifndef APP_SCREEN_PROCESS_RESOURCES_H
#define APP_SCREEN_PROCESS_RESOURCES_H

#include "app/local/kiosk_config.h"
#include "app/outbox/outbox.h"
#include "app/registration/form.h"
#include "app/screen/visit/visit.h"
#include "app/site/site.h"
#include "platform/base/clock.h"
#include "platform/seal/seal.h"

struct resources {
    const struct kiosk_config *config;
    const struct clock_source *clock;
    int64_t known_utc;            /* a time that is known to have been; 0: none */
    struct form *form;            /* one without questions where it is broken; NULL: no memory */
    struct site *site;            /* NULL: not enrolled, or broken */
    struct outbox *outbox;        /* NULL: broken; opened anew when that may help */
    struct sealer *sealer;        /* NULL: nothing to seal to now */
    char broken[ERROR_TEXT_MAX];  /* form or site: only a new process may mend it; "" when fine */
    char why_not[ERROR_TEXT_MAX]; /* filled by resources_check */
};

/* `config` and `clock` are borrowed. */
void resources_load(struct resources *resources, const struct kiosk_config *config,
                    const struct clock_source *clock);
void resources_finish(struct resources *resources);

/* Judges at this moment whether a request could be saved, and whether the printer prints. Opens the
 * outbox anew after an error and leaves out sealing certificates that ran out. The sentence in
 * *health lives in `resources` until the next call. */
void resources_check(struct resources *resources, struct visit_health *health);

/* No time before this can be right: the site's bundle was issued then, or that time was known before. */
int64_t resources_earliest(const struct resources *resources);

/* Today in the site's time zone; UTC without a site. Never before resources_earliest. */
void resources_today(const struct resources *resources, int *year, int *month, int *day);

#endif
