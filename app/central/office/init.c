#include "app/central/office/init.h"

#include "app/central/office/office.h"
#include "platform/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct authorities {
    struct office_pair sealing_root, tls_root, site_root, issuing;
};

static void finish(struct authorities *all)
{
    office_pair_finish(&all->sealing_root);
    office_pair_finish(&all->tls_root);
    office_pair_finish(&all->site_root);
    office_pair_finish(&all->issuing);
}

static bool make_folders(const char *office, struct error *error)
{
    static const struct {
        const char *name;
        mode_t mode;
    } folders[] = {
        {"roots", 0700},          {"issuing", 0700},
        {"issuing/kiosks", 0700}, {"issuing/invitations", 0700},
        {"signing", 0700},        {"receive", 0700},
        {"open", 0700},           {"public", 0755},
        {"public/sealing", 0755},
    };
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char path[FILE_PATH_MAX];
        if (!office_path(path, office, folders[i].name, error) ||
            !file_make_folder(path, folders[i].mode, error))
            return false;
    }
    return true;
}

static bool make_authority(const char *office, const char *name, const char *title, int64_t days,
                           int64_t from, struct office_pair *pair, struct error *error)
{
    struct certificate_order order = {
        .purpose = PURPOSE_AUTHORITY, .name = title, .not_before = from, .days = days};
    return office_make(office, name, &order, NULL, pair, error);
}

/*
 * Four roots that know nothing of each other: whoever gets hold of one of their keys can do one thing
 * only. The issuing authority is one of them, so that a kiosk, which trusts the TLS root, trusts
 * nothing that enrolment signs.
 */
static bool make_authorities(const char *office, int64_t from, struct authorities *all,
                             struct error *error)
{
    return make_authority(office, "roots/sealing-root", "Custody alerts sealing root",
                          OFFICE_ROOT_DAYS, from, &all->sealing_root, error) &&
           make_authority(office, "roots/tls-root", "Custody alerts TLS root", OFFICE_ROOT_DAYS,
                          from, &all->tls_root, error) &&
           make_authority(office, "roots/site-root", "Custody alerts site root", OFFICE_ROOT_DAYS,
                          from, &all->site_root, error) &&
           make_authority(office, "issuing/issuing", "Custody alerts kiosks", OFFICE_ISSUING_DAYS,
                          from, &all->issuing, error);
}

static bool make_one(const char *office, const char *name, const struct certificate_order *order,
                     const struct office_pair *issuer, struct error *error)
{
    struct office_pair pair;
    bool fine = office_make(office, name, order, issuer, &pair, error);
    office_pair_finish(&pair);
    return fine;
}

static bool make_opening(const char *office, const struct certificate_order *order,
                         const struct office_pair *issuer, const char *passphrase,
                         struct error *error)
{
    struct office_pair pair;
    bool fine =
        office_make_under(office, "open/opening", order, issuer, passphrase, &pair, error) &&
        office_publish(office, "public/sealing/opening.pem", pair.certificate, error);
    office_pair_finish(&pair);
    return fine;
}

static bool make_ends(const struct init_order *asked, const char *office, int64_t from,
                      const struct authorities *all, struct error *error)
{
    struct certificate_order opening = {.purpose = PURPOSE_SEALING,
                                        .name = "Custody alerts opening 1",
                                        .not_before = from,
                                        .days = OFFICE_OPENING_DAYS};
    struct certificate_order signing = {.purpose = PURPOSE_SIGNING,
                                        .name = "Custody alerts site signing",
                                        .not_before = from,
                                        .days = OFFICE_SIGNING_DAYS};
    struct certificate_order server = {.purpose = PURPOSE_TLS_SERVER,
                                       .name = "Custody alerts receiver",
                                       .not_before = from,
                                       .days = OFFICE_SERVER_DAYS,
                                       .hosts = asked->hosts};
    struct certificate_order acknowledging = {.purpose = PURPOSE_ACKNOWLEDGING,
                                              .name = "Custody alerts acknowledging",
                                              .not_before = from,
                                              .days = OFFICE_ACKNOWLEDGING_DAYS};
    struct certificate_order enrolling = server;
    enrolling.name = "Custody alerts enrolment";
    return make_one(office, "issuing/enrol-server", &enrolling, &all->tls_root, error) &&
           make_opening(office, &opening, &all->sealing_root, asked->passphrase, error) &&
           make_one(office, "signing/site-signing", &signing, &all->site_root, error) &&
           make_one(office, "receive/server", &server, &all->tls_root, error) &&
           make_one(office, "receive/acknowledging", &acknowledging, &all->tls_root, error);
}

