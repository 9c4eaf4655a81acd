/* What somebody might have answered. */
#include "app/screen/visit/visit_show.h"

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

void visit_show_answer(struct visit *visit, const char *id, const char *text)
{
    const struct form_field *field = form_field_find(visit->setup.form, id);
    if (field != NULL && !answers_set_text(visit->answers, field, text)) {
        answers_clear(visit->answers, field);
    }
}

void visit_show_choice(struct visit *visit, const char *id, const char *code)
{
    const struct form_field *field = form_field_find(visit->setup.form, id);
    const struct form_choice *choice = field != NULL ? form_choice_find(field, code) : NULL;
    if (choice != NULL) {
        answers_choose(visit->answers, field, (size_t)(choice - field->choices), true);
    }
}

void visit_show_birth_date(struct visit *visit, const char *month, const char *day,
                           const char *year)
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
    visit_show_answer(visit, "given_name", names->given);
    visit_show_answer(visit, "family_name", names->family);
    visit_show_answer(visit, "other_names", names->other);
    visit_show_answer(visit, "visitor_name", names->visitor);
}

void visit_show_answers(struct visit *visit)
{
    type_names(visit);
    for (size_t i = 0; i < sizeof typed_answers / sizeof *typed_answers; i++) {
        visit_show_answer(visit, typed_answers[i].field, typed_answers[i].value);
    }
    visit_show_birth_date(visit, "04", "17", "1984");
    for (size_t i = 0; i < sizeof chosen_answers / sizeof *chosen_answers; i++) {
        visit_show_choice(visit, chosen_answers[i].field, chosen_answers[i].code);
    }
}
