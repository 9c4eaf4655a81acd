/* What only a kiosk that is set up is asked: its clock, its printer. */
#include "app/screen/setup/setup_page.h"
#include "app/screen/widgets/theme.h"

/* 202611221430, as far as it is typed, becomes 2026-11-22 14:30. */
static const char *grouped_time(struct page *page)
{
    static const char between[FIRST_CLOCK_DIGITS] = {[4] = '-', [6] = '-', [8] = ' ', [10] = ':'};
    const char *typed = page->visit->first.clock;
    char grouped[FIRST_CLOCK_DIGITS + 5] = "";
    size_t length = 0;
    for (size_t i = 0; typed[i] != '\0'; i++) {
        if (between[i] != '\0') {
            grouped[length++] = between[i];
        }
        grouped[length++] = typed[i];
    }
    return view_text(page->view, grouped);
}

static void end(struct page *page)
{
    bool waits = page->visit->first.change_waits;
    page_buttons(page, (struct page_buttons){waits ? NULL : "back", waits ? NULL : "cont", NULL});
    setup_tools(page);
}

void setup_clock(struct page *page)
{
    setup_heads(page, "ms_clock", "ms_clock_hint");
    setup_number(page, phrase_of(page->visit, "ms_clock"), grouped_time(page),
                 (struct pad_corner){NULL, NULL});
    end(page);
}

static void add_error(struct page *page)
{
    const char *key = page->visit->first.error;
    if (key != NULL) {
        struct control *error =
            page_add(page, ROLE_ERROR, LOOK_ERROR, "error", phrase_of(page->visit, key));
        page_line(page, error, 0, SPACE_OPTIONS);
    }
}

static void add_option(struct page *page, const char *id, const char *label, bool chosen)
{
    struct control *row =
        page_add(page, ROLE_RADIO, LOOK_OPTION, id, phrase_of(page->visit, label));
    row->chosen = chosen;
    page_line(page, row, HEIGHT_OPTION, SPACE_OPTIONS);
}

void setup_printer(struct page *page)
{
    static const struct {
        const char *id, *label;
        enum first_printer printer;
    } rows[] = {{"option.usb", "ms_print_usb", FIRST_PRINTER_USB},
                {"option.serial", "ms_print_serial", FIRST_PRINTER_SERIAL},
                {"option.adapter", "ms_print_adapter", FIRST_PRINTER_ADAPTER},
                {"option.none", "m3_none", FIRST_PRINTER_NONE}};
    setup_heads(page, "ms_print", NULL);
    add_error(page);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        add_option(page, rows[i].id, rows[i].label, rows[i].printer == page->visit->first.printer);
    }
    page_place(page, "pn_next");
    end(page);
}

void setup_paper(struct page *page)
{
    bool narrow = page->visit->first.narrow;
    setup_heads(page, "ms_paper", NULL);
    add_error(page);
    add_option(page, "option.wide", "ms_paper_wide", !narrow);
    add_option(page, "option.narrow", "ms_paper_narrow", narrow);
    page_place(page, "pn_next");
    end(page);
}
