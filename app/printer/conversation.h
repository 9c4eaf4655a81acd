/*
 * The conversation with the printer, step by step: what printer.c hands work
 * to. Private to this folder.
 */
#ifndef APP_PRINTER_CONVERSATION_H
#define APP_PRINTER_CONVERSATION_H

#include "app/printer/jobs.h"
#include "app/printer/printer.h"
#include "platform/device/escpos.h"

enum stage {
    STAGE_DOWN,      /* closed; opened again when the timer is due */
    STAGE_OPENING,   /* a connection is under way */
    STAGE_ASKING,    /* a status request is open */
    STAGE_IDLE,      /* nothing under way */
    STAGE_WRITING,   /* a job is going out */
    STAGE_CONFIRMING /* all of it is out; the printer's word is waited for */
};

struct printer {
    struct loop *loop;
    struct wire *wire; /* NULL: none configured */
    uint32_t dots;
    struct printer_times times;
    printer_changed *changed;
    void *context;
    enum stage stage;
    enum printer_condition condition;
    char complaint[ERROR_TEXT_MAX]; /* logged last, since it answered well */
    struct escpos_listener listener;
    unsigned question; /* the DLE EOT asked last */
    struct loop_timer timer;
    struct buffer requests; /* on their way, before any job */
    bool has_job;           /* from queued until its end is known */
    struct buffer job;      /* encoded, or what settles; wiped as soon as it is out */
    size_t job_sent;        /* bytes of it */
    bool unsettled; /* a job ended as unknown: what the printer still holds of it, and what it
                             * may still say about it, must not meet the next job */
    unsigned owed_answers; /* to GS r: the last is the awaited one, others come too late */
    struct jobs jobs;
};

/* Opens the wire, and again whenever it is lost. */
void conversation_open(struct printer *printer);
/* A timer of the printer is due: an answer is late, or it is time for a look. */
void conversation_due(void *context);
/* A job was put into printer->job: looks how the printer is, and goes on from there. */
void conversation_begin_job(struct printer *printer);
/* Takes the wire from the loop. */
void conversation_stop(struct printer *printer);

/* Why nothing is printed in this condition; NULL where it prints. */
const char *conversation_obstacle(enum printer_condition condition);

#endif
