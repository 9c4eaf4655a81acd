#include "app/screen/process/site_services.h"

#include <stdlib.h>

static size_t count_texts(const struct site_service *services, size_t count)
{
    size_t texts = 0;

    for (size_t i = 0; i < count; i++)
        texts += services[i].text_count;
    return texts;
}

/* `texts` takes the words of all services, one behind the other. */
static void translate(const struct site_service *services, size_t count, struct form_service *out,
                      struct form_text *texts)
{
    for (size_t i = 0; i < count; i++) {
        out[i] = (struct form_service){.code = services[i].code,
                                       .removed = !services[i].offered,
                                       .icon = services[i].icon,
                                       .texts = texts,
                                       .text_count = services[i].text_count};
        for (size_t text = 0; text < services[i].text_count; text++)
            *texts++ = (struct form_text){.language = services[i].texts[text].language,
                                          .label = services[i].texts[text].label,
                                          .detail = services[i].texts[text].description};
    }
}

static bool apply(struct form *form, const struct site_service *services, size_t count,
                  struct error *error)
{
    struct form_service *changes = calloc(count, sizeof *changes);
    struct form_text *texts = calloc(count_texts(services, count) + 1, sizeof *texts);
    bool applied;

    if (!changes || !texts) {
        applied = error_set(error, ERROR_MEMORY, "the site's services: out of memory");
    } else {
        translate(services, count, changes, texts);
        applied = form_apply_services(form, changes, count, error);
    }
    free(changes);
    free(texts);
    return applied;
}

bool site_services_apply(struct form *form, const struct site *site, struct error *error)
{
    size_t count;
    const struct site_service *services = site_services(site, &count);

    return count == 0 || apply(form, services, count, error) ||
           error_prefix(error, "the site bundle");
}
