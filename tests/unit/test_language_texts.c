/* The texts themselves: what every .po file must keep to, whoever wrote it. */
#include "app/registration/form.h"
#include "platform/base/buffer.h"
#include "platform/base/file.h"
#include "platform/base/text.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/made_up_visit.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FOLDER     "assets/languages"
#define ENTRIES    2000
#define WORDS      FOLDER "/words-to-avoid"
#define FILE_BYTES (1u << 20)

struct entry {
    const char *key;
    const char *text;
    const char *used; /* the comment that says where */
    unsigned form;    /* which of its plural forms */
};

struct po {
    struct buffer file;
    struct entry entries[ENTRIES];
    size_t count;
    char header[256]; /* the line Plural-Forms */
};

/* The text between the outer quotes of a line, in place. */
static char *unquote(char *line)
{
    char *first = strchr(line, '"'), *last = strrchr(line, '"');

    assert_non_null(first);
    assert_true(last > first);
    *last = '\0';
    return first + 1;
}

static struct po *read_po(const char *path)
{
    struct po *po = calloc(1, sizeof *po);
    const char *key = NULL, *used = NULL, *place = NULL;
    unsigned form = 0;
    struct error error;
    char *rest = NULL;

    buffer_init(&po->file, FILE_BYTES);
    if (!file_read(path, &po->file, &error))
        fail_msg("%s", error.text);
    buffer_append_byte(&po->file, '\0');
    for (char *line = strtok_r((char *)po->file.data, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest)) {
        if (strncmp(line, "#. ", 3) == 0) {
            used = line + 3;
        } else if (strncmp(line, "msgid ", 6) == 0) {
            key = unquote(line);
            place = used;
            used = NULL;
            form = 0;
        } else if (strncmp(line, "\"Plural-Forms:", 14) == 0) {
            assert_true(text_copy(po->header, sizeof po->header, line));
        } else if (strncmp(line, "msgstr", 6) == 0 && key && key[0]) {
            assert_true(po->count < ENTRIES);
            po->entries[po->count++] =
                (struct entry){.key = key, .text = unquote(line), .used = place, .form = form++};
        }
    }
    return po;
}

static void free_po(struct po *po)
{
    buffer_finish(&po->file);
    free(po);
}

static const struct entry *find(const struct po *po, const char *key)
{
    for (size_t i = 0; i < po->count; i++) {
        if (strcmp(po->entries[i].key, key) == 0)
            return &po->entries[i];
    }
    return NULL;
}

/* Calls `check` for every language, with English beside it. */
static void each_language(void (*check)(const struct po *english, const struct po *po,
                                        const char *path))
{
    DIR *directory = opendir(FOLDER);
    struct po *english = read_po(FOLDER "/en.po");
    struct dirent *entry;
    size_t seen = 0;
    char path[512];

    assert_non_null(directory);
    while ((entry = readdir(directory))) {
        const char *dot = strrchr(entry->d_name, '.');

        if (!dot || strcmp(dot, ".po") != 0)
            continue;
        assert_true(text_format(path, sizeof path, FOLDER "/%s", entry->d_name));
        struct po *po = read_po(path);
        check(english, po, path);
        free_po(po);
        seen++;
    }
    assert_true(seen >= 2);
    closedir(directory);
    free_po(english);
}

static void check_keys(const struct po *english, const struct po *po, const char *path)
{
    for (size_t i = 0; i < english->count; i++) {
        if (!find(po, english->entries[i].key))
            fail_msg("%s lacks %s", path, english->entries[i].key);
    }
    for (size_t i = 0; i < po->count; i++) {
        if (!find(english, po->entries[i].key))
            fail_msg("%s has %s, which English lacks", path, po->entries[i].key);
        if (po->entries[i].form == 0 && find(po, po->entries[i].key) != &po->entries[i])
            fail_msg("%s has %s twice", path, po->entries[i].key);
        if (!po->entries[i].used)
            fail_msg("%s does not say where %s is used", path, po->entries[i].key);
        if (po->entries[i].text[0] == '\0')
            fail_msg("%s has no text for %s", path, po->entries[i].key);
    }
}

