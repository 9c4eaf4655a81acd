#include "app/site/members.h"
#include "app/site/site_parts.h"

#include "platform/base/text.h"

#include <ctype.h>
#include <string.h>

#define ZONE_MAX      64
#define HOTLINE_MAX   40
#define ID_MAX        64
#define LANGUAGE_MAX  15
#define PLACE_SIZE    128
#define NEWS_DAYS_MAX 90

static bool has_only(const char *text, const char *extra)
{
    for (; *text != '\0'; text++)
        if (!isalnum((unsigned char)*text) && strchr(extra, *text) == NULL)
            return false;
    return true;
}

/* It ends as a file's name below the time zone folder: no way up and no way out. */
static bool is_time_zone(const char *text)
{
    return has_only(text, "_+-/") && text[0] != '/' && isalpha((unsigned char)text[0]);
}

static bool is_language(const char *text)
{
    size_t length = strlen(text);
    return length >= 2 && length <= LANGUAGE_MAX && has_only(text, "-_");
}

static bool is_code(const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++)
        if (!islower((unsigned char)text[i]) && !isdigit((unsigned char)text[i]) &&
            text[i] != '-' && text[i] != '_')
            return false;
    return length >= 1 && length <= SITE_CODE_MAX;
}

static bool read_facts(struct site *site, const struct members *members, struct error *error)
{
    site->id = members_text(members, "site", ID_MAX, "the site's id", error);
    if (site->id == NULL)
        return false;
    if (!has_only(site->id, "-_."))
        return members_refuse(members, "site", error, "may hold letters, digits, '-', '_' and '.'");
    site->place =
        members_text(members, "place", SITE_TEXT_MAX - 1, "where the kiosk stands", error);
    if (site->place == NULL)
        return false;
    site->time_zone = members_text(members, "time_zone", ZONE_MAX,
                                   "the IANA time zone, for example America/Detroit", error);
    if (site->time_zone == NULL)
        return false;
    if (!is_time_zone(site->time_zone))
        return members_refuse(members, "time_zone", error, "is not the name of a time zone");
    return members_number(members, "news_days", 1, NEWS_DAYS_MAX, &site->news_days, error);
}

/* Without these three a visitor would be told something that is not true: there is no default. */
static bool read_duties(struct site *site, const struct members *members, struct error *error)
{
    site->agency = members_text(members, "agency", SITE_TEXT_MAX - 1,
                                "without the agency's name the kiosk takes no visits", error);
    if (site->agency == NULL)
        return false;
    site->hotline = members_text(members, "hotline", HOTLINE_MAX,
                                 "without the help line's number the kiosk takes no visits", error);
    if (site->hotline == NULL)
        return false;
    site->omb_number =
        members_text(members, "omb_number", HOTLINE_MAX,
                     "without the form's OMB control number the kiosk takes no visits", error);
    return site->omb_number != NULL;
}

static bool read_notice(struct site *site, const char *file, const char *place,
                        const char *language, const json_t *object, struct error *error)
{
    static const char *const names[] = {"authority", "purpose", "routine_uses",
                                        "voluntary", "without", NULL};
    static const char what[] = "without every part of the notice the kiosk takes no visits";
    char here[PLACE_SIZE];
    if (!is_language(language) || !text_format(here, sizeof here, "%s.%s", place, language))
        return error_set(error, ERROR_INPUT, "%s: %s.%.32s is not a language", file, place,
                         language);
    struct members members = {object, file, here};
    struct site_notice notice = {.language = language};
    const char **parts[] = {&notice.authority, &notice.purpose, &notice.routine_uses,
                            &notice.voluntary, &notice.without};
    if (!members_check(&members, names, error))
        return false;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        *parts[i] = members_text(&members, names[i], SITE_NOTICE_MAX, what, error);
        if (*parts[i] == NULL)
            return false;
    }
    site->notices[site->notice_count++] = notice;
    return true;
}

static bool read_notices(struct site *site, const struct members *members, struct error *error)
{
    const json_t *notices = json_object_get(members->object, "notices");
    char place[PLACE_SIZE];
    if (!json_is_object(notices) || json_object_get(notices, "en") == NULL)
        return members_refuse(members, "notices", error,
                              "is missing or lacks English: without the notices the kiosk takes no "
                              "visits");
    if (json_object_size(notices) > SITE_LANGUAGES_MAX)
        return members_refuse(members, "notices", error, "has more than %d languages",
                              SITE_LANGUAGES_MAX);
    if (!text_format(place, sizeof place, "%s%snotices", members->place,
                     members->place[0] == '\0' ? "" : "."))
        return error_set(error, ERROR_INTERNAL, "%s: a place is too deep", members->file);
    const char *language;
    json_t *notice;
    json_object_foreach((json_t *)notices, language, notice)
    {
        if (!read_notice(site, members->file, place, language, notice, error))
            return false;
    }
    return true;
}

