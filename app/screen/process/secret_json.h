/* Makes jansson take its memory from the secret arena: a request is built from JSON values. */
#ifndef APP_SCREEN_PROCESS_SECRET_JSON_H
#define APP_SCREEN_PROCESS_SECRET_JSON_H

/* For the whole process; before the first JSON value, after secret_start. */
void secret_json_start(void);

#endif
