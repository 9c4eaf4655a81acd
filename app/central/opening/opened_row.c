#include "app/central/opening/opened_row.h"

#include <string.h>

static const char *const columns[] = {
    "batch",      "request",        "received_utc",  "site",         "role",
    "services",   "a_number",       "family_name",   "given_name",   "other_names",
    "birth_date", "age_band",       "birth_country", "visitor_name", "phone",
    "tty",        "email",          "ways",          "hours",        "time_zone",
    "voicemail",  "alert_language", "pin",           "minor",        "duplicate_of",
};

enum { COLUMNS = sizeof columns / sizeof *columns };

enum cell_kind { CELL_TEXT, CELL_LIST, CELL_FLAG };

struct cell {
    enum cell_kind kind;
    const char *text;
    const char (*list)[FORM_CODE_MAX + 1];
    size_t count;
    bool flag;
};

static struct cell text_cell(const char *text)
{
    return (struct cell){.kind = CELL_TEXT, .text = text};
}

static struct cell list_cell(const char (*list)[FORM_CODE_MAX + 1], size_t count)
{
    return (struct cell){.kind = CELL_LIST, .list = list, .count = count};
}

static struct cell flag_cell(bool flag)
{
    return (struct cell){.kind = CELL_FLAG, .flag = flag};
}

/* In the order of `columns`. */
static void fill_cells(const struct opened_row *row, struct cell cells[static COLUMNS])
{
    const struct request *request = row->request;
    const struct cell filled[COLUMNS] = {
        text_cell(row->batch),
        text_cell(row->name),
        text_cell(row->received),
        text_cell(request->site),
        text_cell(request->role),
        list_cell(request->services, request->service_count),
        text_cell(request->a_number),
        text_cell(request->family_name),
        text_cell(request->given_name),
        text_cell(request->other_names),
        text_cell(request->birth_date),
        text_cell(request->age_band),
        text_cell(request->birth_country),
        text_cell(request->visitor_name),
        text_cell(request->phone[0] == '+' ? request->phone + 1 : request->phone),
        flag_cell(request->tty),
        text_cell(request->email),
        list_cell(request->ways, request->way_count),
        list_cell(request->hours, request->hour_count),
        text_cell(request->time_zone),
        text_cell(request->voicemail),
        text_cell(request->alert_language),
        text_cell(row->with_pin ? request->pin : ""),
        flag_cell(request->minor),
        text_cell(""),
    };
    memcpy(cells, filled, sizeof filled);
}

/* ---- CSV ------------------------------------------------------------------- */

static bool append_csv_text(struct buffer *out, const char *text)
{
    bool formula = text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
    if (strpbrk(text, ",\"\r\n") == NULL)
        return (!formula || buffer_append_byte(out, '\'')) && buffer_append_text(out, text);
    bool fine = buffer_append_byte(out, '"') && (!formula || buffer_append_byte(out, '\''));
    for (; fine && *text != '\0'; text++)
        fine = (*text != '"' || buffer_append_byte(out, '"')) &&
               buffer_append_byte(out, (uint8_t)*text);
    return fine && buffer_append_byte(out, '"');
}

/* Codes hold no comma and no quote, and start with a letter or a digit: request_read saw to it. */
static bool append_csv_list(struct buffer *out, const struct cell *cell)
{
    bool fine = true;
    for (size_t i = 0; fine && i < cell->count; i++)
        fine = (i == 0 || buffer_append_byte(out, ';')) && buffer_append_text(out, cell->list[i]);
    return fine;
}

static bool append_csv_cell(struct buffer *out, const struct cell *cell)
{
    switch (cell->kind) {
    case CELL_LIST:
        return append_csv_list(out, cell);
    case CELL_FLAG:
        return buffer_append_text(out, cell->flag ? "yes" : "no");
    case CELL_TEXT:
        break;
    }
    return append_csv_text(out, cell->text);
}

bool opened_row_csv_head(struct buffer *out)
{
    bool fine = true;
    for (size_t i = 0; fine && i < COLUMNS; i++)
        fine = (i == 0 || buffer_append_byte(out, ',')) && buffer_append_text(out, columns[i]);
    return fine && buffer_append_text(out, "\r\n");
}

bool opened_row_csv(const struct opened_row *row, struct buffer *out)
{
    struct cell cells[COLUMNS];
    bool fine = true;
    fill_cells(row, cells);
    for (size_t i = 0; fine && i < COLUMNS; i++)
        fine = (i == 0 || buffer_append_byte(out, ',')) && append_csv_cell(out, &cells[i]);
    return fine && buffer_append_text(out, "\r\n");
}

/* ---- JSON ------------------------------------------------------------------ */

static bool append_json_text(struct buffer *out, const char *text)
{
    bool fine = buffer_append_byte(out, '"');
    for (; fine && *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            fine = buffer_append_byte(out, '\\') && buffer_append_byte(out, (uint8_t)*text);
        else if ((unsigned char)*text < 0x20)
            fine = buffer_append_format(out, "\\u%04x", (unsigned)(unsigned char)*text);
        else
            fine = buffer_append_byte(out, (uint8_t)*text);
    }
    return fine && buffer_append_byte(out, '"');
}

static bool append_json_cell(struct buffer *out, const struct cell *cell)
{
    if (cell->kind == CELL_FLAG)
        return buffer_append_text(out, cell->flag ? "true" : "false");
    if (cell->kind == CELL_TEXT)
        return append_json_text(out, cell->text);
    bool fine = buffer_append_byte(out, '[');
    for (size_t i = 0; fine && i < cell->count; i++)
        fine = (i == 0 || buffer_append_byte(out, ',')) && append_json_text(out, cell->list[i]);
    return fine && buffer_append_byte(out, ']');
}

bool opened_row_json(const struct opened_row *row, struct buffer *out)
{
    struct cell cells[COLUMNS];
    bool fine = buffer_append_byte(out, '{');
    fill_cells(row, cells);
    for (size_t i = 0; fine && i < COLUMNS; i++)
        fine = buffer_append_format(out, "\"%s\":", columns[i]) &&
               append_json_cell(out, &cells[i]) && buffer_append_byte(out, ',');
    return fine && buffer_append_text(out, "\"state\":") && append_json_text(out, row->state) &&
           buffer_append_text(out, "}\n");
}
