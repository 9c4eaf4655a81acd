/* Any screen with made-up answers, for pictures, translators and the tests of layout. */
#include "app/screen/visit/visit_state.h"

#include <string.h>

static const struct {
    const char *field, *value;
} typed_answers[] = {
    {"birth_country", "MX"}, {"phone", "2025550142"},  {"email", "ana@example.com"},
    {"pin", "4827"},         {"alert_language", "en"}, {"pin_again", "4827"},
};

/* As readers of the language write them; the first row for all others. */
static const struct made_up_names {
    const char *language, *given, *family, *other, *visitor;
} made_up_names[] = {
    {"", "María José", "Ortiz", "Pepa Ortiz", "Ana"},
    {"zh-Hans", "晓岚", "欧阳", "欧阳小兰", "小慧"},
    {"vi", "Thu Hà", "Nguyễn", "Bé Hà", "Ngân"},
    {"ar", "ليلى", "حدّاد", "أم كريم", "هدى"},
    {"ru", "Елена", "Щербакова", "Лена", "Юлия"},
    {"ko", "꽃님", "황보", "황보 예은", "지우"},
    {"hi", "ज्योति", "श्रीवास्तव", "ज्योति वर्मा", "आशा"},
};

static const struct {
    const char *field, *code;
} chosen_answers[] = {
    {"role", "family"},
    {"services", "custody-alerts"},
    {"services", "support-specialist"},
    {"find", "name"},
    {"ways", "text"},
    {"ways", "call"},
    {"hours", "morning"},
    {"hours", "afternoon"},
    {"voicemail", "never"},
};

static void type_answer(struct visit *visit, const char *id, const char *text)
{
    const struct form_field *field = form_field_find(visit->setup.form, id);
    if (field != NULL && !answers_set_text(visit->answers, field, text)) {
        answers_clear(visit->answers, field);
    }
}

static void choose_answer(struct visit *visit, const char *id, const char *code)
{
    const struct form_field *field = form_field_find(visit->setup.form, id);
    const struct form_choice *choice = field != NULL ? form_choice_find(field, code) : NULL;
    if (choice != NULL) {
        answers_choose(visit->answers, field, (size_t)(choice - field->choices), true);
    }
}

static void type_date(struct visit *visit, const char *month, const char *day, const char *year)
{
    const struct form_field *field = form_field_find(visit->setup.form, "birth_date");
    if (field == NULL || !answers_set_date_part(visit->answers, field, ANSWERS_MONTH, month) ||
        !answers_set_date_part(visit->answers, field, ANSWERS_DAY, day) ||
        !answers_set_date_part(visit->answers, field, ANSWERS_YEAR, year)) {
        return;
    }
}

static void type_names(struct visit *visit)
{
    const struct made_up_names *names = &made_up_names[0];
    for (size_t i = 1; i < sizeof made_up_names / sizeof *made_up_names; i++) {
        if (strcmp(made_up_names[i].language, visit->language) == 0) {
            names = &made_up_names[i];
        }
    }
    type_answer(visit, "given_name", names->given);
    type_answer(visit, "family_name", names->family);
    type_answer(visit, "other_names", names->other);
    type_answer(visit, "visitor_name", names->visitor);
}

static void fill(struct visit *visit)
{
    type_names(visit);
    for (size_t i = 0; i < sizeof typed_answers / sizeof *typed_answers; i++) {
        type_answer(visit, typed_answers[i].field, typed_answers[i].value);
    }
    type_date(visit, "04", "17", "1984");
    for (size_t i = 0; i < sizeof chosen_answers / sizeof *chosen_answers; i++) {
        choose_answer(visit, chosen_answers[i].field, chosen_answers[i].code);
    }
}

/* ---- what is different on screens that are not simply a page --------------------------------- */

static void show_a_number(struct visit *visit)
{
    choose_answer(visit, "find", "a-number");
    type_answer(visit, "a_number", "012345678");
}

