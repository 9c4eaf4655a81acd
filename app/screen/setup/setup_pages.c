/* The pages of the first start. */
#include "app/screen/setup/setup_page.h"
#include "app/screen/widgets/theme.h"

#include <stdio.h>
#include <string.h>

#define STEPS_SHOWN 7

static void add_step(struct page *page)
{
    struct visit *visit = page->visit;
    char of[12];
    char total[12];
    char value[24];
    int step = setup_step_shown(visit->first.step);
    (void)snprintf(of, sizeof of, "%d", step);
    (void)snprintf(total, sizeof total, "%d", STEPS_SHOWN);
    (void)snprintf(value, sizeof value, "%d/%d", step, STEPS_SHOWN);
    const char *words =
        phrase_with(visit, "step", (struct text_value[]){{"n", of}, {"t", total}}, 2);
    struct control *control = page_add(page, ROLE_STEP, LOOK_STEP, "step", words);
    control->value = view_text(page->view, value);
    control->rect = page->layout->step;
    page->question = page->layout->question;
}

void setup_heads(struct page *page, const char *title, const char *hint)
{
    struct visit *visit = page->visit;
    bool again = visit->first.again;
    page_brand(page, "wrench", phrase_of(visit, again ? "m_pin" : "fs_brand"), "");
    if (!again) {
        add_step(page);
    }
    page_question(page, NULL, phrase_of(visit, title), phrase_of(visit, hint));
}

void setup_tools(struct page *page)
{
    page_tools(page, page->visit->first.again ? TOOLS_STAFF : TOOLS_FIRST);
}

static void end(struct page *page, const char *back, const char *proceed)
{
    page_place(page, "pn_next");
    page_buttons(page, (struct page_buttons){back, proceed, "cont"});
    setup_tools(page);
}

static struct control *add_panel(struct page *page, const char *id, const char *icon,
                                 const char *key)
{
    struct control *panel = page_add(page, ROLE_TEXT, LOOK_PANEL, id, phrase_of(page->visit, key));
    panel->icon = icon;
    panel->live = true;
    page_line(page, panel, HEIGHT_OPTION, SPACE_OPTIONS);
    return panel;
}

static void build_language(struct page *page)
{
    setup_heads(page, "w_pick", NULL);
    page_to_the_bar(page);
    page_language_rows(page, true);
    page_place(page, "s_more");
    page_tools(page, TOOLS_FIRST);
}

/* ---- network --------------------------------------------------------------- */

static void add_way(struct page *page, const char *id, const char *label, const char *detail,
                    bool chosen)
{
    struct control *way =
        page_add(page, ROLE_RADIO, LOOK_OPTION, id, phrase_of(page->visit, label));
    way->description = phrase_of(page->visit, detail);
    way->chosen = chosen;
    page_line(page, way, HEIGHT_OPTION, SPACE_OPTIONS);
}

static void build_network(struct page *page)
{
    bool fixed = page->visit->first.network.fixed;
    setup_heads(page, "fs_net", NULL);
    page_rest(page);
    add_way(page, "option.dhcp", "fs_dhcp", "fs_dhcp_d", !fixed);
    add_way(page, "option.fixed", "fs_fixed", "fs_fixed_d", fixed);
    end(page, "back", "cont");
}

static const char *link_words(const struct first_start *first)
{
    static const char *const words[] = {
        [FIRST_LINK_UNKNOWN] = "fs_link_unknown",
        [FIRST_NO_CABLE] = "fs_e_cable",
        [FIRST_NO_ADDRESS] = "fs_e_address",
        [FIRST_LINK_READY] = "fs_link_ready",
    };
    if (first->network_waits) {
        return "fs_link_wait";
    }
    return first->network_failed ? "fs_net_failed" : words[first->facts.link];
}

static void build_link(struct page *page)
{
    const struct first_start *first = &page->visit->first;
    bool ready = first->facts.link == FIRST_LINK_READY && !first->network_failed;
    setup_heads(page, "m7", NULL);
    add_panel(page, "told",
              first->network_waits ? "clock"
              : ready              ? "circle-check"
                                   : "circle-alert",
              link_words(first));
    end(page, first->network_waits ? NULL : "back", first->network_waits ? NULL : "cont");
}

/* ---- invitation and enrolling ---------------------------------------------- */

static void build_invitation(struct page *page)
{
    setup_heads(page, "fs_drive", "fs_drive_hint");
    page_rest(page);
    end(page, "back", "cont");
}

