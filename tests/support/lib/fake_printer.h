/*
 * A printer that is none: speaks ESC/POS on a pseudo terminal or a TCP port of
 * this machine, in a process of its own, and is as well or as bad as it is told
 * to be. It reads the commands by itself, not with the product's code, and keeps
 * what it 'printed' as PBM pictures.
 */
#ifndef TESTS_SUPPORT_LIB_FAKE_PRINTER_H
#define TESTS_SUPPORT_LIB_FAKE_PRINTER_H

#include <stdbool.h>
#include <sys/types.h>

enum fake_behaviour {
    FAKE_READY,
    FAKE_LOW,
    FAKE_OUT,
    FAKE_OPEN,
    FAKE_ERROR,
    FAKE_SILENT,       /* takes everything, says nothing */
    FAKE_GARBLED,      /* answers with what no printer says */
    FAKE_VANISHES,     /* goes away in the middle of a picture, and is back when asked anew */
    FAKE_RUNS_OUT,     /* the paper ends in the middle of a picture, and it says so by itself */
    FAKE_STOPS_TAKING, /* takes no more bytes in the middle of a picture */
    FAKE_STOPS_DEAF,   /* the same, and it does not know how to throw away what it holds */
    FAKE_NEVER_DONE,   /* prints, but does not say so */
    FAKE_LATE_DONE     /* says so only when it is asked again, and then twice */
};

/* "ready", "low", … ; -1 for an unknown name. */
int fake_behaviour_find(const char *name);

/* Read by both processes while the fake runs. */
struct fake_paper {
    volatile int behaviour;    /* enum fake_behaviour; may be changed at any time */
    volatile unsigned cut;     /* receipts that came out whole */
    volatile unsigned rows;    /* rows of dots that came to the paper in all */
    volatile unsigned last;    /* rows of the receipt that was cut last */
    volatile unsigned cleared; /* times that it was told to forget what it holds */
};

struct fake_printer {
    char device[64]; /* for the configuration: tcp:127.0.0.1:PORT or serial:/dev/pts/N */
    struct fake_paper *paper;
    const char *folder; /* where paper-N.pbm go; NULL: nowhere */
    int listener;       /* TCP; -1: none */
    int line;           /* the pseudo terminal or the connection */
    int far_end;        /* keeps the pseudo terminal open */
    pid_t process;
};

/* Opens pseudo terminal or port; false on failure. */
bool fake_printer_open(struct fake_printer *printer, bool on_tcp, enum fake_behaviour behaviour,
                       const char *folder);
/* Plays the printer until the process is ended. */
void fake_printer_serve(struct fake_printer *printer);
/* Serves in a child. */
bool fake_printer_start(struct fake_printer *printer);
/* Ends the child and closes. */
void fake_printer_stop(struct fake_printer *printer);

#endif