static bool read_text(struct site_text *text, const char *file, const char *place,
                      const char *language, const json_t *object, struct error *error)
{
    static const char *const names[] = {"label", "description", NULL};
    char here[PLACE_SIZE];
    if (!is_language(language) || !text_format(here, sizeof here, "%s.%s", place, language))
        return error_set(error, ERROR_INPUT, "%s: %s.%.32s is not a language", file, place,
                         language);
    struct members members = {object, file, here};
    *text = (struct site_text){.language = language};
    if (!members_check(&members, names, error))
        return false;
    text->label =
        members_text(&members, "label", SITE_SERVICE_TEXT_MAX, "the service's name", error);
    if (text->label == NULL)
        return false;
    if (json_object_get(object, "description") == NULL)
        return true;
    text->description =
        members_text(&members, "description", SITE_SERVICE_TEXT_MAX, "one line about it", error);
    return text->description != NULL;
}

static bool read_texts(struct site_service *service, struct site_text *texts,
                       const struct members *members, struct error *error)
{
    const json_t *object = members_object(members, "texts", error);
    char place[PLACE_SIZE];
    if (object == NULL)
        return false;
    if (json_object_get(object, "en") == NULL || json_object_size(object) > SITE_LANGUAGES_MAX)
        return members_refuse(members, "texts", error, "needs English, and at most %d languages",
                              SITE_LANGUAGES_MAX);
    if (!text_format(place, sizeof place, "%s.texts", members->place))
        return error_set(error, ERROR_INTERNAL, "%s: a place is too deep", members->file);
    const char *language;
    json_t *text;
    json_object_foreach((json_t *)object, language, text)
    {
        if (!read_text(&texts[service->text_count], members->file, place, language, text, error))
            return false;
        service->text_count++;
    }
    service->texts = texts;
    return true;
}

static bool read_service(struct site_service *service, struct site_text *texts,
                         const struct members *members, struct error *error)
{
    static const char *const names[] = {"code", "offered", "icon", "texts", NULL};
    const json_t *offered = json_object_get(members->object, "offered");
    if (!members_check(members, names, error))
        return false;
    service->code = members_text(members, "code", SITE_CODE_MAX, "the service's code", error);
    if (service->code == NULL)
        return false;
    if (!is_code(service->code))
        return members_refuse(members, "code", error,
                              "may hold small letters, digits, '-' and '_'");
    if (offered != NULL && !json_is_boolean(offered))
        return members_refuse(members, "offered", error, "is not true or false");
    service->offered = !json_is_false(offered);
    if (!service->offered)
        return json_object_get(members->object, "texts") == NULL ||
               members_refuse(members, "texts", error, "makes no sense for a service left out");
    if (json_object_get(members->object, "icon") != NULL) {
        service->icon = members_text(members, "icon", SITE_CODE_MAX, "an icon's name", error);
        if (service->icon == NULL)
            return false;
        if (!is_code(service->icon))
            return members_refuse(members, "icon", error, "is not the name of an icon");
    }
    return read_texts(service, texts, members, error);
}

static bool read_services(struct site *site, const struct members *members, struct error *error)
{
    if (json_object_get(members->object, "services") == NULL)
        return true;
    const json_t *services = members_array(members, "services", 0, SITE_SERVICES_MAX, error);
    if (services == NULL)
        return false;
    for (size_t i = 0; i < json_array_size(services); i++) {
        char place[PLACE_SIZE];
        if (!text_format(place, sizeof place, "%s%sservices[%zu]", members->place,
                         members->place[0] == '\0' ? "" : ".", i))
            return error_set(error, ERROR_INTERNAL, "%s: a place is too deep", members->file);
        struct members here = {json_array_get(services, i), members->file, place};
        if (!read_service(&site->services[i], site->texts[i], &here, error))
            return false;
        site->service_count++;
    }
    return true;
}

/* "" where it is left out: the kiosk's configuration says it then. */
static bool read_url(const char **url, const struct members *members, const char *name,
                     struct error *error)
{
    *url = "";
    if (json_object_get(members->object, name) == NULL)
        return true;
    const char *text = members_text(members, name, SITE_TEXT_MAX - 1, "https://host[:port]", error);
    if (text == NULL)
        return false;
    *url = text;
    return strncmp(text, "https://", 8) == 0 ||
           members_refuse(members, name, error, "does not begin with https://");
}

bool site_read_description(struct site *site, const char *file, const char *place,
                           const json_t *object, struct error *error)
{
    static const char *const names[] = {"site",     "place",       "time_zone",  "agency",
                                        "hotline",  "news_days",   "omb_number", "notices",
                                        "services", "central_url", "enrol_url",  NULL};
    struct members members = {object, file, place};
    return members_check(&members, names, error) && read_duties(site, &members, error) &&
           read_notices(site, &members, error) && read_facts(site, &members, error) &&
           read_services(site, &members, error) &&
           read_url(&site->central_url, &members, "central_url", error) &&
           read_url(&site->enrol_url, &members, "enrol_url", error);
}