static bool publish(const char *office, const struct authorities *all, struct error *error)
{
    return office_publish(office, "public/sealing-root.pem", all->sealing_root.certificate,
                          error) &&
           office_publish(office, "public/tls-root.pem", all->tls_root.certificate, error) &&
           office_publish(office, "public/site-root.pem", all->site_root.certificate, error) &&
           office_publish(office, "public/issuing.pem", all->issuing.certificate, error) &&
           office_publish(office, "receive/issuing.pem", all->issuing.certificate, error) &&
           office_publish(office, "open/issuing.pem", all->issuing.certificate, error);
}

static bool write_text(const char *office, const char *name, const char *text, struct error *error)
{
    char path[FILE_PATH_MAX];
    return office_path(path, office, name, error) &&
           file_write(path, text, strlen(text), 0600, error);
}

static bool write_receive(const struct init_order *order, const char *office, struct error *error)
{
    char text[512];
    if (!text_format(text, sizeof text,
                     "[listen]\naddress = %s\nport = %s\n\n[tls]\ncertificate = server.pem\n"
                     "key = server.key\nkiosks = issuing.pem\n\n[ledger]\nfile = ledger.db\n\n"
                     "[opening]\nfolder = ../open\n",
                     order->address, order->port))
        return error_set(error, ERROR_INPUT, "the address or the port is too long");
    return write_text(office, "receive/receive.ini", text, error);
}

static bool write_enrol(const struct init_order *order, const char *office, struct error *error)
{
    char text[1024];
    bool six = strchr(order->hosts[0], ':') != NULL;
    if (!text_format(text, sizeof text,
                     "[listen]\naddress = %s\nport = %s\n\n[tls]\ncertificate = enrol-server.pem\n"
                     "key = enrol-server.key\n\n[enrol]\nurl = https://%s%s%s:%s\ndays = %d\n"
                     "expired_days = 30\n\n[opening]\nfolder = ../open\n",
                     order->address, order->enrol_port, six ? "[" : "", order->hosts[0],
                     six ? "]" : "", order->enrol_port, OFFICE_KIOSK_DAYS))
        return error_set(error, ERROR_INPUT, "the address, the port or the host is too long");
    return write_text(office, "issuing/enrol.ini", text, error);
}

static bool write_configuration(const struct init_order *order, const char *office,
                                struct error *error)
{
    return write_receive(order, office, error) && write_enrol(order, office, error);
}

static bool fill(const struct init_order *order, const char *office, struct error *error)
{
    struct authorities all = {0};
    int64_t from = order->now_utc - OFFICE_EARLY_SECONDS;
    bool fine = make_folders(office, error) && make_authorities(office, from, &all, error) &&
                make_ends(order, office, from, &all, error) && publish(office, &all, error) &&
                write_configuration(order, office, error);
    finish(&all);
    return fine;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status, (void)kind, (void)walk;
    return remove(path);
}

bool init_office(const struct init_order *order, struct error *error)
{
    char beside[FILE_PATH_MAX];
    if (file_exists(order->office))
        return error_set(error, ERROR_INPUT,
                         "%s exists already: give the name of a folder that does not",
                         order->office);
    if (!text_format(beside, sizeof beside, "%s.XXXXXX", order->office))
        return error_set(error, ERROR_INPUT, "the folder's name is too long");
    if (mkdtemp(beside) == NULL)
        return error_set_errno(error, "%s cannot be made", beside);

    bool fine = fill(order, beside, error);
    if (fine && renameat2(AT_FDCWD, beside, AT_FDCWD, order->office, RENAME_NOREPLACE) != 0)
        fine = error_set_errno(error, "%s cannot be put into place", order->office);
    if (!fine)
        (void)nftw(beside, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return fine;
}
