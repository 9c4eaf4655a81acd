#include "tests/support/lib/pki.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DAY 86400

static void must(bool fine, const char *what, const struct error *error)
{
    if (fine)
        return;
    fprintf(stderr, "pki: %s: %s\n", what, error->text);
    abort();
}

struct pki_pair pki_make(const struct pki *pki, const struct pki_pair *issuer,
                         enum certificate_purpose purpose, const char *name, int64_t from,
                         int64_t days)
{
    static const char *const hosts[] = {"localhost", "127.0.0.1", NULL};
    struct error error = {0};
    struct certificate_order order = {.purpose = purpose,
                                      .name = name,
                                      .not_before = pki->now + from * DAY,
                                      .days = days,
                                      .hosts = purpose == PURPOSE_TLS_SERVER ? hosts : NULL};
    struct pki_pair pair = {.key = private_key_create(&error)};
    must(pair.key != NULL, name, &error);
    if (issuer == NULL) {
        pair.certificate = issue_root(pair.key, &order, &error);
    } else {
        struct certificate_request *request = request_create(pair.key, name, &error);
        must(request != NULL, name, &error);
        pair.certificate =
            issue_certificate(request, &order, issuer->certificate, issuer->key, &error);
        request_destroy(request);
    }
    must(pair.certificate != NULL, name, &error);
    return pair;
}

void pki_pair_finish(struct pki_pair *pair)
{
    private_key_destroy(pair->key);
    certificate_destroy(pair->certificate);
    *pair = (struct pki_pair){0};
}

const char *pki_path(const struct pki *pki, const char *name, char path[static 256])
{
    snprintf(path, 256, "%s/%s", pki->folder, name);
    return path;
}

static void save(const struct pki *pki, const struct pki_pair *pair, const char *name)
{
    char file[64], path[256];
    struct error error = {0};
    snprintf(file, sizeof file, "%s.key", name);
    must(private_key_save(pair->key, pki_path(pki, file, path), &error), path, &error);
    snprintf(file, sizeof file, "%s.pem", name);
    must(certificate_save(pair->certificate, pki_path(pki, file, path), 0644, &error), path,
         &error);
}

void pki_start(struct pki *pki)
{
    struct error error = {0};
    *pki = (struct pki){.now = (int64_t)time(NULL)};
    strcpy(pki->folder, "/tmp/kiosk-pki-XXXXXX");
    must(mkdtemp(pki->folder) != NULL, pki->folder, &error);

    pki->sealing_root = pki_make(pki, NULL, PURPOSE_AUTHORITY, "Sealing root", -1, 100);
    pki->tls_root = pki_make(pki, NULL, PURPOSE_AUTHORITY, "TLS root", -1, 100);
    pki->site_root = pki_make(pki, NULL, PURPOSE_AUTHORITY, "Site root", -1, 100);
    pki->issuing = pki_make(pki, NULL, PURPOSE_AUTHORITY, "Issuing CA", -1, 100);
    pki->opening = pki_make(pki, &pki->sealing_root, PURPOSE_SEALING, "Opening 1", -1, 50);
    pki->second_opening = pki_make(pki, &pki->sealing_root, PURPOSE_SEALING, "Opening 2", -1, 50);
    pki->server = pki_make(pki, &pki->tls_root, PURPOSE_TLS_SERVER, "localhost", -1, 50);
    pki->kiosk = pki_make(pki, &pki->issuing, PURPOSE_TLS_CLIENT, PKI_KIOSK_ID, -1, 50);
    pki->site_signer = pki_make(pki, &pki->site_root, PURPOSE_SIGNING, "Site signing", -1, 50);

    save(pki, &pki->sealing_root, "sealing-root");
    save(pki, &pki->tls_root, "tls-root");
    save(pki, &pki->site_root, "site-root");
    save(pki, &pki->issuing, "issuing");
    save(pki, &pki->opening, "opening");
    save(pki, &pki->second_opening, "second-opening");
    save(pki, &pki->server, "server");
    save(pki, &pki->kiosk, "kiosk");
    save(pki, &pki->site_signer, "site-signer");
}

static void remove_files(const char *folder)
{
    DIR *list = opendir(folder);
    for (struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        unlink(path);
    }
    closedir(list);
    rmdir(folder);
}

void pki_stop(struct pki *pki)
{
    struct pki_pair *pairs[] = {
        &pki->sealing_root,   &pki->tls_root, &pki->site_root, &pki->issuing,     &pki->opening,
        &pki->second_opening, &pki->server,   &pki->kiosk,     &pki->site_signer,
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        pki_pair_finish(pairs[i]);
    remove_files(pki->folder);
}
