/* What printer.json says, as a visitor has to know it. */
#ifndef APP_SCREEN_PROCESS_PRINTER_STATE_H
#define APP_SCREEN_PROCESS_PRINTER_STATE_H

#include <stdbool.h>

/* *prints: the printer's program runs and paper is ready or low. *paper_out: only paper is missing. */
void printer_state_read(const char *state_folder, bool *prints, bool *paper_out);

#endif
