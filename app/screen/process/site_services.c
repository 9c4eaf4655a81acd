#include "app/screen/process/site_services.h"

#include "platform/base/file.h"
#include "platform/language/language.h"

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
                  const struct language *language, struct error *error)
{
    struct form_service *changes = calloc(count, sizeof *changes);
    struct form_text *texts = calloc(count_texts(services, count) + 1, sizeof *texts);
    const char *codes[LANGUAGES_MAX];
    bool applied;

    for (size_t i = 0; i < language_count(language); i++)
        codes[i] = language_at(language, i)->code;
    if (!changes || !texts) {
        applied = error_set(error, ERROR_MEMORY, "the site's services: out of memory");
    } else {
        translate(services, count, changes, texts);
        applied = form_apply_services(form, changes, count, codes, language_count(language), error);
    }
    free(changes);
    free(texts);
    return applied;
}

bool site_services_apply(struct form *form, const struct site *site, const char *share,
                         struct error *error)
{
    size_t count;
    const struct site_service *services = site_services(site, &count);
    char folder[FILE_PATH_MAX];
    struct language *language;
    bool applied;

    if (count == 0)
        return true;
    if (!file_join(folder, sizeof folder, share, "languages"))
        return error_set(error, ERROR_LIMIT, "the path of share is too long");
    language = language_open(folder, error);
    if (!language)
        return false;
    applied = apply(form, services, count, language, error);
    language_close(language);
    return applied || error_prefix(error, "the site bundle");
}