static const char *problem_words(enum enrol_problem problem)
{
    static const char *const words[ENROL_PROBLEMS] = {
        [ENROL_FINE] = "fs_e_failed",          [ENROL_NO_DRIVE] = "fs_e_drive",
        [ENROL_BAD_DRIVE] = "fs_e_unreadable", [ENROL_NO_FILE] = "fs_e_file",
        [ENROL_FALSE_FILE] = "fs_e_false",     [ENROL_ENDED] = "fs_e_ended",
        [ENROL_CODE_WRONG] = "fs_e_code",      [ENROL_CODE_USED] = "fs_e_used",
        [ENROL_NO_CABLE] = "fs_e_cable",       [ENROL_NO_ADDRESS] = "fs_e_address",
        [ENROL_NOT_REACHED] = "fs_e_reach",    [ENROL_NOT_TRUSTED] = "fs_e_trust",
        [ENROL_CLOCK_WRONG] = "fs_e_clock",    [ENROL_NO_TPM] = "fs_e_tpm",
        [ENROL_REFUSED] = "fs_e_refused",      [ENROL_FAILED] = "fs_e_failed",
    };
    return words[problem];
}

static void build_enrol(struct page *page)
{
    const struct first_start *first = &page->visit->first;
    if (first->enrolling) {
        setup_heads(page, "fs_enrol", NULL);
        end(page, NULL, NULL);
        return;
    }
    setup_heads(page, first->again ? "ms_e_title" : "fs_e_title", NULL);
    add_panel(page, "told", "circle-alert", problem_words(first->outcome));
    end(page, "back", "x_again_try");
}

/* ---- printing, the end ----------------------------------------------------- */

static void build_print(struct page *page)
{
    const struct first_start *first = &page->visit->first;
    setup_heads(page, "fs_print", NULL);
    page_rest(page);
    if (first->printed[0] != '\0') {
        add_panel(page, "told",
                  strcmp(first->printed, "a1_done") == 0 ? "circle-check" : "circle-alert",
                  first->printed);
    }
    struct control *print =
        page_add(page, ROLE_BUTTON, LOOK_OPTION, "print", phrase_of(page->visit, "a1"));
    print->icon = "receipt-text";
    print->disabled = first->printing;
    print->pressable = !first->printing;
    page_line(page, print, HEIGHT_OPTION, SPACE_OPTIONS);
    end(page, NULL, "cont");
}

static void build_done(struct page *page)
{
    setup_heads(page, "fs_done", "fs_done_note");
    page_rest(page);
    end(page, "back", "fs_go");
}

/* ---- which ----------------------------------------------------------------- */

static const struct setup_row {
    const char *screen;
    int shown; /* as "Step 3 of 7" counts */
    void (*build)(struct page *page);
} rows[FIRST_STEPS] = {
    [FIRST_LANGUAGE] = {"first-language", 1, build_language},
    [FIRST_TOUCH] = {"first-touch", 2, setup_touch},
    [FIRST_NETWORK] = {"first-network", 3, build_network},
    [FIRST_ADDRESS] = {"first-address", 3, setup_address},
    [FIRST_PREFIX] = {"first-prefix", 3, setup_address},
    [FIRST_GATEWAY] = {"first-gateway", 3, setup_address},
    [FIRST_DNS] = {"first-dns", 3, setup_address},
    [FIRST_LINK] = {"first-link", 3, build_link},
    [FIRST_INVITATION] = {"first-invitation", 4, build_invitation},
    [FIRST_CODE] = {"first-code", 5, setup_code},
    [FIRST_ENROL] = {"first-enrol", 5, build_enrol},
    [FIRST_PIN] = {"first-pin", 6, setup_pin},
    [FIRST_PIN_AGAIN] = {"first-pin-again", 6, setup_pin},
    [FIRST_PRINT] = {"first-print", 7, build_print},
    [FIRST_DONE] = {"first-done", 7, build_done},
    [FIRST_CLOCK] = {"staff-clock", 0, setup_clock},
    [FIRST_PRINTER] = {"staff-printer", 0, setup_printer},
    [FIRST_PAPER] = {"staff-paper", 0, setup_paper},
};

int setup_step_shown(enum first_step step)
{
    return rows[step].shown;
}

const char *page_first_screen(const struct visit *visit)
{
    return rows[visit->first.step].screen;
}

void page_first(struct page *page)
{
    rows[page->visit->first.step].build(page);
}
