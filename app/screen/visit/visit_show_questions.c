/* The pages of the form, and what may be different on them. */
#include "app/screen/visit/visit_show.h"

static void show_notice(struct visit *visit)
{
    visit->cover = COVER_NOTICE;
}

static void show_a_number(struct visit *visit)
{
    visit_show_choice(visit, "find", "a-number");
    visit_show_answer(visit, "a_number", "012345678");
}

static void show_a_number_error(struct visit *visit)
{
    visit_show_choice(visit, "find", "a-number");
    visit_show_answer(visit, "a_number", "12345");
    (void)visit_check(visit);
}

static void show_name_error(struct visit *visit)
{
    visit_show_answer(visit, "family_name", "");
    visit->active = form_field_find(visit->setup.form, "family_name");
    (void)visit_check(visit);
}

static void show_services_error(struct visit *visit)
{
    answers_clear(visit->answers, form_field_find(visit->setup.form, "services"));
    (void)visit_check(visit);
}

static void show_birth(struct visit *visit)
{
    visit_show_birth_date(visit, "04", "17", "198");
    visit->date_part = ANSWERS_YEAR;
}

static void show_birth_error(struct visit *visit)
{
    visit_show_birth_date(visit, "02", "31", "1984");
    (void)visit_check(visit);
}

static void show_age(struct visit *visit)
{
    visit_show_choice(visit, "age_band", "35-44");
    visit->active = form_field_find(visit->setup.form, "age_band");
}

/* The first letter of a country's name, as somebody types it who reads this language. */
static void show_country(struct visit *visit)
{
    const char *name = language_country_name(visit->languages, visit->language, "MX");
    int length = 1;
    while (((unsigned char)name[length] & 0xC0) == 0x80) {
        length++;
    }
    answers_clear(visit->answers, visit->active);
    (void)text_format(visit->search, sizeof visit->search, "%.*s", length, name);
}

static void show_country_error(struct visit *visit)
{
    show_country(visit);
    visit->error = (struct rules_message){.key = "cb_err", .field = visit->active};
}

static void show_phone(struct visit *visit)
{
    visit_show_answer(visit, "phone", "20255501");
}

static void show_phone_error(struct visit *visit)
{
    show_phone(visit);
    (void)visit_check(visit);
}

static void show_no_phone(struct visit *visit)
{
    visit_show_answer(visit, "phone", "");
}

static void show_email(struct visit *visit)
{
    visit_show_choice(visit, "ways", "email");
}

static void show_email_error(struct visit *visit)
{
    show_email(visit);
    visit_show_answer(visit, "email", "ana.example.com");
    (void)visit_check(visit);
}

static void show_pin(struct visit *visit)
{
    visit_show_answer(visit, "pin", "482");
}

static void show_pin_error(struct visit *visit)
{
    visit_show_answer(visit, "pin", "1234");
    (void)visit_check(visit);
}

static void show_check_hidden(struct visit *visit)
{
    visit->check_hidden = true;
}

static void show_check_more(struct visit *visit)
{
    visit->part = 1;
}

static void show_hidden(struct visit *visit)
{
    visit->hidden_pages = ~(uint64_t)0;
}

static void show_helper(struct visit *visit)
{
    visit->helped = true;
    visit->cover = visit_least_cover(visit);
}

static void show_helper_back(struct visit *visit)
{
    visit->helped = true;
    visit->cover = COVER_HELPER;
}

static void show_check_helped(struct visit *visit)
{
    visit->helped = true;
}

const struct show_row visit_show_questions[] = {
    {"welcome", "welcome", NULL},
    {"notices", "notices", NULL},
    {"privacy-notice", "notices", show_notice},
    {"about-you", "about-you", NULL},
    {"services", "services", NULL},
    {"services-error", "services", show_services_error},
    {"find-person", "find-person", NULL},
    {"a-number", "a-number", show_a_number},
    {"a-number-error", "a-number", show_a_number_error},
    {"name", "name", NULL},
    {"name-error", "name", show_name_error},
    {"other-names", "other-names", NULL},
    {"birth", "birth", show_birth},
    {"birth-error", "birth", show_birth_error},
    {"age", "birth", show_age},
    {"country", "country", show_country},
    {"country-error", "country", show_country_error},
    {"phone", "phone", show_phone},
    {"phone-error", "phone", show_phone_error},
    {"ways", "ways", NULL},
    {"ways-no-phone", "ways", show_no_phone},
    {"email", "email", show_email},
    {"email-error", "email", show_email_error},
    {"hours", "hours", NULL},
    {"alert-language", "alert-language", NULL},
    {"visitor-name", "visitor-name", NULL},
    {"pin", "pin", show_pin},
    {"pin-error", "pin", show_pin_error},
    {"pin-again", "pin-again", NULL},
    {"check", "check", NULL},
    {"check-more", "check", show_check_more},
    {"check-hidden", "check", show_check_hidden},
    {"helper", "phone", show_helper},
    {"helper-back", "ways", show_helper_back},
    {"check-helped", "check", show_check_helped},
    {"hidden", "services", show_hidden},
    {NULL, NULL, NULL},
};
