/*
 * The subcommands of kiosk-central, one file each, in the form that
 * arguments_dispatch calls: argv[0] is the subcommand, the result an exit code.
 */
#ifndef APP_CENTRAL_COMMANDS_H
#define APP_CENTRAL_COMMANDS_H

int command_init(int argc, char **argv, void *context); /* makes the office's folders and keys */
int command_enrol(int argc, char **argv,
                  void *context); /* signs a kiosk's request, makes its site bundle */
int command_invite(int argc, char **argv,
                   void *context); /* a one-time code and the file with which a kiosk enrols */
int command_enrol_server(int argc, char **argv,
                         void *context); /* gives certificates to kiosks (EST) */
int command_bundle(int argc, char **argv,
                   void *context); /* a site bundle for a kiosk that has its certificate */
int command_revoke(int argc, char **argv, void *context); /* takes a kiosk's certificates back */
int command_renew(int argc, char **argv,
                  void *context); /* makes a new server, opening or signing key */
int command_receive(int argc, char **argv, void *context); /* serves kiosks; sealed requests only */
int command_retire(int argc, char **argv, void *context);  /* deletes what is finished */
int command_keys(int argc, char **argv,
                 void *context); /* counts which opening keys are still needed */
int command_trail(int argc, char **argv, void *context);  /* who opened what */
int command_open(int argc, char **argv, void *context);   /* opens requests into a file */
int command_export(int argc, char **argv, void *context); /* opened requests as CSV or JSON Lines */
int command_mark(int argc, char **argv, void *context);   /* says what became of requests */
int command_import(int argc, char **argv,
                   void *context); /* takes batches from a drive, acknowledges them there */
int command_kiosks(int argc, char **argv,
                   void *context); /* last seen, waiting, printer, certificate, chain */
int command_audit(int argc, char **argv,
                  void *context); /* gaps, forks, older copies, rows that are not what came */
int command_ledger(int argc, char **argv, void *context); /* makes the ledger, or migrates it */
int command_lookup(int argc, char **argv, void *context); /* is the request of this receipt here */

#endif