static bool is_plural(const struct po *po, const char *key)
{
    for (size_t i = 0; i < po->count; i++) {
        if (po->entries[i].form > 0 && strcmp(po->entries[i].key, key) == 0)
            return true;
    }
    return false;
}

static unsigned count_forms(const struct po *po, const char *key)
{
    unsigned count = 0;

    for (size_t i = 0; i < po->count; i++)
        count += strcmp(po->entries[i].key, key) == 0 ? 1 : 0;
    return count;
}

/* From the header: "nplurals=3; …". */
static unsigned forms_of(const struct po *po)
{
    const char *rule = strstr(po->header, "nplurals=");

    return rule ? (unsigned)strtoul(rule + strlen("nplurals="), NULL, 10) : 1;
}

/* As many forms as the language's own rule names; what is plural in English is so everywhere. */
static void check_forms(const struct po *english, const struct po *po, const char *path)
{
    unsigned forms = forms_of(po);

    for (size_t i = 0; i < po->count; i++) {
        const char *key = po->entries[i].key;
        unsigned wanted = is_plural(english, key) ? forms : 1;

        if (count_forms(po, key) != wanted)
            fail_msg("%s: %s has %u forms, not %u", path, key, count_forms(po, key), wanted);
    }
}

static void all_languages_have_all_plural_forms(void **state)
{
    (void)state;
    each_language(check_forms);
}

static void all_languages_have_the_same_keys(void **state)
{
    (void)state;
    each_language(check_keys);
}

/* Every {name} of `a` stands in `b`, but for {n} where that `counts`. */
static bool has_names_of(const char *a, const char *b, bool counts)
{
    char name[64];

    for (const char *open = strchr(a, '{'); open; open = strchr(open + 1, '{')) {
        const char *close = strchr(open, '}');

        if (!close || !text_format(name, sizeof name, "%.*s", (int)(close - open) + 1, open))
            return false;
        if (!strstr(b, name) && !(counts && strcmp(name, "{n}") == 0))
            return false;
    }
    return true;
}

static void check_names(const struct po *english, const struct po *po, const char *path)
{
    for (size_t i = 0; i < po->count; i++) {
        const struct entry *entry = &po->entries[i];
        const struct entry *theirs = find(english, entry->key);
        const char *source = theirs ? theirs->text : "";
        /* "One day", "two days": a form may say the number in words. */
        bool counts = is_plural(english, entry->key);

        if (!has_names_of(entry->text, source, false) || !has_names_of(source, entry->text, counts))
            fail_msg("%s: %s has other {names} than English", path, entry->key);
    }
}

static void all_languages_fill_in_the_same_names(void **state)
{
    (void)state;
    each_language(check_names);
}

/* "ko\t신고\tb2", in place: the word and the only key that may say it, NULL where none may. False for
 * another language's. */
static bool read_word(char *line, const char *path, const char **word, const char **allowed)
{
    char *rest = NULL;
    const char *language = strtok_r(line, "\t", &rest);
    size_t length = language ? strlen(language) : 0;
    const char *file = strrchr(path, '/') + 1;

    *word = strtok_r(NULL, "\t", &rest);
    *allowed = strtok_r(NULL, "\t", &rest);
    if (!*word)
        fail_msg(WORDS ": \"%s\" is not \"language<tab>word\"", line);
    return strcmp(language, "*") == 0 ||
           (strncmp(file, language, length) == 0 && strcmp(file + length, ".po") == 0);
}

static void check_word(const struct po *po, const char *path, const char *word, const char *allowed)
{
    for (size_t i = 0; i < po->count; i++) {
        const struct entry *entry = &po->entries[i];

        if (strcasestr(entry->text, word) && (!allowed || strcmp(entry->key, allowed) != 0))
            fail_msg("%s: %s says \"%s\"", path, entry->key, word);
    }
}