static void show_a_number_error(struct visit *visit)
{
    choose_answer(visit, "find", "a-number");
    type_answer(visit, "a_number", "12345");
    (void)visit_check(visit);
}

static void show_name_error(struct visit *visit)
{
    type_answer(visit, "family_name", "");
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
    type_date(visit, "04", "17", "198");
    visit->date_part = ANSWERS_YEAR;
}

static void show_birth_error(struct visit *visit)
{
    type_date(visit, "02", "31", "1984");
    (void)visit_check(visit);
}

static void show_age(struct visit *visit)
{
    choose_answer(visit, "age_band", "35-44");
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
    type_answer(visit, "phone", "20255501");
}

static void show_phone_error(struct visit *visit)
{
    show_phone(visit);
    (void)visit_check(visit);
}

static void show_no_phone(struct visit *visit)
{
    type_answer(visit, "phone", "");
}

static void show_email(struct visit *visit)
{
    choose_answer(visit, "ways", "email");
}

static void show_email_error(struct visit *visit)
{
    show_email(visit);
    type_answer(visit, "email", "ana.example.com");
    (void)visit_check(visit);
}

static void show_pin(struct visit *visit)
{
    type_answer(visit, "pin", "482");
}

static void show_pin_error(struct visit *visit)
{
    type_answer(visit, "pin", "1234");
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

static void show_more(struct visit *visit)
{
    visit->cover = COVER_TIME;
    visit->deadline = visit->now + 42000;
}

static void show_help(struct visit *visit)
{
    visit->cover = COVER_HELP;
}

static void show_languages(struct visit *visit)
{
    visit->cover = COVER_LANGUAGES;
}

static void show_notice(struct visit *visit)
{
    visit->cover = COVER_NOTICE;
}

static void show_voice(struct visit *visit)
{
    visit->cover = COVER_VOICE;
}

static void show_voice_dead(struct visit *visit)
{
    visit->voice.works = false;
    visit->cover = COVER_VOICE;
}

static void show_try_keys(struct visit *visit)
{
    visit_keys_open(visit);
    visit_keys_try(visit, KEY_PRESS);
}

static void show_unavailable(struct visit *visit)
{
    visit->stage = STAGE_UNAVAILABLE;
}

static void show_stage(struct visit *visit, enum visit_stage stage)
{
    visit->stage = stage;
    (void)text_copy(visit->code, sizeof visit->code, "K7M429QTX3HF");
}

static void show_saving(struct visit *visit)
{
    visit->stage = STAGE_SAVING;
}

static void show_not_saved(struct visit *visit)
{
    visit->stage = STAGE_NOT_SAVED;
}

static void show_saved(struct visit *visit)
{
    show_stage(visit, STAGE_SAVED);
}

static void show_no_paper(struct visit *visit)
{
    show_stage(visit, STAGE_SAVED);
    visit->health.can_print = false;
    visit->health.paper_out = true;
}

static void show_printing(struct visit *visit)
{
    show_stage(visit, STAGE_PRINTING);
}

static void show_printed(struct visit *visit)
{
    show_stage(visit, STAGE_PRINTED);
    visit->paper = PAPER_DONE;
}

static void show_print_failed(struct visit *visit)
{
    show_stage(visit, STAGE_SAVED);
    visit->paper = PAPER_FAILED;
}

static void show_print_unknown(struct visit *visit)
{
    show_stage(visit, STAGE_SAVED);
    visit->paper = PAPER_UNKNOWN;
}

static void show_receipt(struct visit *visit)
{
    show_stage(visit, STAGE_RECEIPT);
    visit->deadline = visit->now + 58000;
}

static void show_more_saved(struct visit *visit)
{
    show_saved(visit);
    show_more(visit);
}

static void show_staff_pin(struct visit *visit)
{
    visit->stage = STAGE_STAFF_PIN;
    visit->tries_left = 5;
    (void)text_copy(visit->staff_pin, sizeof visit->staff_pin, "24");
}

static void show_staff_wrong(struct visit *visit)
{
    visit->stage = STAGE_STAFF_PIN;
    visit->tries_left = 3;
    visit->pin_wrong = true;
}

static void show_staff_locked(struct visit *visit)
{
    visit->stage = STAGE_STAFF_PIN;
    visit->locked_seconds = 15 * 60;
}

static void show_staff(struct visit *visit)
{
    visit_show_tiles(visit, false);
}

static void show_staff_trouble(struct visit *visit)
{
    visit_show_tiles(visit, true);
}

static void show_staff_told(struct visit *visit)
{
    show_staff(visit);
    (void)text_copy(visit->staff_told, sizeof visit->staff_told, "a1_unknown");
}

static void show_staff_more(struct visit *visit)
{
    visit->stage = STAGE_STAFF_MORE;
}

static void show_deed(struct visit *visit, const char *id, const struct deed_end *end)
{
    show_staff_more(visit);
    visit_deed_press(visit, id);
    if (end != NULL) {
        visit_deed_ended(visit, end, visit->now);
    }
    (void)visit_take_effect(visit);
}

static void show_staff_out(struct visit *visit)
{
    show_deed(visit, "export", &(struct deed_end){.why = "fine", .count = 12, .detail = ""});
}

static void show_staff_no_drive(struct visit *visit)
{
    show_deed(visit, "export", &(struct deed_end){.why = "not-readable", .detail = ""});
}

static void show_staff_ask(struct visit *visit)
{
    show_deed(visit, "off", NULL);
}

static void show_staff_busy(struct visit *visit)
{
    show_deed(visit, "export", NULL);
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

/* In the order of a visit. A screen without a page of the form stands over 'services'. */
static const struct show_row {
    const char *id, *page;
    void (*show)(struct visit *visit);
} show_rows[] = {
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
    {"saving", "check", show_saving},
    {"not-saved", "check", show_not_saved},
    {"saved", "check", show_saved},
    {"no-paper", "check", show_no_paper},
    {"printing", "check", show_printing},
    {"printed", "check", show_printed},
    {"print-failed", "check", show_print_failed},
    {"print-unknown", "check", show_print_unknown},
    {"receipt", "check", show_receipt},
    {"more-time", "services", show_more},
    {"more-time-saved", "check", show_more_saved},
    {"not-available", "welcome", show_unavailable},
    {"help", "services", show_help},
    {"languages", "services", show_languages},
    {"voice", "services", show_voice},
    {"voice-dead", "services", show_voice_dead},
    {"try-keys", "services", show_try_keys},
    {"staff-pin", "welcome", show_staff_pin},
    {"staff-pin-wrong", "welcome", show_staff_wrong},
    {"staff-pin-locked", "welcome", show_staff_locked},
    {"staff", "welcome", show_staff},
    {"staff-trouble", "welcome", show_staff_trouble},
    {"staff-told", "welcome", show_staff_told},
    {"staff-more", "welcome", show_staff_more},
    {"staff-more-done", "welcome", show_staff_out},
    {"staff-more-failed", "welcome", show_staff_no_drive},
    {"staff-ask", "welcome", show_staff_ask},
    {"staff-busy", "welcome", show_staff_busy},
    {"first-language", "welcome", NULL},
    {"first-touch", "welcome", NULL},
    {"first-touch-beside", "welcome", NULL},
    {"first-touch-turned", "welcome", NULL},
    {"first-network", "welcome", NULL},
    {"first-address", "welcome", NULL},
    {"first-prefix", "welcome", NULL},
    {"first-gateway", "welcome", NULL},
    {"first-dns", "welcome", NULL},
    {"first-link", "welcome", NULL},
    {"first-no-cable", "welcome", NULL},
    {"first-invitation", "welcome", NULL},
    {"first-code", "welcome", NULL},
    {"first-code-wrong", "welcome", NULL},
    {"first-enrol", "welcome", NULL},
    {"first-failed", "welcome", NULL},
    {"first-pin", "welcome", NULL},
    {"first-pin-differs", "welcome", NULL},
    {"first-pin-again", "welcome", NULL},
    {"first-print", "welcome", NULL},
    {"first-done", "welcome", NULL},
};
#define SHOWN (sizeof show_rows / sizeof *show_rows)

const char *const *visit_screens(void)
{
    static const char *const ids[] = {"welcome",
                                      "notices",
                                      "privacy-notice",
                                      "about-you",
                                      "services",
                                      "services-error",
                                      "find-person",
                                      "a-number",
                                      "a-number-error",
                                      "name",
                                      "name-error",
                                      "other-names",
                                      "birth",
                                      "birth-error",
                                      "age",
                                      "country",
                                      "country-error",
                                      "phone",
                                      "phone-error",
                                      "ways",
                                      "ways-no-phone",
                                      "email",
                                      "email-error",
                                      "hours",
                                      "alert-language",
                                      "visitor-name",
                                      "pin",
                                      "pin-error",
                                      "pin-again",
                                      "check",
                                      "check-more",
                                      "check-hidden",
                                      "helper",
                                      "helper-back",
                                      "check-helped",
                                      "hidden",
                                      "saving",
                                      "not-saved",
                                      "saved",
                                      "no-paper",
                                      "printing",
                                      "printed",
                                      "print-failed",
                                      "print-unknown",
                                      "receipt",
                                      "more-time",
                                      "more-time-saved",
                                      "not-available",
                                      "help",
                                      "languages",
                                      "voice",
                                      "voice-dead",
                                      "try-keys",
                                      "staff-pin",
                                      "staff-pin-wrong",
                                      "staff-pin-locked",
                                      "staff",
                                      "staff-trouble",
                                      "staff-told",
                                      "staff-more",
                                      "staff-more-done",
                                      "staff-more-failed",
                                      "staff-ask",
                                      "staff-busy",
                                      "first-language",
                                      "first-touch",
                                      "first-touch-beside",
                                      "first-touch-turned",
                                      "first-network",
                                      "first-address",
                                      "first-prefix",
                                      "first-gateway",
                                      "first-dns",
                                      "first-link",
                                      "first-no-cable",
                                      "first-invitation",
                                      "first-code",
                                      "first-code-wrong",
                                      "first-enrol",
                                      "first-failed",
                                      "first-pin",
                                      "first-pin-differs",
                                      "first-pin-again",
                                      "first-print",
                                      "first-done",
                                      NULL};
    _Static_assert(sizeof ids / sizeof *ids == SHOWN + 1, "a screen has no row, or a row no id");
    return ids;
}

bool visit_show(struct visit *visit, const char *screen, const struct view_style *style,
                struct error *error)
{
    const struct show_row *row = NULL;
    for (size_t i = 0; i < SHOWN; i++) {
        row = strcmp(show_rows[i].id, screen) == 0 ? &show_rows[i] : row;
    }
    const struct form_page *page =
        row != NULL ? form_page_find(visit->setup.form, row->page) : NULL;
    if (page == NULL) {
        return error_set(error, ERROR_NOT_FOUND, "there is no screen \"%s\"", screen);
    }
    struct visit_health health = {.can_save = true, .can_print = true, .why_not = ""};
    visit->health = health;
    visit->voice = (struct visit_voice){.works = true};
    visit->locked_seconds = 0;
    visit_wipe(visit);
    if (language_find(visit->languages, style->language) == NULL ||
        !text_copy(visit->language, sizeof visit->language, style->language)) {
        return error_set(error, ERROR_NOT_FOUND, "there is no language \"%s\"", style->language);
    }
    visit->style = *style;
    fill(visit);
    visit_open(visit, page, false);
    visit->begun = page->kind != FORM_PAGE_WELCOME;
    if (row->show != NULL) {
        row->show(visit);
    }
    visit_show_first(visit, screen);
    visit_rebuild(visit);
    return true;
}