static void check_words(const struct po *english, const struct po *po, const char *path)
{
    const char *word, *allowed;
    struct buffer file;
    struct error error;
    char *rest = NULL;
    size_t own = 0;

    (void)english;
    buffer_init(&file, FILE_BYTES);
    if (!file_read(WORDS, &file, &error))
        fail_msg("%s", error.text);
    buffer_append_byte(&file, '\0');
    for (char *line = strtok_r((char *)file.data, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest)) {
        if (line[0] == '#' || !read_word(line, path, &word, &allowed))
            continue;
        check_word(po, path, word, allowed);
        own += line[0] != '*' ? 1 : 0;
    }
    if (own == 0 && !strstr(path, "/en.po"))
        fail_msg("%s: " WORDS " has no words of this language", path);
    buffer_finish(&file);
}

static void words_that_hurt_are_absent(void **state)
{
    (void)state;
    each_language(check_words);
}

/* A sentence that tells to choose something names it as it is labelled: whoever listens looks for that. */
static void check_quotes(const struct po *english, const struct po *po, const char *path)
{
    static const struct {
        const char *label, *sentence;
    } quotes[] = {{"listen", "b_lead"},        {"listen", "hp3"},
                  {"listen", "sp_private"},    {"vo_aloud", "sp_private"},
                  {"ky_press", "ky_switches"}, {"cont", "hp1"},
                  {"c_chg", "c_lead"},         {"leave", "b5d"}};

    (void)english;
    for (size_t i = 0; i < sizeof quotes / sizeof quotes[0]; i++) {
        const struct entry *label = find(po, quotes[i].label);
        const struct entry *sentence = find(po, quotes[i].sentence);

        if (!label || !sentence || !strstr(sentence->text, label->text))
            fail_msg("%s: %s does not name %s as it is labelled", path, quotes[i].sentence,
                     quotes[i].label);
    }
}

static void sentences_name_buttons_as_they_are_labelled(void **state)
{
    (void)state;
    each_language(check_quotes);
}

/* ---- the form --------------------------------------------------------------------------------------- */

static void need(const struct po *english, const char *key)
{
    if (key && !find(english, key))
        fail_msg("the form uses %s, which has no text", key);
}

static void every_key_of_the_form_has_a_text(void **state)
{
    struct po *english = read_po(FOLDER "/en.po");
    struct form *form = made_up_form();

    (void)state;
    for (size_t i = 0; i < form->page_count; i++) {
        const struct form_page *page = &form->pages[i];
        const char *const keys[] = {page->title,   page->hint, page->note,
                                    page->proceed, page->row,  page->skip.label};

        for (size_t key = 0; key < sizeof keys / sizeof keys[0]; key++)
            need(english, keys[key]);
        for (size_t wording = 0; wording < page->wording_count; wording++) {
            need(english, page->wordings[wording].title);
            need(english, page->wordings[wording].hint);
        }
    }
    for (size_t i = 0; i < form->field_count; i++) {
        const struct form_field *field = &form->fields[i];
        const char *const keys[] = {field->label, field->title, field->hint, field->missing};

        for (size_t key = 0; key < sizeof keys / sizeof keys[0]; key++)
            need(english, keys[key]);
        for (size_t choice = 0; choice < field->choice_count; choice++) {
            need(english, field->choices[choice].label);
            need(english, field->choices[choice].detail);
            need(english, field->choices[choice].closed);
        }
    }
    form_destroy(form);
    free_po(english);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_languages_have_the_same_keys),
        cmocka_unit_test(all_languages_have_all_plural_forms),
        cmocka_unit_test(all_languages_fill_in_the_same_names),
        cmocka_unit_test(words_that_hurt_are_absent),
        cmocka_unit_test(sentences_name_buttons_as_they_are_labelled),
        cmocka_unit_test(every_key_of_the_form_has_a_text),
    };

    return cmocka_run_group_tests_name("language_texts", tests, NULL, NULL);
}
